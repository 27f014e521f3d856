package mptcp.cc.ewtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.cc.CongestionSignal;
import mptcp.policy.testing.CongestionContract;
import mptcp.policy.testing.FakeAck;
import mptcp.policy.testing.FakeLoss;
import mptcp.policy.testing.FakeWindows;
import mptcp.policy.testing.FluidModel;
import org.junit.jupiter.api.Test;

class EwtcpTest {
    private static final int MSS = FakeWindows.MSS;

    private final FakeWindows windows = new FakeWindows();
    private final Ewtcp ewtcp = new Ewtcp();

    private long growth(int sf, int segments) {
        long before = windows.cwnd(sf);
        ewtcp.onAck(sf, FakeAck.of((long) segments * MSS), 0);
        return windows.cwnd(sf) - before;
    }

    @Test
    void onePathIsTcp() {
        int sf = windows.add(100, 50);
        ewtcp.attach(windows, 0);
        assertEquals(10, growth(sf, 1));
        ewtcp.onSignal(sf, CongestionSignal.LOSS, FakeLoss.of(100 * MSS), 0);
        assertEquals(50 * MSS, windows.ssthresh(sf));
    }

    /** a = 1 / n^2: a quarter for two, a ninth for three, whatever the windows of the others are. */
    @Test
    void severalGrowByAnNthSquared() {
        int sf = windows.add(10, 50);
        windows.add(1_000, 5);
        ewtcp.attach(windows, 0);
        assertEquals(25, growth(sf, 1));
        windows.add(20, 5);
        windows.cwnd(sf, 10 * MSS);
        assertEquals(11, growth(sf, 1));
    }

    @Test
    void aPathThatCarriesNothingIsNone() {
        int sf = windows.add(100, 50);
        int idle = windows.add(100, 50);
        windows.inFlight[idle] = 0;
        ewtcp.attach(windows, 0);
        assertEquals(10, growth(sf, 1));
    }

    /** Two of sqrt(2 / (4 p)) are one of sqrt(2 / p); each has half of TCP's window on its path. */
    @Test
    void fixedPoints() {
        int a = windows.add(10, 20);
        int b = windows.add(10, 20);
        new FluidModel(windows, ewtcp, new double[] {0.0002, 0.0008}).settle(400);
        assertEquals(50 * MSS, windows.cwnd(a), MSS);
        assertEquals(25 * MSS, windows.cwnd(b), MSS);
    }

    /** Three of unlike delay: sqrt(2 / (9 p)) each, 33.3 at 0.0002, 16.7 at 0.0008, 8.3 at 0.0032; delay says nothing. */
    @Test
    void fixedPointsOfThree() {
        int a = windows.add(10, 100);
        int b = windows.add(10, 20);
        int c = windows.add(10, 50);
        new FluidModel(windows, ewtcp, new double[] {0.0002, 0.0008, 0.0032}).settle(1_500);
        assertEquals(33.33 * MSS, windows.cwnd(a), MSS);
        assertEquals(16.67 * MSS, windows.cwnd(b), 0.5 * MSS);
        assertEquals(8.33 * MSS, windows.cwnd(c), 0.3 * MSS);
    }

    @Test
    void keepsTheContract() {
        CongestionContract.check(new Ewtcp());
    }
}
