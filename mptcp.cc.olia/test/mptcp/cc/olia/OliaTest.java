package mptcp.cc.olia;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.testing.CongestionContract;
import mptcp.policy.testing.FakeAck;
import mptcp.policy.testing.FakeLoss;
import mptcp.policy.testing.FakeWindows;
import mptcp.policy.testing.PacketModel;
import org.junit.jupiter.api.Test;

class OliaTest {
    private static final int MSS = FakeWindows.MSS;

    private final FakeWindows windows = new FakeWindows();
    private final Olia olia = new Olia();

    /** Acknowledges without growth, so that only the estimate of the loss rate moves. */
    private void deliver(int sf, int segments) {
        olia.onAck(sf, new FakeAck((long) segments * MSS, -1, false, false), 0);
    }

    private void loss(int sf) {
        olia.onSignal(sf, CongestionSignal.LOSS, FakeLoss.of(windows.cwnd(sf)), 0);
    }

    private long growth(int sf, int segments) {
        long before = windows.cwnd(sf);
        olia.onAck(sf, FakeAck.of((long) segments * MSS), 0);
        return windows.cwnd(sf) - before;
    }

    @Test
    void onePathIsTcp() {
        int sf = windows.add(100, 50);
        olia.attach(windows, 0);
        assertEquals(10, growth(sf, 1), "w / (w * w), and a = 0 as the best path has the largest window");
    }

    /** Windows of 40 and 20 at 10 ms each: first term 40 / 60^2 = 1 / 90 and 20 / 60^2 = 1 / 180 of a segment. */
    @Test
    void windowMovesFromTheLargestToTheBest() {
        int largest = windows.add(40, 10);
        int best = windows.add(20, 10);
        olia.attach(windows, 0);
        deliver(largest, 100);
        deliver(best, 1_000);
        // a = 1/2 for the best: 1/180 + 1/40 = 11/360; and -1/2 for the largest: 1/90 - 1/80 = -1/720.
        assertEquals(30, growth(best, 1));
        windows.cwnd(best, 20 * MSS);
        assertEquals(-2, growth(largest, 1), "1000 / 720, to the next whole byte below, the rest is kept");
    }

    @Test
    void nothingMovesWhereTheBestHasTheLargestWindow() {
        int largest = windows.add(40, 10);
        int other = windows.add(20, 10);
        olia.attach(windows, 0);
        deliver(largest, 1_000);
        deliver(other, 100);
        assertEquals(11, growth(largest, 1));
        windows.cwnd(largest, 40 * MSS);
        assertEquals(5, growth(other, 1));
    }

    @Test
    void theBestPathIsByDeliveryOverSquaredRoundTripTime() {
        int longPath = windows.add(40, 30);
        int shortPath = windows.add(20, 10);
        olia.attach(windows, 0);
        deliver(longPath, 890);
        deliver(shortPath, 100);
        windows.cwnd(longPath, 40 * MSS);
        long moved = growth(shortPath, 1);
        // 100 / 100 is more than 890 / 900. Sum 40/30 + 2 = 10/3; first term 20/100 / (100/9) = 0.018; plus 1/2 / 20.
        assertEquals(43, moved);
    }

    @Test
    void theLongerOfTheLastTwoIntervalsCounts() {
        int a = windows.add(40, 10);
        int b = windows.add(20, 10);
        olia.attach(windows, 0);
        deliver(b, 500);
        loss(b);
        deliver(a, 300);
        windows.cwnd(b, 20 * MSS);
        windows.ssthresh(b, 20 * MSS);
        assertEquals(30, growth(b, 1), "500 before its last loss, more than 300");
        loss(b);
        windows.cwnd(b, 20 * MSS);
        windows.ssthresh(b, 20 * MSS);
        assertEquals(6, growth(b, 1), "the 500 are over: 1/180 segment and what was left before");
    }

    @Test
    void aSlotUsedAgainHasNoHistory() {
        int a = windows.add(40, 10);
        int b = windows.add(20, 10);
        olia.attach(windows, 0);
        deliver(a, 10);
        deliver(b, 500);
        olia.onSubflow(b, SubflowEvent.CLOSED, 0);
        assertEquals(5, growth(b, 1));
    }

