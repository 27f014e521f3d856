package mptcp.simtest;

import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.io.sim.Hop;
import mptcp.io.sim.LinkSpec;
import mptcp.simtest.Transfer.Expected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Published results, as they come out here: rates of endless transfers, in Mbit/s of payload between two moments. */
class ExperimentTest {
    private static final long ENDLESS = 1L << 40;
    private static final double PAYLOAD_SHARE = 1420 / 1500.0;

    private static void multipath(World w, String congestionControl) {
        w.hosts(b -> b);
        w.policies().add(PolicyKind.PATH_MANAGER, new Pairs(false));
        w.client().choose(PolicyKind.PATH_MANAGER, "pairs");
        w.client().choose(PolicyKind.CONGESTION_CONTROL, congestionControl);
    }

    /** One that sends until a moment and is aborted then. */
    private static Transfer endless(World w, Transfer t, long fromSecond, long toSecond) {
        t.startAt(fromSecond * SECOND).expect(Expected.CORRECT_OR_ERROR);
        t.client().ending(Party.Ending.BY_EVENT);
        t.client().sendMore(ENDLESS);
        w.at(toSecond * SECOND, t.client().name() + " ends", t.client()::abort);
        return t;
    }

    /** Mbit/s that the server reads between two moments; known when the run is over. */
    private static double[] rate(World w, Transfer t, double fromSecond, double toSecond) {
        double[] result = new double[1];
        w.at((long) (fromSecond * SECOND), "measuring", () -> result[0] = -t.server().received());
        w.at((long) (toSecond * SECOND), "measured", () ->
                result[0] = (result[0] + t.server().received()) * 8 / 1e6 / (toSecond - fromSecond));
        return result;
    }

    private static double run(Consumer<World> plan, double[][] rates) {
        Scenario.of(ExperimentTest.class, plan).run(1);
        return rates[0][0];
    }

    /** T1 (SIGCOMM'20 multipath transport tutorial, section 1): 2 x 20 Mbit/s, RTT 40 ms: twice what TCP has. */
    @Test
    void t1Aggregation() {
        String link = "rate=20m,delay=20ms,queue=200k";
        double[][] r = new double[1][];
        double tcp = run(w -> {
            multipath(w, "lia");
            w.path(Route.of(link));
            w.path(Route.of(link));
            Transfer t = w.transfer(0, 0).config(SocketConfig.DEFAULT.withMptcpVersion(-1));
            r[0] = rate(w, endless(w, t, 0, 26), 0, 25);
        }, r);
        double mptcp = run(w -> {
            multipath(w, "lia");
            w.path(Route.of(link));
            w.path(Route.of(link));
            r[0] = rate(w, endless(w, w.transfer(0, 0), 0, 26), 0, 25);
        }, r);
        System.out.printf("T1: TCP %.2f, MPTCP %.2f Mbit/s%n", tcp, mptcp);
        assertTrue(tcp > 0.9 * 20 * PAYLOAD_SHARE, "TCP has " + tcp);
        assertTrue(mptcp >= 1.85 * tcp, "TCP %.2f, MPTCP %.2f Mbit/s".formatted(tcp, mptcp));
    }

