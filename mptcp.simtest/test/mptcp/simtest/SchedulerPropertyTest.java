package mptcp.simtest;

import static mptcp.simtest.Load.carried;
import static mptcp.simtest.Load.seconds;
import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.WireProfile;
import mptcp.io.sim.Hop;
import mptcp.io.sim.LinkSpec;
import mptcp.io.sim.SimPath;
import org.junit.jupiter.api.Test;

/** What each scheduler is there for, as whole stacks show it; figures are printed. */
class SchedulerPropertyTest {
    private static World run(Consumer<World> plan) {
        return Scenario.of(SchedulerPropertyTest.class, plan).run(1);
    }

    private static List<Double> requests(String scheduler, String first, String second, int bytes) {
        List<List<Double>> result = new ArrayList<>();
        run(w -> {
            w.hosts(b -> b.profile(WireProfile.BSD)); // with Linux's slow start the fast window holds each whole
            Load.pairs(w, scheduler, "lia");
            w.path(Route.of(first));
            if (second != null) {
                w.path(Route.of(second));
            }
            Transfer t = w.transfer(0, 0).config(SocketConfig.DEFAULT.withNoDelay(true));
            result.add(Load.requests(w, t, bytes, 250 * MS, 80));
        });
        System.out.printf("%s over %s and %s: mean %.1f, 99 %% %.1f ms%n", scheduler, first, second,
                Load.mean(result.getFirst()), Load.percentile(result.getFirst(), 0.99));
        return result.getFirst();
    }

    /** The report's: of a transfer that is limited by the windows, equal paths carry equal halves. */
    @Test
    void roundRobinTakesTurns() {
        World w = run(world -> {
            world.hosts(b -> b);
            Load.pairs(world, "roundrobin", "lia");
            world.path(Route.of("rate=20m,delay=10ms,queue=200k"));
            world.path(Route.of("rate=20m,delay=10ms,queue=200k"));
            world.transfer(12 << 20, 0);
        });
        assertEquals(1.0, (double) carried(w, "path1>") / carried(w, "path2>"), 0.1);
    }

    /** Weights divide what the windows admit. */
    @Test
    void weightedSharesByWeights() {
        World w = run(world -> limited(world, "weighted", Map.of("weighted.weights", "3,1")));
        System.out.printf("weighted 3,1: %d and %d bytes%n", carried(w, "path1>"), carried(w, "path2>"));
        assertEquals(3.0, (double) carried(w, "path1>") / carried(w, "path2>"), 0.3);
    }

    /** An application that writes 6 Mbit/s over two paths of 20 Mbit/s. */
    private static void limited(World w, String scheduler, Map<String, String> settings) {
        w.hosts(b -> b.policySettings(settings));
        Load.pairs(w, scheduler, "lia");
        w.path(Route.of("rate=20m,delay=10ms,queue=200k"));
        w.path(Route.of("rate=20m,delay=10ms,queue=200k"));
        Transfer t = w.transfer(6 << 20, 0);
        t.client().chunk(7_500).writeEvery(10 * MS);
    }

    /** Raiciu et al., NSDI 2012: while the fast path has room, nothing waits for the slow one. */
    @Test
    void minRttIsAsFastAsTheFastPathWhereRoundRobinIsNot() {
        String fast = "rate=100m,delay=20ms,queue=400k";
        String slow = "rate=100m,delay=40ms,queue=400k";
        double single = Load.mean(requests("minrtt", fast, null, 10_000));
        double minRtt = Load.mean(requests("minrtt", fast, slow, 10_000));
        double roundRobin = Load.mean(requests("roundrobin", fast, slow, 10_000));
        assertTrue(minRtt <= 1.05 * single, minRtt + " ms, the fast path alone " + single);
        assertTrue(roundRobin >= 1.5 * minRtt, roundRobin + " ms, minrtt " + minRtt);
    }

    /** A near path whose queue another TCP keeps full: what is sent there takes long to drain. */
    @Test
    void drainAvoidsABloatedPath() {
        double alone = Load.mean(bloated("minrtt", false));
        double drain = Load.mean(bloated("drain", true));
        double roundRobin = Load.mean(bloated("roundrobin", true));
        assertTrue(drain <= 1.2 * alone, drain + " ms, the free path alone " + alone);
        assertTrue(roundRobin >= 2 * drain, roundRobin + " ms, drain " + drain);
    }

    /** Requests while a TCP fills the queue of the second path for good. */
    private static List<Double> bloated(String scheduler, boolean both) {
        List<List<Double>> result = new ArrayList<>();
        run(w -> {
            w.hosts(b -> b);
            Load.pairs(w, scheduler, "lia");
            w.path(Route.of("rate=10m,delay=20ms,queue=100k"));
            List<Hop> there = List.of(w.network().hop("near>", LinkSpec.of("rate=10m,delay=5ms,queue=300k")));
            List<Hop> back = List.of(w.network().hop("near<", LinkSpec.of("rate=10m,delay=5ms,queue=300k")));
            if (both) {
                w.path(Route.of("ideal").through(there, back));
            }
            SimHost from = w.host("from", b -> b.mptcpVersion(-1));
            SimHost to = w.host("to", b -> b.mptcpVersion(-1));
            from.choose(PolicyKind.CONGESTION_CONTROL, "reno");
            w.path(from, to, Route.of("ideal").through(there, back));
            Transfer t = w.transfer(0, 0).startAt(3 * SECOND).config(SocketConfig.DEFAULT.withNoDelay(true));
            result.add(Load.requests(w, t, 10_000, 250 * MS, 80));
            Load.endless(w, w.transfer(from, to, 0, 0).over(both ? 3 : 2, false), 22 * SECOND);
        });
        System.out.printf("%s%s: mean %.1f, 99 %% %.1f ms%n", scheduler, both ? " beside a bloated path" : "",
                Load.mean(result.getFirst().subList(20, 80)), Load.percentile(result.getFirst().subList(20, 80), 0.99));
        return result.getFirst().subList(20, 80);
    }

