package mptcp.cc.coupled;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.cc.CongestionSignal;
import mptcp.policy.testing.CongestionContract;
import mptcp.policy.testing.FakeAck;
import mptcp.policy.testing.FakeLoss;
import mptcp.policy.testing.FakeWindows;
import mptcp.policy.testing.FluidModel;
import org.junit.jupiter.api.Test;

class CoupledTest {
    private static final int MSS = FakeWindows.MSS;

    private final FakeWindows windows = new FakeWindows();
    private final Coupled coupled = new Coupled();

    private long growth(int sf, int segments) {
        long before = windows.cwnd(sf);
        coupled.onAck(sf, FakeAck.of((long) segments * MSS), 0);
        return windows.cwnd(sf) - before;
    }

    private long afterLoss(int sf) {
        coupled.onSignal(sf, CongestionSignal.LOSS, FakeLoss.of(windows.cwnd(sf)), 0);
        return windows.ssthresh(sf);
    }

    @Test
    void onePathIsTcp() {
        int sf = windows.add(100, 50);
        coupled.attach(windows, 0);
        assertEquals(10, growth(sf, 1));
        windows.cwnd(sf, 100 * MSS);
        assertEquals(50 * MSS, afterLoss(sf));
    }

    /** Windows of 60 and 40 segments: 1 / 100 for each acknowledged one, 50 off for a loss. */
    @Test
    void byTheFormula() {
        int large = windows.add(60, 50);
        int small = windows.add(40, 5);
        coupled.attach(windows, 0);
        assertEquals(10, growth(large, 1));
        assertEquals(9, growth(small, 1), "1000 / 100.01, whole bytes");
        windows.cwnd(large, 60 * MSS);
        windows.cwnd(small, 40 * MSS);
        assertEquals(10 * MSS, afterLoss(large));
        assertEquals(MSS, afterLoss(small), "a segment at least");
    }

    @Test
    void aPathThatCarriesNothingIsNone() {
        int sf = windows.add(100, 50);
        int idle = windows.add(100, 50);
        windows.inFlight[idle] = 0;
        coupled.attach(windows, 0);
        assertEquals(10, growth(sf, 1));
    }

    /**
     * In all sqrt(2 / p) of the less congested path, W = 100. On the other a loss would take off more than there is: the bound
     * of a segment is in force, and 1 / W = p * (w - 1) leaves 1 + 1 / (0.0008 * 100) segments, or 1.6 with ten times the loss.
     */
    @Test
    void theMoreCongestedPathCarriesLittle() {
        int better = windows.add(20, 20);
        int worse = windows.add(20, 20);
        new FluidModel(windows, coupled, new double[] {0.0002, 0.0008}).settle(2_000);
        assertEquals(100 * MSS, windows.cwnd(better) + windows.cwnd(worse), 2 * MSS);
        assertEquals(13_500, windows.cwnd(worse), MSS);
        FakeWindows others = new FakeWindows();
        others.add(20, 20);
        int bad = others.add(20, 20);
        new FluidModel(others, new Coupled(), new double[] {0.0002, 0.016}).settle(2_000);
        assertEquals(1_600, others.cwnd(bad), MSS / 2.0);
    }

    @Test
    void equalPathsHaveTheWindowOfOneTcp() {
        int a = windows.add(10, 20);
        int b = windows.add(10, 20);
        new FluidModel(windows, coupled, new double[] {0.0002, 0.0002}).settle(400);
        assertEquals(100 * MSS, windows.cwnd(a) + windows.cwnd(b), MSS);
    }

    /**
     * Three paths, the best of them the third: together sqrt(2 / p) = 70.7 at 0.0004, and on the others 1 + 1 / (p * w_total): a segment,
     * and what loss does not get hold of: 1.7 at 0.02, 1.35 at 0.04.
     */
    @Test
    void ofThreePathsTheLeastCongestedCarriesAll() {
        int a = windows.add(30, 20);
        int b = windows.add(30, 80);
        int c = windows.add(30, 40);
        new FluidModel(windows, coupled, new double[] {0.02, 0.04, 0.0004}).settle(1_500);
        assertEquals(70.7 * MSS, windows.cwnd(a) + windows.cwnd(b) + windows.cwnd(c), 2 * MSS);
        assertEquals(1.7 * MSS, windows.cwnd(a), 0.2 * MSS);
        assertEquals(1.35 * MSS, windows.cwnd(b), 0.2 * MSS);
    }

    @Test
    void keepsTheContract() {
        CongestionContract.check(new Coupled());
    }
}
