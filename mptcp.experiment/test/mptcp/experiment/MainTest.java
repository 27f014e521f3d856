package mptcp.experiment;

import static mptcp.experiment.Workspace.SMALL;
import static mptcp.experiment.Workspace.contents;
import static mptcp.experiment.Workspace.sim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import mptcp.experiment.Workspace.Said;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The program, as it is called. */
class MainTest {
    private static final String FLOW = "flows:\n  f: {from: client, to: server, stop: 1s}\n";

    @TempDir
    Path folder;
    private Path file;
    private Path out;

    @BeforeEach
    void file() throws IOException {
        file = folder.resolve("small.yaml");
        out = folder.resolve("out");
        Files.writeString(file, SMALL.replace("queue=50k", "queue=50k,loss=1%") + FLOW);
    }

    /** The same file and seed give the same bytes, those of the plots too. */
    @Test
    void resultsAreReproducible() throws IOException {
        assertEquals(0, sim("run", file, "--out", out).status());
        Map<String, String> first = contents(out);
        assertEquals(Set.of("results.json", "flows.csv", "paths.csv", "summary.csv", "runs.csv",
                "made.json", "experiment.yaml", "seed1/flow-series.csv",
                "seed1/subflow-series.csv",
                "seed1/maps.csv", "seed1/events.txt", "expectations.csv"), first.keySet().stream()
                        .filter(f -> !f.matches(".*\\.(svg|png)")).collect(java.util.stream.Collectors.toSet()));
        for (String plot : java.util.List.of("throughput", "goodput", "cwnd", "srtt", "ooo", "maps-f", "sequence-f")) {
            assertTrue(first.containsKey("seed1/" + plot + ".png") && first.containsKey("seed1/" + plot + ".svg"), plot);
        }
        assertEquals(0, sim("run", file, "--out", out).status());
        assertEquals(first, contents(out));
        assertEquals(0, sim("run", file, "--out", out, "--seeds", "2").status());
        assertFalse(Files.exists(out.resolve("seed1")), "the results of the former run are replaced");
    }

    @Test
    void resultsCanBeVerified() throws IOException {
        Files.writeString(file, "parameters: {cc: lia}\nvariants: {l: {}, r: {cc: reno}}\nseeds: 1..2\n" + SMALL
                + "flows:\n  f: {from: client, to: server, cc: $cc}\n");
        assertEquals(0, sim("run", file, "--no-plots", "--out", out, "--set", "cc=olia").status());
        Files.delete(file);
        Said same = sim("verify", out, "--all");
        assertTrue(same.status() == 0 && same.out().contains("4 of 4 runs (of 4 there) happened again"), same.out());
        assertTrue(sim("verify", out, "--runs", "1").out().contains("1 of 1 runs (of 4 there)"));
        Path copy = out.resolve("experiment.yaml");
        Files.writeString(copy, Files.readString(copy).replace("delay=5ms", "delay=6ms"));
        Said other = sim("verify", out);
        assertTrue(other.status() == 1 && other.out().contains("DIFFERS  l, seed 1"), other.out());
        assertFalse(same.out().contains("another build"), same.out());
        String made = Files.readString(out.resolve("made.json"));
        Files.writeString(out.resolve("made.json"), made.replaceFirst("(\"program\": \")[0-9a-f]{4}", "$1@@@@")
                .replaceFirst("(\"mptcp.cc.lia\": \"[^ ]+ )[0-9a-f]{4}", "$1@@@@")
                .replace("\"commit\": \"", "\"commit\": \"of-then-"));
        Said another = sim("verify", out, "--runs", "1");
        assertTrue(another.out().contains("these results are of another build: commit of-then-")
                && another.out().contains("other, or in one of the two only: mptcp.cc.lia\n"), another.out());
        assertTrue(made.contains("--set cc=olia\"") && made.contains("\"commit\": \""), made);
        assertEquals(1, sim("verify", folder).status());
    }

    /** Video by its quality and stalls, not by bytes alone. */
    @Test
    void applicationsAreToldOfInTheirOwnTerms() throws IOException {
        Files.writeString(file, SMALL + "flows:\n  film: {from: client, to: server, pattern: dash, segment: 500ms, rates: [500k, 1m]}\n"
                + "  bulk: {from: client, to: server, bytes: 10k}\n");
        Said said = sim("run", file, "--no-plots", "--out", out);
        assertTrue(said.out().matches("(?s).*\\R- +film +quality [0-9.]+ Mbit/s, stall_time 0.000 s, startup 0.[0-9]+ s\\R.*"), said.out());
        assertFalse(said.out().contains("bulk       quality"), said.out());
    }

