package mptcp.cc.balia;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.cc.CongestionSignal;
import mptcp.policy.testing.CongestionContract;
import mptcp.policy.testing.FakeAck;
import mptcp.policy.testing.FakeLoss;
import mptcp.policy.testing.FakeWindows;
import mptcp.policy.testing.FluidModel;
import org.junit.jupiter.api.Test;

class BaliaTest {
    private static final int MSS = FakeWindows.MSS;

    private final FakeWindows windows = new FakeWindows();
    private final Balia balia = new Balia();

    private long growth(int sf, int segments) {
        long before = windows.cwnd(sf);
        balia.onAck(sf, FakeAck.of((long) segments * MSS), 0);
        return windows.cwnd(sf) - before;
    }

    /** Windows of 20 and 30 segments at 10 and 30 ms: x = 2 and 1 per ms, sum 3; a = 1 and 2. */
    @Test
    void increaseByTheFormula() {
        int fast = windows.add(20, 10);
        int slow = windows.add(30, 30);
        balia.attach(windows, 0);
        // 2 / (10 * 9) * 1 * 1 = 1 / 45 segment
        assertEquals(22, growth(fast, 1));
        windows.cwnd(fast, 20 * MSS);
        // 1 / (30 * 9) * 3/2 * 6/5 = 1 / 150 segment
        assertEquals(66, growth(slow, 10));
    }

    @Test
    void decreaseByTheFormula() {
        int best = windows.add(40, 10);
        int medium = windows.add(40, 12);
        int poor = windows.add(40, 100);
        balia.attach(windows, 0);
        loss(best);
        assertEquals(20 * MSS, windows.ssthresh(best), "a = 1: half");
        loss(medium);
        assertEquals(16 * MSS, windows.ssthresh(medium), "a = 1.2: 60 % off");
        loss(poor);
        assertEquals(10 * MSS, windows.ssthresh(poor), "a = 10 counts as 1.5: 75 % off");
    }

    private void loss(int sf) {
        balia.onSignal(sf, CongestionSignal.LOSS, FakeLoss.of(windows.cwnd(sf)), 0);
    }

    @Test
    void onePathIsTcp() {
        int sf = windows.add(100, 50);
        balia.attach(windows, 0);
        assertEquals(10, growth(sf, 1));
        loss(sf);
        assertEquals(windows.cwnd(sf) / 2, windows.ssthresh(sf));
    }

    @Test
    void withoutARoundTripSampleItIsTcp() {
        int unknown = windows.add(10, 0);
        int known = windows.add(100, 10);
        balia.attach(windows, 0);
        assertEquals(100, growth(unknown, 1));
        assertEquals(10, growth(known, 1));
        loss(unknown);
        assertEquals(windows.cwnd(unknown) / 2, windows.ssthresh(unknown));
    }

    /** Two equal paths have the window of one TCP, sqrt(2 / p), by setting increase and decrease equal with a = 1. */
    @Test
    void fixedPointOfTwoEqualPaths() {
        int a = windows.add(10, 20);
        int b = windows.add(10, 20);
        new FluidModel(windows, balia, new double[] {0.0002, 0.0002}).settle(400);
        assertEquals(100 * MSS, windows.cwnd(a) + windows.cwnd(b), MSS);
    }

    /**
     * The even split is not the only one: (1 + a)(4 + a) / (5 min(a, 1.5)) is 2 at a = 1 and at a = 1.653, where the
     * bound of the decrease is in force. From unequal windows the model settles there, with the same sum.
     */
    @Test
    void secondFixedPointOfTwoEqualPaths() {
        int a = windows.add(10, 20);
        int b = windows.add(80, 20);
        new FluidModel(windows, balia, new double[] {0.0002, 0.0002}).settle(400);
        assertEquals(100 * MSS, windows.cwnd(a) + windows.cwnd(b), MSS);
        assertEquals(1.653, (double) windows.cwnd(b) / windows.cwnd(a), 0.02);
    }

    /**
     * Unequal paths, from the balance x_r / (rtt * X^2) * (1 + a)(4 + a) / 10 = p_r * w_r / 2 * min(a, 1.5) at equal
     * round-trip times: in the sum of windows W, (1 + a)(4 + a) / (5 W^2 min(a, 1.5)) = p_r. With a_1 = 1 and p_1 =
     * 0.0002: W = 100. With a_2 = 2: p_2 = 18 / (5 * 10^4 * 1.5) = 0.00024; so windows of 66.7 and 33.3.
     */
    @Test
    void fixedPointOfUnequalPaths() {
        int a = windows.add(50, 20);
        int b = windows.add(50, 20);
        new FluidModel(windows, balia, new double[] {0.0002, 0.00024}).settle(2_000);
        assertEquals(66_667, windows.cwnd(a), 1_500);
        assertEquals(33_333, windows.cwnd(b), 1_500);
    }

    /**
     * Three paths of unlike delay, from the same balance: (1 + a)(4 + a) / (5 min(a, 1.5)) = p * (rtt * X)^2. With rates as 1, 1 / 2 and
     * 1 / 3, a is 1, 2 and 3 and the left sides are 2, 2.4 and 3.733. For X = 5 segments per ms and round trips of 20, 40 and 10 ms, loss is
     * 2 / 10^4, 2.4 / (4 * 10^4) and 3.733 / 2500, and the windows are 54.5, 54.5 and 9.1.
     */
    @Test
    void fixedPointOfThreePathsOfUnlikeDelay() {
        int a = windows.add(50, 20);
        int b = windows.add(50, 40);
        int c = windows.add(10, 10);
        FluidModel model = new FluidModel(windows, balia, new double[] {0.0002, 0.00006, 0.0014933}).settle(1_000);
        assertEquals(54_545, windows.cwnd(a), 1_500);
        assertEquals(54_545, windows.cwnd(b), 1_500);
        assertEquals(9_091, windows.cwnd(c), 400);
        assertEquals(5_000, model.rate(a) + model.rate(b) + model.rate(c), 50);
    }

    @Test
    void aWindowMayGoDownToASegment() {
        int sf = windows.add(2, 20);
        balia.attach(windows, 0);
        loss(sf);
        assertEquals(2 * MSS, windows.ssthresh(sf), "alone it is TCP");
        windows.add(20, 20);
        windows.cwnd(sf, 2 * MSS);
        loss(sf);
        assertEquals(MSS, windows.ssthresh(sf));
    }

    @Test
    void aPathThatCarriesNothingIsNone() {
        int sf = windows.add(100, 50);
        int idle = windows.add(400, 50);
        windows.inFlight[idle] = 0;
        balia.attach(windows, 0);
        assertEquals(10, growth(sf, 1), "as TCP");
        loss(sf);
        assertEquals(windows.cwnd(sf) / 2, windows.ssthresh(sf));
    }

    @Test
    void keepsTheContract() {
        CongestionContract.check(new Balia());
    }
}
