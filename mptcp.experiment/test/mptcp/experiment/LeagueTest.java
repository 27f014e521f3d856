package mptcp.experiment;

import static mptcp.experiment.Workspace.sim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.plan.LeagueFile;
import mptcp.experiment.plan.LeagueFile.Scenario;
import mptcp.experiment.result.Csv;
import mptcp.experiment.result.League;
import mptcp.experiment.result.Outcome;
import mptcp.experiment.sim.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is how good for which need. */
class LeagueTest {
    private static final Scenario BULK = new Scenario("bulk on x", "bulk", "goodput", true, "");
    private static final Scenario WEB = new Scenario("web on x", "web", "load_mean", false, "");
    private static final Scenario FAIR = new Scenario("fairness on x", "fairness", "goodput", true, "");

    @TempDir
    Path folder;

    @Test
    void thereAreSomeFortyScenariosAndAllCanBeRun() throws IOException {
        LeagueFile file = LeagueFile.read(Workspace.ROOT.resolve("experiments/league/league.yaml"));
        assertTrue(file.scenarios().size() >= 40, file.scenarios().size() + " scenarios");
        assertEquals(file.scenarios().size(), new HashSet<>(file.scenarios().stream().map(Scenario::name).toList()).size());
        for (Scenario s : file.scenarios()) {
            Simulation.rehearse(file.at(s, Map.of(), Workspace.POLICIES::of), Workspace.POLICIES);
        }
        assertEquals(List.of("bulk", "web", "video", "request", "live", "handover", "fairness"),
                file.scenarios().stream().map(Scenario::need).distinct().toList());
    }

    private static League.Run run(String policy, Scenario s, long seed, double score, double other) {
        return new League.Run("scheduler", policy, s, seed, new Outcome(new Point("", Map.of()), seed, 0,
                Map.of("f", Map.of("load_mean", score, "bytes", 100.0, "goodput", score), "tcp", Map.of("goodput", other)),
                Map.of("f", Map.of("a", Map.of("sent_bytes", 90.0), "b", Map.of("sent_bytes", 30.0)))));
    }

    @Test
    void whatCountsAreRatiosInTheSameRuns() {
        List<League.Run> runs = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            runs.add(run("ref", BULK, seed, 10 * seed, 0));
            runs.add(run("ref", WEB, seed, seed, 0));
            runs.add(run("mine", BULK, seed, 20 * seed, 0)); // twice as good
            runs.add(run("mine", WEB, seed, 4 * seed, 0)); // a quarter
            runs.add(run("mine", FAIR, seed, 3, 1));
        }
        League league = new League(runs, Map.of("scheduler", "ref"));
        List<League.Row> rows = league.rows("scheduler");
        assertEquals(List.of("ref", "mine"), rows.stream().filter(r -> r.need().isEmpty()).map(League.Row::policy).toList());
        League.Row all = rows.get(1);
        assertEquals(Math.sqrt(2.0 / 4), all.ratio(), 1e-9);
        assertTrue(all.differs() && all.n() == 6);
        assertEquals(2, rows.stream().filter(r -> r.need().equals("bulk")).findFirst().orElseThrow().ratio(), 1e-9);
        assertFalse(rows.stream().anyMatch(r -> r.need().equals("fairness")), "that is not ranked");
        assertEquals(0.5, league.beside("scheduler", "mine", 0).fairness().mean(), 1e-9);
        assertEquals(0.2, league.beside("scheduler", "mine", 0).cost().mean(), 1e-9);
    }

    /** One command for a newcomer: its row beside the reference's, and nothing is run twice. */
    @Test
    void aNewcomerGetsItsRow() throws IOException {
        Path out = folder.resolve("league");
        Workspace.Said said = sim("league", "--only", "redundant", "--needs", "handover", "--seeds", "1..2", "--out", out);
        assertEquals(0, said.status(), said.err());
        assertTrue(said.out().contains("20 runs") && said.out().contains("redundant"), said.out());
        List<Map<String, String>> rows = Csv.read(Files.readString(out.resolve("league.csv"))).stream()
                .filter(r -> r.get("kind").equals("scheduler")).toList();
        assertEquals(4, rows.size(), "all and handover, of two");
        Map<String, String> row = rows.stream().filter(r -> r.get("policy").equals("redundant")).findFirst().orElseThrow();
        assertTrue(Double.parseDouble(row.get("ratio")) > 1, "nothing waits for a dead path: " + row);
        assertTrue(Double.parseDouble(row.get("redundant_share")) > 0.5, "and it costs: " + row);
        String html = Files.readString(out.resolve("league.html"));
        assertTrue(html.contains("<td>redundant</td>") && html.contains("--only redundant"), "");
        assertFalse(html.contains("<script") || html.matches("(?s).*(src|href)=.*"));
        long before = Files.list(out.resolve("done")).count();
        String again = sim("league", "--only", "redundant", "--needs", "handover", "--seeds", "1..2", "--out", out).out();
        assertEquals(said.out(), again);
        assertEquals(before, Files.list(out.resolve("done")).count());
        assertTrue(sim("league", "--only", "best").err().contains("there is no policy 'best'"));
        assertTrue(sim("league", "--needs", "sleep").err().contains("there are bulk, web,"));
    }
}