    /**
     * T5 (the same tutorial): TCPs come and go on two bottlenecks; MPTCP has 40, 30, 20, 30, 40 Mbit/s. These are the
     * numbers of a subflow that is to its bottleneck as TCP is, so of an uncoupled control.
     */
    @Test
    void t5FairnessStaircase() {
        double[] expected = {40, 30, 20, 30, 40};
        double[] r = staircase("reno");
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i] * PAYLOAD_SHARE, r[i], 0.15 * expected[i], "phase " + i + " of " + Arrays.toString(r));
        }
    }

    /**
     * The same with coupled controls, which leave a bottleneck to TCP if there is another (RFC 6356 section 2, goals 1
     * and 3): never more than the uncoupled, but no less than a TCP on the better path.
     */
    @ParameterizedTest
    @ValueSource(strings = {"lia", "olia", "balia"})
    void t5CoupledControlsYield(String congestionControl) {
        double[] most = {40, 30, 20, 30, 40};
        double[] least = {36, 20, 10, 20, 20};
        double[] r = staircase(congestionControl);
        for (int i = 0; i < most.length; i++) {
            assertTrue(r[i] <= 1.15 * most[i] * PAYLOAD_SHARE && r[i] >= 0.9 * least[i] * PAYLOAD_SHARE,
                    "phase " + i + " of " + Arrays.toString(r));
        }
    }

    /** Of each phase of 10 s, without the first 2 s of it. */
    private static double[] staircase(String congestionControl) {
        List<double[]> phases = new ArrayList<>();
        Scenario.of(ExperimentTest.class, w -> {
            phases.clear();
            multipath(w, congestionControl);
            long[] delays = {10, 40};
            for (int i = 0; i < 2; i++) {
                LinkSpec link = LinkSpec.of("rate=20m,queue=100k,delay=" + delays[i] + "ms");
                List<Hop> there = List.of(w.network().hop("link" + i + ">", link));
                List<Hop> back = List.of(w.network().hop("link" + i + "<", link));
                w.path(Route.of("ideal").through(there, back));
                SimHost from = w.host("from" + i, b -> b.mptcpVersion(-1));
                SimHost to = w.host("to" + i, b -> b.mptcpVersion(-1));
                from.choose(PolicyKind.CONGESTION_CONTROL, "reno");
                w.path(from, to, Route.of("ideal").through(there, back));
                endless(w, w.transfer(from, to, 0, 0).over(2 * i + 2, false), 10 + 10 * i, 30 + 10 * i);
            }
            Transfer t = endless(w, w.transfer(0, 0), 0, 51);
            for (int phase = 0; phase < 5; phase++) {
                phases.add(rate(w, t, 10 * phase + 2, 10 * phase + 10));
            }
        }).run(1);
        double[] result = phases.stream().mapToDouble(p -> p[0]).toArray();
        System.out.println("T5 " + congestionControl + ": " + Arrays.toString(result));
        return result;
    }

    /** F4 (Barre et al., IFIP Networking 2011): n subflows over one bottleneck take what one TCP takes, if coupled. */
    @ParameterizedTest
    @CsvSource({"lia,1", "lia,2", "lia,3", "olia,2", "balia,2"})
    void f4SharedBottleneck(String congestionControl, int subflows) {
        double[] r = shares(congestionControl, subflows);
        double jain = (r[0] + r[1]) * (r[0] + r[1]) / (2 * (r[0] * r[0] + r[1] * r[1]));
        assertTrue(jain >= 0.95, "%s with %d subflows: MPTCP %.1f, TCP %.1f Mbit/s, Jain's index %.3f".formatted(
                congestionControl, subflows, r[0], r[1], jain));
    }

    /** The other side of it: uncoupled, each subflow takes a share of its own. */
    @Test
    void f4UncoupledIsUnfair() {
        double[] r = shares("reno", 3);
        assertTrue(r[0] > 1.8 * r[1], "MPTCP %.1f, TCP %.1f Mbit/s".formatted(r[0], r[1]));
    }

    private static double[] shares(String congestionControl, int subflows) {
        double[][] r = new double[2][];
        Scenario.of(ExperimentTest.class, w -> {
            multipath(w, congestionControl);
            LinkSpec link = LinkSpec.of("rate=20m,queue=100k,delay=20ms");
            List<Hop> there = List.of(w.network().hop("there", link));
            List<Hop> back = List.of(w.network().hop("back", link));
            for (int i = 0; i < subflows; i++) {
                w.path(Route.of("ideal").through(there, back));
            }
            SimHost from = w.host("from", b -> b.mptcpVersion(-1));
            from.choose(PolicyKind.CONGESTION_CONTROL, "reno");
            SimHost to = w.host("to", b -> b.mptcpVersion(-1));
            w.path(from, to, Route.of("ideal").through(there, back));
            r[0] = rate(w, endless(w, w.transfer(0, 0), 0, 101), 20, 100);
            r[1] = rate(w, endless(w, w.transfer(from, to, 0, 0).over(subflows + 1, false), 0, 101), 20, 100);
        }).run(1);
        System.out.printf("F4 %s %d: MPTCP %.2f, TCP %.2f%n", congestionControl, subflows, r[0][0], r[1][0]);
        return new double[] {r[0][0], r[1][0]};
    }

    /** W2 (Wischik et al., NSDI 2011, section 2.3): 4 % at 10 ms and 1 % at 100 ms: LIA has no less than the better TCP. */
    @Test
    void w2LossyPaths() {
        String first = "delay=5ms,loss=4%";
        String second = "delay=50ms,loss=1%";
        double[][] r = new double[1][];
        double tcp1 = run(w -> w2(w, r, -1, 1, first, second), r);
        double tcp2 = run(w -> w2(w, r, -1, 2, first, second), r);
        double lia = run(w -> w2(w, r, 1, 1, first, second), r);
        System.out.printf("W2: TCP1 %.2f, TCP2 %.2f, LIA %.2f Mbit/s%n", tcp1, tcp2, lia);
        assertTrue(tcp1 > 3 * tcp2);
        assertTrue(lia >= 0.9 * Math.max(tcp1, tcp2), "TCP1 %.2f, TCP2 %.2f, LIA %.2f Mbit/s".formatted(tcp1, tcp2, lia));
    }

    private static void w2(World w, double[][] r, int version, int path, String first, String second) {
        multipath(w, version < 0 ? "reno" : "lia");
        w.path(Route.of(first).backward(first.replaceFirst(",loss.*", "")));
        w.path(Route.of(second).backward(second.replaceFirst(",loss.*", "")));
        Transfer t = w.transfer(0, 0).over(path, false).config(SocketConfig.DEFAULT.withMptcpVersion(version));
        r[0] = rate(w, endless(w, t, 0, 121), 20, 120);
    }
}
