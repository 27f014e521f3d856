package mptcp.simtest;

import static mptcp.simtest.Load.seconds;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.WireProfile;
import mptcp.io.sim.Hop;
import mptcp.io.sim.LinkSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What congestion controls are there for, as whole stacks show it; figures are printed. Fairness: experiments T5, F4, W2. */
class CongestionPropertyTest {
    private static World run(Consumer<World> plan) {
        return Scenario.of(CongestionPropertyTest.class, plan).run(1);
    }

    /** Mbit/s of one flow over one path, and the mean of the bytes that wait at its link. */
    private record Outcome(double rate, double waiting) {}

    private static Outcome one(String congestionControl, String path) {
        return one(congestionControl, path, false);
    }

    private static Outcome one(String congestionControl, String path, boolean ecn) {
        return one(congestionControl, path, ecn, false, 60);
    }

    private static Outcome one(String congestionControl, String path, boolean ecn, boolean counts, int end) {
        double[][] rate = new double[1][];
        double[][] waiting = new double[1][];
        run(w -> {
            w.hosts(b -> b.ecn(ecn).accurateEcn(counts).accurateEcnAccept(counts).profile(WireProfile.BSD)); // slow start as the RFCs have it, and the sources reckon with
            Load.pairs(w, "minrtt", congestionControl);
            w.path(Route.of(path));
            Transfer t = Load.endless(w, w.transfer(0, 0), seconds(end + 1));
            rate[0] = Load.rate(w, t, seconds(end / 3), seconds(end));
            waiting[0] = Load.average(w, seconds(end / 3), seconds(end),
                    world -> world.network().hop("path1>").statistics().queuedBytes());
        });
        Outcome outcome = new Outcome(rate[0][0], waiting[0][0]);
        System.out.printf("%s over %s: %.1f Mbit/s, %.0f bytes wait%n", congestionControl, path, outcome.rate,
                outcome.waiting);
        return outcome;
    }

    /** Delay is the signal (Cao, Xu and Fu, ICNP 2012): some packets of its own wait, not all that the queue holds. */
    @Test
    void wVegasFillsThePathAndNotTheQueue() {
        String path = "rate=20m,delay=20ms,queue=500k";
        Outcome reno = one("reno", path);
        Outcome vegas = one("wvegas", path);
        assertTrue(vegas.rate >= 0.9 * reno.rate, vegas + ", reno " + reno);
        assertTrue(vegas.waiting <= 0.2 * reno.waiting, vegas + ", reno " + reno);
    }

    /** A window that grows with time, not with round trips (RFC 9438 section 1): long fat paths with a little loss. */
    @Test
    void cubicFillsALongFatPathSoonerThanReno() {
        String path = "rate=100m,delay=50ms,queue=600k,loss=0.002%";
        Outcome reno = one("reno", path);
        Outcome cubic = one("cubic", path);
        assertTrue(cubic.rate >= 1.2 * reno.rate, cubic + ", reno " + reno);
    }

    /** What a first slow start did to a path: packets that its queue lost, and Mbit/s of the second to the sixth second. */
    private record Start(long lost, double rate) {}

    private static Start start(String congestionControl, String slowStart, String queue) {
        double[][] rate = new double[1][];
        long[] lost = new long[1];
        run(w -> {
            w.hosts(b -> b.policySettings(Map.of("slow-start", slowStart)));
            Load.pairs(w, "minrtt", congestionControl);
            w.path(Route.of("rate=50m,delay=25ms,queue=" + queue));
            Transfer t = Load.endless(w, w.transfer(0, 0), seconds(7));
            rate[0] = Load.rate(w, t, seconds(1), seconds(6));
            w.at(seconds(3), "measured", () -> lost[0] = w.network().hop("path1>").statistics().droppedQueue());
        });
        System.out.printf("%s, slow-start=%s, queue=%s: %d packets lost, %.1f Mbit/s%n", congestionControl, slowStart, queue, lost[0],
                rate[0][0]);
        return new Start(lost[0], rate[0][0]);
    }

    /**
     * HyStart++ (RFC 9406) grows by a fourth when the queue begins to fill, for five rounds: queues of four round trips and of one
     * may overflow still, but by less, and the path is full all the same.
     */
    @ParameterizedTest
    @ValueSource(strings = {"reno", "lia", "cubic"})
    void hyStartOvershootsLess(String congestionControl) {
        Start deep = start(congestionControl, "standard", "1200k");
        Start carefulInDeep = start(congestionControl, "hystart++", "1200k");
        assertTrue(carefulInDeep.lost < 0.5 * deep.lost && carefulInDeep.rate > 0.95 * deep.rate, carefulInDeep + ", standard " + deep);
        Start shallow = start(congestionControl, "standard", "300k");
        Start careful = start(congestionControl, "hystart++", "300k");
        assertTrue(careful.lost < 0.85 * shallow.lost, careful + ", standard " + shallow);
        assertTrue(careful.rate > 0.95 * shallow.rate, careful + ", standard " + shallow);
    }