    /**
     * Where LIA would leave a fifth of the window on a path with four times the loss, OLIA leaves little but a probe.
     */
    @Test
    void aWorsePathIsLeft() {
        windows.add(20, 50);
        windows.add(20, 50);
        PacketModel model = new PacketModel(windows, olia, new double[] {0.0005, 0.002}, new Random(4));
        model.run(500).run(5_000);
        FakeWindows single = new FakeWindows();
        single.add(20, 50);
        PacketModel tcp = new PacketModel(single, new Olia(), new double[] {0.0005}, new Random(5));
        tcp.run(500).run(5_000);
        double total = model.rate(0) + model.rate(1);
        assertEquals(1.0, total / tcp.rate(0), 0.12, "as much as TCP on the better path");
        assertTrue(model.rate(1) < 0.15 * total, "and nearly all of it there: " + model.rate(1) + " of " + total);
    }

    /**
     * CoNEXT 2012, theorem 1, with three paths of unlike loss and delay: only the best of them, by what TCP would have there (here
     * 1265, 632 and 645 segments per second), carry more than a probe, and all together what TCP has on it.
     */
    @Test
    void ofThreePathsTheBestOneIsUsed() {
        windows.add(20, 50);
        windows.add(20, 50);
        windows.add(20, 20);
        PacketModel model = new PacketModel(windows, olia, new double[] {0.0005, 0.002, 0.012}, new Random(6));
        model.run(500).run(5_000);
        FakeWindows single = new FakeWindows();
        single.add(20, 50);
        PacketModel tcp = new PacketModel(single, new Olia(), new double[] {0.0005}, new Random(7));
        tcp.run(500).run(5_000);
        double total = model.rate(0) + model.rate(1) + model.rate(2);
        assertEquals(1.0, total / tcp.rate(0), 0.15, total + " of " + tcp.rate(0));
        assertTrue(model.rate(0) > 0.7 * total, model.rate(0) + ", " + model.rate(1) + ", " + model.rate(2));
    }

    /** draft-khalili section 3. */
    @Test
    void onePathOfSeveralMayGoDownToASegment() {
        int sf = windows.add(2, 50);
        olia.attach(windows, 0);
        loss(sf);
        assertEquals(2 * MSS, windows.ssthresh(sf), "alone it is TCP");
        windows.add(20, 50);
        loss(sf);
        assertEquals(MSS, windows.ssthresh(sf));
    }

    @Test
    void aLossThatWasNoneLeavesTheHistoryAsItWas() {
        int a = windows.add(40, 10);
        int b = windows.add(20, 10);
        olia.attach(windows, 0);
        deliver(a, 450);
        deliver(b, 500);
        windows.cwnd(b, 20 * MSS);
        loss(b);
        deliver(b, 1);
        windows.cwnd(b, 20 * MSS);
        loss(b); // 500 are forgotten now
        olia.onSignal(b, CongestionSignal.UNDO, FakeLoss.of(0), 0);
        windows.cwnd(b, 20 * MSS);
        windows.ssthresh(b, 20 * MSS);
        assertEquals(30, growth(b, 1), "b is the best, as before");
    }

    /** A loss with nothing delivered since the one before, such as a timeout in recovery, is no interval of its own. */
    @Test
    void twoLossesAtOnceAreOne() {
        int a = windows.add(40, 10);
        int b = windows.add(20, 10);
        olia.attach(windows, 0);
        deliver(a, 450);
        deliver(b, 500);
        loss(b);
        olia.onSignal(b, CongestionSignal.TIMEOUT, FakeLoss.timeout(MSS, 1), 0);
        windows.cwnd(b, 20 * MSS);
        windows.ssthresh(b, 20 * MSS);
        assertEquals(30, growth(b, 1), "500 before both count");
    }

    @Test
    void theSameLossMetAgainIsNotAnother() {
        int a = windows.add(40, 10);
        int b = windows.add(20, 10);
        olia.attach(windows, 0);
        deliver(a, 450);
        deliver(b, 500);
        olia.onSignal(b, CongestionSignal.TIMEOUT, FakeLoss.timeout(MSS, 1), 0);
        olia.onSignal(b, CongestionSignal.TIMEOUT, FakeLoss.timeout(MSS, 2), 0);
        windows.cwnd(b, 20 * MSS);
        windows.ssthresh(b, 20 * MSS);
        assertEquals(30, growth(b, 1), "500 before the loss count");
    }

    /** Or a backup that stands by would take window from the subflow that works. */
    @Test
    void aPathThatCarriesNothingIsNone() {
        int sf = windows.add(100, 50);
        int idle = windows.add(400, 50);
        windows.inFlight[idle] = 0;
        olia.attach(windows, 0);
        assertEquals(10, growth(sf, 1), "as TCP");
    }

    @Test
    void keepsTheContract() {
        CongestionContract.check(new Olia());
    }
}
