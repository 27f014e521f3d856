package mptcp.experiment.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import mptcp.experiment.Workspace;
import mptcp.experiment.result.Estimate;
import mptcp.io.sim.HopStatistics;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Networks of files against what is known without a simulator. Of random numbers the seeds are these, and bounds are four standard
 * errors of what is expected: what is there by chance is there each time, and what is wrong by more is seen.
 */
class ClosedFormTest {
    /** A frame of ten bytes each 20 ms, on a TCP of its own, looks how long packets wait. */
    private static final String PROBE = """
            title: a queue
            payload-free: true
            duration: %s
            jitter: off
            hosts: {a: {mptcp: off}, b: {}}
            paths:
              p: {between: [a, b], link: "rate=12m,queue=1000p%s"}
            flows:
              probe: {from: a, to: b, pattern: live, frame: 10, every: 20ms}
            cross:
              noise: {over: p, rate: %s, packet: 1500, %s}
            """;

    private static final double SERVICE_MS = 1;
    private static final String PROBE_LINK = "p>";

    /** Of the frames from the second second on, in ms. */
    private static List<Double> waits(RunRecord run) {
        double own = 8.0 * (10 + 52) / 12e3; // ms to send a frame, with the headers of IP, TCP and a timestamp
        return run.flows().getFirst().latencies().stream().filter(l -> l.startNs() > 1_000_000_000L)
                .map(l -> l.latencyNs() / 1e6 - own).toList();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(v -> v).average().orElseThrow();
    }

    /**
     * M/D/1: the mean wait is rho / (2 (1 - rho)) of a service (Pollaczek, Khinchine), and who comes at any time finds it so (PASTA, and the
     * probe's periods are no multiple of anything). The probe itself adds under one part in two hundred.
     */
    @ParameterizedTest
    @CsvSource({"6m, 0.5", "9600k, 0.8"})
    void poissonPacketsWaitAsInMD1(String rate, double load) {
        String text = PROBE.formatted("50s", "", rate, "gaps: random");
        Estimate wait = Estimate.of(LongStream.range(1, 9).mapToDouble(seed -> mean(waits(Workspace.run(text, seed)))).toArray());
        double expected = load / (2 * (1 - load)) * SERVICE_MS;
        double standardError = wait.halfWidth() / 2.365; // of Student's distribution with seven degrees of freedom
        assertEquals(expected, wait.mean(), 4 * standardError, "ms, " + wait);
        assertTrue(4 * standardError < 0.3 * expected, "it is known well enough: " + wait);
    }

    /** Packets at a constant rate never wait for each other, and a probe at most for one. */
    @Test
    void constantTrafficWaitsForOneAtMost() {
        List<Double> waits = waits(Workspace.run(PROBE.formatted("30s", "", "9600k", "gaps: fixed"), 1));
        assertTrue(waits.stream().allMatch(w -> w >= -1e-6 && w <= SERVICE_MS + 0.05), () -> "" + waits);
        assertEquals(0.8 * SERVICE_MS / 2, mean(waits), 0.1, "busy for 0.8 of the time, and then a half is left of a service");
    }

    /** A tenth more comes than the link carries: every discipline drops that tenth, wherever its queue stands, if that is never empty. */
    @ParameterizedTest
    @CsvSource({"''", "',aqm=red:min=20:max=100'", "',aqm=codel'", "',aqm=pie:target=60ms'", "',aqm=dualpi2:target=60ms'"})
    void whatIsTooMuchIsDropped(String aqm) {
        HopStatistics hop = Workspace.run(PROBE.formatted("50s", aqm, "13200k", "gaps: random"), 1).hops().get(PROBE_LINK);
        double dropped = 1 - (double) hop.deliveredPackets() / hop.enteredPackets();
        double standardError = 1 / Math.sqrt(55_000); // of the number of Poisson packets
        double held = (double) hop.queuedPackets() / hop.enteredPackets();
        assertEquals(1 - 1 / 1.1, dropped, 4 * standardError + held, hop.toString());
    }