    /** Of runs that are one and the same, and of what has nothing to be a share of. */
    @Test
    void whatIntervalsCannotSayIsSaid() throws IOException {
        Files.writeString(file, "jitter: off\nparameters: {abr: buffer}\nvariants: {b: {}, r: {abr: rate}}\n" + SMALL
                + "flows:\n  film: {from: client, to: server, pattern: dash, segment: 500ms, rates: [500k, 1m], abr: $abr}\n");
        Said said = sim("run", file, "--no-plots", "--seeds", "1..2", "--out", out);
        assertTrue(said.out().contains("\nall seeds gave the same numbers: nothing is random here") && !said.out().contains("enough for"), said.out());
        assertTrue(said.out().matches("(?s).*\\Rr +film +stall_time +0.000 ±0.000 +-   the same\\R.*"), said.out());
        Files.writeString(file, SMALL + FLOW);
        assertTrue(sim("run", file, "--no-plots", "--seeds", "1..2", "--out", out).out().contains(" from 2 seeds; "));
    }

    /** What a run takes is told, and is in no file that is to be the same each time. */
    @Test
    void whatARunTakesIsTold() throws IOException {
        Said said = sim("run", file, "--no-plots", "--out", out);
        assertTrue(said.err().matches("(?s).*cost: 1 run, [0-9,]+ packets, [0-9]+ connections and subflows; [0-9.]+ s of"
                + " processor time \\([0-9,]+ packets a second\\), [1-9][0-9,]* MB of memory at most\n.*"), said.err());
        assertFalse(Files.exists(out.resolve("cost.json")));
        assertEquals(0, sim("run", file, "--no-plots", "--cost", "--out", out).status());
        String cost = Files.readString(out.resolve("cost.json"));
        assertTrue(cost.contains("\"memory_bytes\"") && cost.contains("\"cpu_s\"") && cost.contains("\"packets\""), cost);
    }

    @Test
    void aRunThatFailsCostsItselfOnly() throws Exception {
        java.io.ByteArrayOutputStream said = new java.io.ByteArrayOutputStream();
        java.io.PrintStream stream = new java.io.PrintStream(said, true, java.nio.charset.StandardCharsets.UTF_8);
        var command = new picocli.CommandLine(new RunCommand(new Program(Workspace.ROOT, stream, stream, null), (experiment, seed, loader) -> {
            if (seed == 2) {
                throw new IllegalStateException("broken");
            }
            return mptcp.experiment.sim.Simulation.run(experiment, seed, loader);
        }));
        assertEquals(1, command.execute(file.toString(), "--no-plots", "--seeds", "1..3", "--out", out.toString()));
        assertTrue(said.toString().contains("error: a run failed: seed 2: "), said.toString());
        var rows = mptcp.experiment.result.Csv.read(Files.readString(out.resolve("runs.csv")));
        assertEquals(java.util.List.of("1", "3", "2"), rows.stream().map(r -> r.get("seed")).toList());
        assertTrue(rows.getLast().get("error").contains("broken") && rows.getFirst().get("error").isEmpty());
        assertTrue(Files.exists(out.resolve("seed3")) && !Files.exists(out.resolve("seed2")));
    }

    @Test
    void nothingIsLostByABadFile() throws IOException {
        assertEquals(0, sim("run", file, "--no-plots", "--out", out).status());
        Map<String, String> before = contents(out);
        Files.writeString(file, SMALL);
        Said bad = sim("run", file, "--out", out);
        assertEquals(2, bad.status());
        assertTrue(bad.err().startsWith("error: " + file + ":1:1: the experiment: it needs 'flows'"), bad.err());
        assertEquals(before, contents(out));
    }