    /** On short paths it is no more than Reno would be (RFC 9438 section 4.3). */
    @Test
    void cubicIsAsRenoOnAShortPath() {
        String path = "rate=10m,delay=5ms,queue=30k,loss=0.5%";
        Outcome reno = one("reno", path);
        Outcome cubic = one("cubic", path);
        assertTrue(cubic.rate >= 0.9 * reno.rate && cubic.rate <= 1.25 * reno.rate, cubic + ", reno " + reno);
    }

    /** The share of the second path, which loses twice as much as the first, in what both carry. */
    private static double shareOfTheWorse(String congestionControl) {
        double[] share = new double[1];
        run(w -> {
            w.hosts(b -> b.profile(WireProfile.BSD)); // slow start as the RFCs have it, and as the sources reckon with
            Load.pairs(w, "minrtt", congestionControl);
            w.path(Route.of("rate=100m,delay=20ms,queue=1m,loss=0.5%"));
            w.path(Route.of("rate=100m,delay=20ms,queue=1m,loss=1%"));
            Load.endless(w, w.transfer(0, 0), seconds(241));
            long[] before = new long[2];
            w.at(seconds(20), "measuring", () -> {
                before[0] = Load.carried(w, "path1>");
                before[1] = Load.carried(w, "path2>");
            });
            w.at(seconds(240), "measured", () -> {
                double best = Load.carried(w, "path1>") - before[0];
                double worse = Load.carried(w, "path2>") - before[1];
                share[0] = worse / (best + worse);
            });
        });
        System.out.printf("%s: the worse path carries %.2f%n", congestionControl, share[0]);
        return share[0];
    }

    /**
     * LIA shares by the inverse of the losses, a third here; OLIA is to leave the worse path to others (Khalili et al.,
     * CoNEXT 2012); BALIA lies between uncoupled controls and OLIA (Peng et al., 2016).
     */
    @Test
    void oliaLeavesTheWorsePathToOthers() {
        double reno = shareOfTheWorse("reno");
        double lia = shareOfTheWorse("lia");
        double balia = shareOfTheWorse("balia");
        double olia = shareOfTheWorse("olia");
        assertTrue(Math.abs(lia - 1 / 3.0) < 0.07, "lia " + lia);
        assertTrue(olia < lia - 0.03, "olia " + olia + ", lia " + lia);
        assertTrue(balia < reno && balia > olia, "balia " + balia + ", reno " + reno + ", olia " + olia);
    }

    /** The comparison of Wischik et al., NSDI 2011: what is not coupled shares as TCP does, what is fully coupled leaves. */
    @Test
    void coupledLeavesTheWorsePathAndEwtcpDoesNot() {
        double ewtcp = shareOfTheWorse("ewtcp");
        double coupled = shareOfTheWorse("coupled");
        assertTrue(Math.abs(ewtcp - 0.414) < 0.05, "1 / (1 + sqrt 2) by the formula: " + ewtcp);
        assertTrue(coupled < 0.2, "LIA has 0.33: " + coupled);
    }

    private static double besideTcp(String congestionControl) {
        return besideTcp(congestionControl, "rate=20m,delay=20ms,queue=100k");
    }

    /** Of a bottleneck that two subflows share with one TCP, what both take over what the TCP takes. */
    private static double besideTcp(String congestionControl, String link) {
        double[][] rates = new double[2][];
        run(w -> {
            w.hosts(b -> b);
            Load.pairs(w, "minrtt", congestionControl);
            List<Hop> there = List.of(w.network().hop("both>", LinkSpec.of(link)));
            List<Hop> back = List.of(w.network().hop("both<", LinkSpec.of(link)));
            w.path(Route.of("ideal").through(there, back));
            w.path(Route.of("ideal").through(there, back));
            SimHost from = w.host("from", b -> b.mptcpVersion(-1));
            SimHost to = w.host("to", b -> b.mptcpVersion(-1));
            from.choose(PolicyKind.CONGESTION_CONTROL, "reno");
            w.path(from, to, Route.of("ideal").through(there, back));
            rates[0] = Load.rate(w, Load.endless(w, w.transfer(0, 0), seconds(121)), seconds(20), seconds(120));
            Transfer tcp = w.transfer(from, to, 0, 0).over(3, false).startAt(seconds(1) / 10);
            rates[1] = Load.rate(w, Load.endless(w, tcp, seconds(121)), seconds(20), seconds(120));
        });
        System.out.printf("%s with two subflows %.2f, beside it TCP %.2f Mbit/s%n", congestionControl, rates[0][0],
                rates[1][0]);
        return rates[0][0] / rates[1][0];
    }

