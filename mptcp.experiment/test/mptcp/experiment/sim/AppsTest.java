package mptcp.experiment.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import mptcp.experiment.Workspace;
import mptcp.experiment.plan.AppPlan;
import mptcp.experiment.plan.BadExperiment;
import mptcp.experiment.plan.ExperimentFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Applications, against what can be reckoned by hand. */
class AppsTest {
    private static final String LINK = """
            title: apps
            duration: 60s
            jitter: off
            hosts: {client: {mptcp: off}, server: {}}
            paths: {p: {between: [client, server], link: "rate=%s,delay=20ms,queue=100p"}}
            flows:
              f: {from: client, to: server, %s}
            """;

    @TempDir
    Path folder;

    private static FlowRecord run(String rate, String flow) {
        return Workspace.run(LINK.formatted(rate, flow), 1).flows().getFirst();
    }

    /** The first object, then all that it refers to at once over three connections, then one that the second refers to. */
    @Test
    void pagesAreGraphsOfObjects() {
        FlowRecord one = run("100m", "pattern: web, page: [1k, 1k, 1k<1, 1k<2], connections: 3, count: 1");
        assertTrue(one.complete());
        // Round trips of 40 ms: hello and first object, two objects of which one opens a connection, the last one.
        assertEquals(0.12, one.own().get("load_mean"), 0.003);
        FlowRecord single = run("100m", "pattern: web, page: [1k, 1k, 1k, 1k], connections: 1, count: 1");
        assertEquals(0.16, single.own().get("load_mean"), 0.003);
        FlowRecord several = run("100m", "pattern: web, page: [1k, 1k, 1k, 1k], connections: 6, count: 1");
        assertEquals(0.12, several.own().get("load_mean"), 0.003);
        assertEquals(3, several.subflows().size());
        FlowRecord many = run("20m", "pattern: web, objects: 20, sizes: exponential, size: 10k, think: 500ms");
        assertTrue(many.own().get("pages") > 20 && many.latencies().size() == many.own().get("pages"), "" + many.own());
        assertEquals(null, many.error());
    }

    /** A page over six connections: what is noted of mappings is of one of them, and so within the bytes that it has. */
    @Test
    void mappingsOfOneOfSeveralConnectionsAreOfItsStream() {
        FlowRecord f = Workspace.run(Workspace.SMALL + """
                flows:
                  f: {from: client, to: server, pattern: web, objects: 40, size: 10k, count: 1}
                """, 1).flows().getFirst();
        assertTrue(f.subflows().size() > 6 && f.maps().size() > 5, f.subflows().size() + " subflows, " + f.maps().size());
        long most = f.maps().stream().mapToLong(MapPoint::offset).max().orElseThrow();
        long least = f.maps().stream().mapToLong(MapPoint::offset).min().orElseThrow();
        assertTrue(least == 0 && most < f.whole().bytes(), least + " to " + most + " of " + f.whole().bytes());
    }

    /** On a link of 4 Mbit/s neither way to choose stalls, or stays below the rate that fits for long. */
    @ParameterizedTest
    @CsvSource({"rate, 2.0, 3.0", "buffer, 2.0, 4.2"})
    void videoAdapts(String abr, double least, double most) {
        FlowRecord f = run("4m", "pattern: dash, rates: [500k, 1m, 3m, 8m], segment: 2s, buffer: 20s, abr: " + abr);
        Map<String, Double> m = f.own();
        assertTrue(m.get("quality") >= least && m.get("quality") <= most, m.toString());
        assertEquals(0, m.get("stalls"), m.toString());
        assertTrue(m.get("startup") < 1 && m.get("switches") >= 1, m.toString());
    }

    /** A second at the link's rate, and what the socket holds then; three seconds of nothing. */
    @Test
    void streamsThatPause() {
        FlowRecord f = run("10m", "pattern: onoff, on: 1s, off: 3s, bursts: fixed, send-buffer: 100k");
        double mbit = f.whole().bytes() * 8 / 60e6;
        assertTrue(mbit > 2.2 && mbit < 2.7, mbit + " Mbit/s");
        assertTrue(f.whole().gapNs() > 2.8e9 && f.whole().gapNs() <= 3e9, f.whole().gapNs() + " ns");
        FlowRecord random = run("10m", "pattern: onoff, on: 1s, off: 3s, send-buffer: 100k");
        assertTrue(random.whole().gapNs() > 4e9, random.whole().gapNs() + " ns");
    }

    /** A link slower than the lowest rate: played is what came, the rest of the time it stands. */
    @Test
    void videoStalls() {
        FlowRecord f = run("500k", "pattern: dash, rates: [1m], segment: 2s, buffer: 20s");
        double played = f.latencies().size() * 2.0;
        Map<String, Double> m = f.own();
        assertEquals(60, m.get("startup") + played + m.get("stall_time"), 2.2);
        assertTrue(m.get("stalls") >= 10 && m.get("stall_time") > 25, m.toString());
        FlowRecord short10 = run("20m", "pattern: dash, rates: [1m], segment: 2s, buffer: 6s, count: 10");
        assertTrue(short10.complete() && short10.latencies().size() == 10);
        assertEquals(14, (short10.untilNs() - short10.plan().startNs()) / 1e9, 1.5, "it loads as it plays");
    }

