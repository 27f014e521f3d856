package mptcp.experiment;

import static mptcp.experiment.Workspace.SMALL;
import static mptcp.experiment.Workspace.sim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mptcp.experiment.Workspace.Said;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps go over the grid, and do nothing twice. */
class SweepTest {
    private static final String GRID = "parameters: {cc: lia}\nsweep: {cc: [lia, reno]}\nseeds: 1..2\n" + SMALL
            + "flows:\n  f: {from: client, to: server, cc: $cc}\n";

    @TempDir
    Path folder;

    private Said sweep(String... more) {
        return sim(Stream.concat(Stream.of("sweep", folder.resolve("grid.yaml"), "--out", folder.resolve("out")),
                Stream.of(more)).toArray());
    }

    private List<Path> done() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("out/done"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void goesOnWhereItWas() throws IOException {
        Files.writeString(folder.resolve("grid.yaml"), GRID);
        Said first = sweep();
        assertEquals(0, first.status(), first.err());
        assertTrue(first.out().contains("4 runs, 0 of them done already"), first.out());
        List<String> table = Files.readAllLines(folder.resolve("out/sweep.csv"));
        assertTrue(table.getFirst().startsWith("variant,cc,seed,flow,bytes,goodput,"), table.getFirst());
        assertTrue(table.getFirst().contains(",one.throughput,"), table.getFirst());
        assertEquals(List.of(",lia,1,f", ",lia,2,f", ",reno,1,f", ",reno,2,f"),
                table.stream().skip(1).map(row -> row.replaceFirst("(,f),.*", "$1")).toList());

        assertTrue(sweep().out().contains("4 runs, 4 of them done already"));
        assertEquals(table, Files.readAllLines(folder.resolve("out/sweep.csv")));

        Files.delete(done().getFirst());
        Files.writeString(done().getFirst(), "f,,bytes,1.0\n"); // torn
        assertTrue(sweep("--jobs", "1").out().contains("4 runs, 2 of them done already"));
        assertEquals(table, Files.readAllLines(folder.resolve("out/sweep.csv")));

        Files.writeString(folder.resolve("grid.yaml"), GRID.replace("1..2", "1..3")
                .replace("title: small", "title: big"));
        assertTrue(sweep().out().contains("6 runs, 4 of them done already"), "only new seeds are run");
        assertTrue(sweep("--again").out().contains("6 runs, 0 of them done already"));

        Files.writeString(folder.resolve("grid.yaml"), GRID.replace("delay=5ms", "delay=6ms"));
        assertTrue(sweep().out().contains("4 runs, 0 of them done already"), "another experiment");
    }

    /** Words have no order; and what a variant sets itself is not varied by the sweep there, which is told. */
    @Test
    void onlyWhatHasAMeaningIsSaidOfParameters() throws IOException {
        String text = GRID.replace("1..2", "1..4").replace("sweep: {cc: [lia, reno]}",
                "variants: {both: {}, single: {cc: reno, mode: 'off'}}\nsweep: {cc: [lia, reno], every: [1m, 2m]}")
                .replace("parameters: {cc: lia}", "parameters: {cc: lia, mode: 1, every: 1m}")
                .replace("cc: $cc", "cc: $cc, mptcp: $mode, bytes: $every");
        Files.writeString(folder.resolve("grid.yaml"), text);
        String note = "note: variant 'single' sets cc itself: the sweep does not vary it there";
        Said check = sim("check", folder.resolve("grid.yaml"));
        assertTrue(check.err().contains(note) && check.out().contains("24 runs of a sweep"), check.err() + check.out());
        Said sweep = sweep("--no-plots");
        assertEquals(0, sweep.status(), sweep.err());
        assertTrue(sweep.err().contains(note), sweep.err());
        assertTrue(sweep.out().matches("(?s).*both +f +goodput: cc +explains +[0-9]+ % of the variance\\R.*"), sweep.out());
        assertTrue(sweep.out().matches("(?s).*single +f +goodput: every +explains .*correlation.*"), sweep.out());
        assertFalse(sweep.out().contains("NaN") || sweep.out().matches("(?s).*single +f +goodput: cc.*"), sweep.out());
    }

    /** The same numbers by either way. */
    @Test
    void aSweepIsManyRuns() throws IOException {
        Files.writeString(folder.resolve("grid.yaml"), GRID);
        sweep("--seeds", "7");
        Said run = sim("run", folder.resolve("grid.yaml"), "--no-plots", "--seeds", "7", "--out",
                folder.resolve("run"));
        assertEquals(0, run.status(), run.err());
        String[] row = Files.readAllLines(folder.resolve("run/flows.csv")).get(1).split(",");
        String[] swept = Files.readAllLines(folder.resolve("out/sweep.csv")).get(1).split(",");
        assertEquals(List.of(row), List.of(swept).subList(0, row.length));
    }

    @Test
    void progress() {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        long[] now = {0};
        BarredOutput terminal = new BarredOutput(new java.io.PrintStream(bytes));
        Progress bar = new Progress(null, terminal, () -> now[0], 4);
        now[0] = 30_000_000_000L;
        bar.step();
        assertTrue(bytes.toString().endsWith("\r[#######.......................] 1/4, 1:30 left"), bytes.toString());
        String drawn = "[#######.......................] 1/4, 1:30 left";
        java.io.PrintStream log = new java.io.PrintStream(terminal, true);
        bytes.reset();
        log.print("WARN a policy ");
        assertEquals("", bytes.toString(), "a line is not begun in the middle of the bar");
        log.println("has something to say");
        assertEquals("\r" + " ".repeat(drawn.length()) + "\rWARN a policy has something to say\n" + drawn,
                bytes.toString());
        for (int i = 0; i < 3; i++) {
            bar.step();
        }
        bytes.reset();
        log.print("no bar, ");
        log.flush();
        assertEquals("no bar, ", bytes.toString());
        bytes.reset();
        Progress lines = new Progress(new java.io.PrintStream(bytes), null, () -> 0, 20);
        for (int i = 0; i < 20; i++) {
            lines.step();
        }
        assertEquals(10, bytes.toString().lines().count());
        assertTrue(bytes.toString().lines().toList().getLast().equals("20 of 20 runs"), bytes.toString());
        bytes.reset();
        Progress slow = new Progress(new java.io.PrintStream(bytes), null, () -> now[0], 4515);
        for (int i = 0; i < 9; i++) {
            now[0] += 20_000_000_000L;
            slow.step();
        }
        assertEquals(List.of("3 of 4515 runs, 1504:00 left", "6 of 4515 runs, 1503:00 left", "9 of 4515 runs, 1502:00 left"),
                bytes.toString().lines().toList(), "each minute there is a word");
    }
}
