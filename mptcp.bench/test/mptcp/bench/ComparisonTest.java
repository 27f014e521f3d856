package mptcp.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mptcp.bench.Comparison.Verdict;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bench gate} makes of the figures of two builds. */
class ComparisonTest {
    private static final double TOLERANCE = 0.05;

    private static JSONObject run(String metric, String unit, double value) {
        return new JSONObject().put("results", new JSONArray().put(new JSONObject().put("benchmark", "b").put("variant", "case")
                .put("metric", metric).put("unit", unit).put("value", value)));
    }

    private static Verdict verdict(String metric, String unit, double[] before, double[] now) {
        Comparison c = new Comparison(TOLERANCE);
        for (int i = 0; i < before.length; i++) {
            c.add(run(metric, unit, before[i]), run(metric, unit, now[i]));
        }
        return c.figures().getFirst().verdict();
    }

    @Test
    void aRateThatFellAndACostThatRoseAreSlower() {
        assertEquals(Verdict.SLOWER, verdict("throughput", "Gbit/s", new double[] {10, 10, 10}, new double[] {9, 9, 9}));
        assertEquals(Verdict.SLOWER, verdict("CPU time", "s/GB", new double[] {1, 1, 1}, new double[] {1.1, 1.1, 1.1}));
        assertEquals(Verdict.FASTER, verdict("throughput", "Gbit/s", new double[] {10, 10, 10}, new double[] {11, 11, 11}));
        assertEquals(Verdict.FASTER, verdict("p50", "us", new double[] {10, 10, 10}, new double[] {9, 9, 9}));
    }

    @Test
    void whatIsWithinTheToleranceIsTheSame() {
        assertEquals(Verdict.SAME, verdict("throughput", "Gbit/s", new double[] {10, 10, 10}, new double[] {9.6, 9.6, 9.6}));
    }

    /** A machine that was slow for one pair has slowed both of it. */
    @Test
    void pairsAreCompared() {
        assertEquals(Verdict.SAME, verdict("throughput", "Gbit/s", new double[] {10, 5, 20}, new double[] {10, 5, 20}));
        assertEquals(Verdict.SLOWER, verdict("throughput", "Gbit/s", new double[] {10, 5, 20}, new double[] {9, 4.5, 18}));
    }

    @Test
    void pairsThatDisagreeSayNothing() {
        assertEquals(Verdict.UNCLEAR, verdict("throughput", "Gbit/s", new double[] {10, 10, 10}, new double[] {8, 12, 9}));
        assertEquals(Verdict.SLOWER, verdict("throughput", "Gbit/s", new double[] {10, 10, 10, 10, 10}, new double[] {8, 12, 9, 8, 8}));
    }

    @Test
    void thePeersOwnFiguresAreNotJudged() {
        assertEquals(Verdict.NOT_JUDGED, verdict("Linux to Linux", "Gbit/s", new double[] {10}, new double[] {5}));
        assertEquals(Verdict.NOT_JUDGED, verdict("something", "", new double[] {10}, new double[] {5}));
    }

    @Test
    void aFigureThatOnlyOneHasIsLeftOut() {
        Comparison c = new Comparison(TOLERANCE);
        c.add(run("old", "us", 1), run("new", "us", 1));
        assertEquals(List.of(), c.figures());
    }

    @Test
    void aCloneWithoutATagSaysWhatToGive(@TempDir Path folder) throws Exception {
        assertEquals(0, new ProcessBuilder("git", "init", "-q", folder.toString()).start().waitFor());
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
        assertEquals(2, gate(folder, err));
        assertTrue(said.toString(StandardCharsets.UTF_8).contains("--against COMMIT"), said::toString);
    }

    @Test
    void wrongUsageIsTold(@TempDir Path folder) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
        assertEquals(2, gate(folder, err, "--against"));
        assertEquals(2, gate(folder, err, "--rounds", "0"));
        assertEquals(2, gate(folder, err, "no-such-benchmark"));
        assertEquals(3, gate(folder, err, "--against", "no-such-commit"));
    }

    private static int gate(Path folder, PrintStream err, String... words) {
        return new Gate(folder, err, err, Map.of()).line().execute(words);
    }
}