    @Test
    void whatIsNotOursIsLeftAlone() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("thesis.tex"), "precious");
        Said said = sim("run", file, "--out", out);
        assertEquals(1, said.status());
        assertTrue(said.err().contains("holds something else than results"), said.err());
        assertEquals("precious", Files.readString(out.resolve("thesis.tex")));
        try (var files = Files.list(folder)) {
            assertEquals(Set.of(file, out), files.collect(java.util.stream.Collectors.toSet()), "nothing is left over");
        }
    }

    @Test
    void whatAKilledRunLeftIsRemoved() throws IOException {
        Path abandoned = Files.createDirectories(folder.resolve(".out.999999999"));
        Path other = Files.createDirectories(folder.resolve(".out.d"));
        Path running = Files.createDirectories(folder.resolve(".out.1"));
        assertEquals(0, sim("run", file, "--no-plots", "--out", out).status());
        assertFalse(Files.exists(abandoned));
        assertTrue(Files.exists(other) && Files.exists(running));
    }

    @Test
    void verdictsDecideTheStatus() throws IOException {
        String expect = "expect:\n  - {name: enough, value: f.goodput, at-least: %s%s}\n";
        Files.writeString(file, SMALL + FLOW + expect.formatted("1", ""));
        Said ok = sim("run", file, "--no-plots", "--out", out);
        assertTrue(ok.status() == 0 && ok.out().contains("ok"), ok.out());
        Files.writeString(file, SMALL + FLOW + expect.formatted("100", ""));
        Said missed = sim("run", file, "--no-plots", "--out", out);
        assertTrue(missed.status() == 1 && missed.out().contains("MISSED"), missed.out());
        Files.writeString(file, SMALL + FLOW + expect.formatted("100", ", differs: the links are slower"));
        Said known = sim("run", file, "--no-plots", "--out", out);
        assertTrue(known.status() == 0 && known.out().contains("differs"), known.out());
        Files.writeString(file, SMALL + FLOW + expect.formatted("1", ", differs: the links are slower"));
        Said repaired = sim("run", file, "--no-plots", "--out", out);
        assertTrue(repaired.status() == 0 && repaired.out().contains("FIXED"), repaired.out());
        assertTrue(Files.readString(out.resolve("results.json")).contains("\"verdict\": \"FIXED\""));
    }

    @Test
    void listsAndChecks() {
        Said list = sim("list");
        assertEquals(0, list.status(), list.err());
        assertTrue(list.out().contains("two-paths") && list.out().contains("minrtt"), list.out());
        Said check = sim("check", file, "two-paths");
        assertEquals(0, check.status(), check.err());
        assertTrue(check.out().contains("small.yaml: ok: small; 1 variants, 1 seeds"), check.out());
        assertTrue(sim("help").out().startsWith("Usage: ./mptcp sim [-h] COMMAND"));
        assertTrue(sim("run", "--help").out().startsWith("Usage: ./mptcp sim run ["));
    }

    @Test
    void wrongUsage() {
        assertWrong("there is no 'sim fly'; there are run, sweep, merge, verify, report, league, check, list, help (./mptcp sim --help)", "fly");
        assertWrong("FILE is missing (./mptcp sim run --help)", "run");
        assertWrong("there is no option '--fast'; there are --all-plots, --base, --cost, --help, --jobs", "run", file, "--fast");
        assertWrong("--out needs a value", "run", file, "--out");
        assertWrong("--set needs NAME=VALUE, not 'cc'", "run", file, "--set", "cc");
        assertWrong("there is no parameter 'cc' to set; it has none", "run", file, "--set", "cc=lia");
        assertWrong("there is no variant 'x'", "run", file, "--variant", "x");
        assertWrong("'x' is not a list of seeds", "run", file, "--seeds", "x");
        assertWrong("--jobs needs a number above 0, not '0'", "run", file, "--jobs", "0", "--out", out);
        Said missing = sim("run", folder.resolve("none.yaml"));
        assertEquals(1, missing.status());
        assertTrue(missing.err().contains("there is no such file; './mptcp sim list' lists"), missing.err());
    }

    private static void assertWrong(String message, Object... words) {
        Said said = sim(words);
        assertEquals(2, said.status(), said.err());
        assertTrue(said.err().contains(message), said.err());
    }

    /** The pages are what the program says. */
    @Test
    void itsPageHasTheHelpOfEveryCommand() throws IOException {
        String page = Files.readString(Path.of("../docs/commands/sim.md"));
        CommandLine line = new Main(Workspace.ROOT, System.out, System.err).line();
        assertTrue(page.contains("```\n" + line.getUsageMessage().strip() + "\n```"), () -> "the page does not say\n" + line.getUsageMessage());
        line.getSubcommands().forEach((name, each) -> assertTrue(name.equals("help")
                || page.contains("```\n" + each.getUsageMessage().strip() + "\n```"), () -> "the page does not say\n" + each.getUsageMessage()));
    }
}