    @Test
    void voiceHasDeadlines() {
        FlowRecord good = run("1m", "pattern: live, frame: 160, every: 20ms, deadline: 50ms");
        assertEquals(1, good.own().get("on_time"));
        assertEquals(2996, good.latencies().size(), 5);
        assertTrue(good.own().get("playback_delay") < 25);
        FlowRecord late = run("1m", "pattern: live, frame: 160, every: 20ms, deadline: 15ms");
        assertEquals(0, late.own().get("on_time"), "light itself takes 20 ms");
        FlowRecord spurts = run("1m", "pattern: live, frame: 160, every: 20ms, on: 1s, off: 1s");
        assertTrue(spurts.latencies().size() > 700 && spurts.latencies().size() < 2300, "" + spurts.latencies().size());
        FlowRecord video = run("2m", "pattern: live, frame: 4k, key: 40k, key-every: 25, every: 40ms, deadline: 100ms");
        assertEquals(1500 / 25 * 40 + 1500 * 24 / 25 * 4, video.whole().bytes() / 1e3, 60);
        assertTrue(video.own().get("on_time") < 1 && video.own().get("on_time") > 0.5, "key frames are late: "
                + video.own());
    }

    @Test
    void recordingsAreReplayed() throws Exception {
        Files.writeString(folder.resolve("w.csv"), "time_s,bytes,from\n0,1000,client\n0.5,5000,server\n1,100,client\n");
        Path file = folder.resolve("x.yaml");
        Files.writeString(file, LINK.formatted("10m", "pattern: replay, trace: w.csv"));
        ExperimentFile read = ExperimentFile.read(file, Map.of(), Workspace.POLICIES::of);
        FlowRecord f = Simulation.run(read.at(read.points(false).getFirst()), 1, Workspace.POLICIES).flows().getFirst();
        assertTrue(f.complete() && f.latencies().size() == 3);
        assertEquals(500, (f.latencies().get(1).startNs() - f.latencies().get(0).startNs()) / 1e6, 0.1);
        assertEquals(25, f.latencies().get(1).latencyNs() / 1e6, 1, "20 ms and 4.3 ms of packets");
        Files.writeString(folder.resolve("w.csv"), "time_s,bytes,from\n0,1000,moon\n");
        assertTrue(assertThrows(BadExperiment.class, () -> ExperimentFile.read(file, Map.of(), Workspace.POLICIES::of))
                .getMessage().contains("w.csv, line 2"));
    }

    /** Arrivals are Poisson: as many as expected, and as irregular; each has a connection of its own. */
    @Test
    void shortFlowsComeAtRandom() {
        FlowRecord f = run("20m", "pattern: shorts, every: 100ms, size: 10k, sizes: exponential");
        int n = f.latencies().size();
        assertEquals(600, n, 75, "three standard deviations");
        assertEquals(n, f.subflows().size(), 5);
        double[] gaps = new double[n - 1];
        long[] starts = f.latencies().stream().mapToLong(Latency::startNs).sorted().toArray();
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = (starts[i + 1] - starts[i]) / 1e6;
        }
        double mean = java.util.Arrays.stream(gaps).average().orElse(0);
        double deviation = Math.sqrt(java.util.Arrays.stream(gaps).map(g -> (g - mean) * (g - mean)).average().orElse(0));
        assertEquals(1, deviation / mean, 0.15, "of an exponential distribution both are the same");
        assertEquals(6e6, f.whole().bytes(), 1.2e6);
        assertTrue(f.own().isEmpty() && run("20m", "pattern: shorts, every: 1s, count: 5").complete());
    }

    @Test
    void sizesHaveTheirMean() {
        java.util.SplittableRandom random = new java.util.SplittableRandom(1);
        for (AppPlan.Sizes sizes : AppPlan.Sizes.values()) {
            double mean = java.util.stream.LongStream.range(0, 400_000)
                    .map(_ -> RandomSizes.bytes(random, 10_000, sizes)).average().orElse(0);
            assertEquals(10_000, mean, sizes == AppPlan.Sizes.PARETO ? 3_000 : 100, sizes.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "pattern: web, page: [1k<1] | an object is referred to by one before it",
        "pattern: dash, rates: [2m, 1m] | 'rates' must be above 0 and grow",
        "pattern: live, on: 1s | talk spurts need both 'on' and 'off'",
        "pattern: live, frame: 0 | it must be 1 to",
        "pattern: replay | needs 'trace'",
        "pattern: shorts, block: 1k | has no field 'block'"
    })
    void saysWhatIsWrong(String flow, String message) {
        String said = assertThrows(BadExperiment.class, () -> Workspace.parse(LINK.formatted("1m", flow))).getMessage();
        assertTrue(said.contains(message), said);
    }
}