    @Test
    void ewtcpAndCoupledAreOneTcpAtABottleneck() {
        double reno = besideTcp("reno");
        double ewtcp = besideTcp("ewtcp");
        double coupled = besideTcp("coupled");
        assertTrue(reno > 1.5, "two shares: " + reno);
        assertTrue(ewtcp > 0.6 && ewtcp < 1.5, "one share: " + ewtcp);
        assertTrue(coupled > 0.4 && coupled < 1.4, "one share: " + coupled);
    }

    /** A model of the path in place of loss: random losses below 2 % are no congestion, and the queue is not filled. */
    @Test
    void bbrFillsThePathAndNotTheQueueWhateverIsLost() {
        String path = "rate=20m,delay=20ms,queue=500k";
        Outcome reno = one("reno", path);
        Outcome bbr = one("bbr", path);
        assertTrue(bbr.rate >= 0.95 * reno.rate, bbr + ", reno " + reno);
        assertTrue(bbr.waiting <= 0.1 * reno.waiting, bbr + ", reno " + reno);
        Outcome cubic = one("cubic", path + ",loss=1%");
        Outcome lossy = one("bbr", path + ",loss=1%");
        assertTrue(lossy.rate >= 3 * cubic.rate, lossy + ", cubic " + cubic);
    }

    /** Each subflow has a model of its own, also of a path that joins later. */
    @Test
    void bbrUsesBothPathsForWhatTheyCarry() {
        double[][] rate = new double[1][];
        run(w -> {
            w.hosts(b -> b);
            Load.pairs(w, "minrtt", "bbr");
            w.path(Route.of("rate=20m,delay=10ms,queue=200k"));
            w.path(Route.of("rate=8m,delay=30ms,queue=200k,loss=0.5%"));
            rate[0] = Load.rate(w, Load.endless(w, w.transfer(0, 0), seconds(41)), seconds(10), seconds(40));
        });
        System.out.printf("bbr over 20 and 8 Mbit/s: %.1f%n", rate[0][0]);
        assertTrue(rate[0][0] >= 0.85 * 28 * 1428 / 1500, rate[0][0] + " of 28 Mbit/s");
    }

    /**
     * RFC 8257: a switch that marks from twenty packets on. The queue stays about there and the link stays full, where halving
     * for each mark lets a queue that short run empty.
     */
    @Test
    void dctcpKeepsAShortQueueAndTheLinkFull() {
        String path = "rate=100m,delay=5ms,queue=500k,aqm=red:min=20:max=60:p=100%:weight=100%:ecn";
        Outcome reno = one("reno", path, true);
        Outcome dctcp = one("dctcp", path, true);
        assertTrue(dctcp.rate >= 0.97 * 100 * 1428 / 1500, dctcp + ", reno " + reno);
        assertTrue(reno.rate < 0.9 * dctcp.rate, dctcp + ", reno " + reno);
        assertTrue(dctcp.waiting < 20 * 1500, dctcp + ", reno " + reno);
    }

    /**
     * With counts (RFC 9768) the share is of bytes, as RFC 8257 has it, and not of windows with a mark: the cut is smaller, and the
     * queue stays nearer to where it is marked.
     */
    @Test
    void dctcpByCounts() {
        String path = "rate=100m,delay=5ms,queue=500k,aqm=red:min=20:max=60:p=100%:weight=100%:ecn";
        Outcome classic = one("dctcp", path, true, false, 6);
        Outcome counts = one("dctcp", path, true, true, 6);
        assertTrue(counts.rate >= 0.97 * 100 * 1428 / 1500, counts + ", by RFC 3168 " + classic);
        assertTrue(counts.waiting < 25 * 1500, counts + ", by RFC 3168 " + classic);
        assertTrue(counts.waiting >= classic.waiting, counts + ", by RFC 3168 " + classic);
    }

    /** RFC 6817: a path that is free is used whole, with no more than the target in its queue, and left to all others. */
    @Test
    void ledbatGivesWay() {
        String path = "rate=20m,delay=20ms,queue=500k";
        Outcome reno = one("reno", path);
        Outcome ledbat = one("ledbat", path);
        assertTrue(ledbat.rate >= 0.95 * reno.rate, ledbat + ", reno " + reno);
        assertTrue(ledbat.waiting <= 1.1 * 0.060 * 20e6 / 8, "the target is 60 ms: " + ledbat);
        double share = besideTcp("ledbat", path);
        assertTrue(share < 0.1, "two subflows over a TCP: " + share);
    }
}