    /** Froemmgen et al., ICC 2016: on lossy paths the tail is that of the better one at every moment. */
    @Test
    void redundantHasTheLatencyOfTheBetterPathAtEveryMoment() {
        String first = "rate=20m,delay=20ms,queue=200k,loss=3%";
        String second = "rate=20m,delay=25ms,queue=200k,loss=3%";
        List<Double> one = requests("minrtt", first, null, 2_800);
        List<Double> other = requests("minrtt", second, null, 2_800);
        List<Double> both = requests("redundant", first, second, 2_800);
        assertTrue(Load.mean(both) <= Math.min(Load.mean(one), Load.mean(other)));
        assertTrue(Load.percentile(both, 0.99) < 0.7 * Math.min(Load.percentile(one, 0.99), Load.percentile(other, 0.99)));
    }

    /** The known failure of others: alone, it is TCP; and with two equal paths it is no slower than one of them. */
    @Test
    void redundantOnOnePathIsTcp() {
        double tcp = goodput("minrtt", 1, 1);
        double alone = goodput("redundant", 1, 1);
        double onTwo = goodput("redundant", 2, 1);
        System.out.printf("redundant: TCP %.2f, on one path %.2f, on two %.2f Mbit/s%n", tcp, alone, onTwo);
        assertEquals(tcp, alone, 0.03 * tcp);
        assertTrue(onTwo >= 0.9 * tcp && onTwo <= 1.1 * tcp, onTwo + " of " + tcp);
    }

    /** A long fat path: the work for each packet must not grow with what is in flight. */
    private static double goodput(String scheduler, int paths, int version) {
        double[][] r = new double[1][];
        run(w -> {
            w.hosts(b -> b);
            Load.pairs(w, scheduler, "reno");
            for (int i = 0; i < paths; i++) {
                w.path(Route.of("rate=50m,delay=100ms,queue=2m"));
            }
            Transfer t = w.transfer(0, 0).config(SocketConfig.DEFAULT.withMptcpVersion(version));
            r[0] = Load.rate(w, Load.endless(w, t, seconds(11)), seconds(3), seconds(10));
        });
        return r[0][0];
    }

    /** Without overflow the second path stands by, and takes over when the first fails. */
    @Test
    void priorityUsesTheSecondPathOnlyWhenNeeded() {
        long[] before = new long[1];
        World run = run(w -> {
            w.hosts(b -> b.policySettings(Map.of("priority.overflow", "false")));
            Load.pairs(w, "priority", "lia");
            SimPath first = w.path(Route.of("rate=10m,delay=10ms,queue=100k"));
            w.path(Route.of("rate=10m,delay=10ms,queue=100k"));
            w.transfer(5 << 20, 0);
            w.at(2 * SECOND, "path1 down", () -> {
                before[0] = carried(w, "path2>");
                first.down();
            });
        });
        assertTrue(before[0] < 5_000, before[0] + " bytes before it was needed");
        assertTrue(carried(run, "path2>") > 2 << 20);
    }

    /** Goodput in Mbit/s and the mean of the bytes that wait at the receiver for others. */
    private record Blocking(double goodput, double outOfOrder) {}

    /** Ferlin et al., IFIP Networking 2016, their paths, with a receive buffer that is small for them. */
    private static Blocking blocking(String scheduler, int buffer) {
        double[][] r = new double[2][];
        run(w -> {
            w.hosts(b -> b);
            Load.pairs(w, scheduler, "lia");
            w.path(Route.of("rate=25m,delay=12ms,queue=100p"));
            w.path(Route.of("rate=5m,delay=33ms,queue=3750p"));
            Transfer t = w.transfer(0, 0).config(SocketConfig.DEFAULT.withBuffers(4 << 20, buffer));
            r[0] = Load.rate(w, Load.endless(w, t, seconds(31)), seconds(5), seconds(30));
            r[1] = Load.average(w, seconds(5), seconds(30), x -> x.server().connection().outOfOrder());
        });
        Blocking result = new Blocking(r[0][0], r[1][0]);
        System.out.printf("%s with a buffer of %d: %.2f Mbit/s, %.0f bytes out of order%n", scheduler, buffer,
                result.goodput, result.outOfOrder);
        return result;
    }

    @Test
    void blestBlocksLessThanMinRttWithASmallBuffer() {
        Blocking minRtt = blocking("minrtt", 256 << 10);
        Blocking other = blocking("blest", 256 << 10);
        assertTrue(other.outOfOrder <= 0.9 * minRtt.outOfOrder, other + ", minrtt " + minRtt);
        assertTrue(other.goodput >= minRtt.goodput, other + ", minrtt " + minRtt);
    }

    /**
     * Lim et al., CoNEXT 2017 (10 and 1 Mbit/s): a transfer with an end in sight does not wait for the slow path. Larger
     * ones: experiment E2.
     */
    @Test
    void ecfEndsShortTransfersEarlierThanMinRtt() {
        String fast = "rate=10m,delay=15ms,queue=100k";
        String slow = "rate=1m,delay=100ms,queue=100k";
        List<Double> minRtt = requests("minrtt", fast, slow, 60_000);
        List<Double> ecf = requests("ecf", fast, slow, 60_000);
        assertTrue(Load.mean(ecf) < 0.95 * Load.mean(minRtt), Load.mean(ecf) + " ms, minrtt " + Load.mean(minRtt));
        assertTrue(Load.percentile(ecf, 0.99) < Load.percentile(minRtt, 0.99));
    }
}