    /**
     * RED drops one of n packets where the average makes it so: with Floyd's count the gaps are even from 1 to 1/p, so that
     * of all packets 2 p / (1 + p) are dropped. From a load of 1.02 follow p, and so the average length.
     */
    @Test
    void redKeepsTheAverageWhereItsDropsAreThoseOfTheLoad() {
        RunRecord run = Workspace.run(PROBE.formatted("200s", ",aqm=red:min=20:max=100:p=10%", "12240k", "gaps: random"), 1);
        double dropped = 1 - 1 / 1.02;
        double p = dropped / (2 - dropped);
        double average = 20 + 80 * p / 0.1;
        double half = waits(run).stream().sorted().skip(waits(run).size() / 2).findFirst().orElseThrow(); // lost frames come late
        assertEquals(average, half / SERVICE_MS, 6, "packets");
    }

    /** Gilbert and Elliott: bad for r of the time if it turns bad by p and good by q; a burst is 1 / q long. */
    @Test
    void burstsLoseTheirShare() {
        HopStatistics hop = Workspace.run(PROBE.formatted("100s", ",burst=1%/25%", "9600k", "gaps: fixed"), 1).hops().get(PROBE_LINK);
        double share = 0.01 / (0.01 + 0.25);
        double lost = (double) hop.droppedBurst() / hop.enteredPackets();
        // The variance of a mean of a two-state chain: s (1 - s) (1 + c) / (1 - c) / n with c = 1 - p - q.
        double standardError = Math.sqrt(share * (1 - share) * (2 - 0.26) / 0.26 / hop.enteredPackets());
        assertEquals(share, lost, 4 * standardError, hop.toString());
    }

    /** Of exponential bursts and pauses: the share of the time that is on, in the long run. */
    @Test
    void burstsAndPausesCarryTheirShareOfTheRate() {
        HopStatistics hop = Workspace.run(PROBE.formatted("400s", "", "6m", "on: 200ms, off: 600ms"), 1).hops().get(PROBE_LINK);
        double probes = 400 * 50;
        double cross = 6e6 / 8 / 1500 * 400 * 0.25; // 50,000, of 500 cycles
        assertEquals(cross, hop.enteredPackets() - probes, 4 * cross * Math.sqrt(2 * 0.75 * 0.75 / 500) + 100);
    }

    /** Downloads begin at random: their number is Poisson's, whose variance is its mean, and sizes have the mean that is said. */
    @Tag("slow")
    @Test
    void shortFlowsArePoisson() {
        String text = """
                title: arrivals
                payload-free: true
                duration: 20s
                hosts: {a: {mptcp: off}, b: {}}
                paths:
                  p: {between: [a, b], link: "rate=1g"}
                flows:
                  f: {from: a, to: b, pattern: shorts, every: 200ms, size: 20k, sizes: exponential}
                """;
        double[] counts = new double[40];
        double bytes = 0;
        double downloads = 0;
        for (int i = 0; i < counts.length; i++) {
            FlowRecord f = Workspace.run(text, i + 1).flows().getFirst();
            counts[i] = f.latencies().size();
            downloads += f.latencies().size();
            bytes += f.whole().bytes();
        }
        double mean = downloads / counts.length;
        double variance = java.util.Arrays.stream(counts).map(c -> (c - mean) * (c - mean)).sum() / (counts.length - 1);
        assertEquals(100.5, mean, 4 * Math.sqrt(100.0 / counts.length) + 0.5, "the first begins at once, the flow up to 100 ms later");
        assertEquals(1, variance / mean, 4 * Math.sqrt(2.0 / counts.length), "index of dispersion");
        assertEquals(20_000, bytes / downloads, 4 * 20_000 / Math.sqrt(downloads));
    }
}
