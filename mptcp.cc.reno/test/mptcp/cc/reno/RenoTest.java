package mptcp.cc.reno;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.policy.testing.CongestionContract;
import mptcp.policy.testing.FakeAck;
import mptcp.policy.testing.FakeLoss;
import mptcp.policy.testing.FakeWindows;
import mptcp.policy.testing.FluidModel;
import org.junit.jupiter.api.Test;

class RenoTest {
    private static final int MSS = FakeWindows.MSS;

    private final FakeWindows windows = new FakeWindows();
    private final Reno reno = new Reno();

    @Test
    void oneSegmentPerWindow() {
        int sf = windows.add(100, 50);
        reno.attach(windows, 0);
        reno.onAck(sf, FakeAck.of(MSS), 0);
        assertEquals(100 * MSS + 10, windows.cwnd(sf));
        reno.onAck(sf, FakeAck.of(99 * MSS), 0);
        assertEquals(101 * MSS, windows.cwnd(sf), 1);
    }

    @Test
    void subflowsDoNotKnowOfEachOther() {
        int a = windows.add(10, 50);
        int b = windows.add(1_000, 5);
        reno.attach(windows, 0);
        reno.onAck(a, FakeAck.of(MSS), 0);
        assertEquals(10 * MSS + 100, windows.cwnd(a));
        reno.onSignal(a, CongestionSignal.LOSS, FakeLoss.of(10 * MSS), 0);
        assertEquals(5 * MSS, windows.ssthresh(a));
        assertEquals(1_000 * MSS, windows.cwnd(b));
    }

    @Test
    void slowStartDoublesUpToTheThreshold() {
        int sf = windows.add(10, 50);
        windows.ssthresh(sf, CongestionState.UNLIMITED);
        reno.attach(windows, 0);
        for (int i = 0; i < 10; i++) {
            reno.onAck(sf, FakeAck.of(MSS), 0);
        }
        assertEquals(20 * MSS, windows.cwnd(sf));
        windows.ssthresh(sf, 20 * MSS + 500);
        reno.onAck(sf, FakeAck.of(MSS), 0);
        assertEquals(20 * MSS + 500 + 24, windows.cwnd(sf), "half a segment by slow start, half by avoidance");
    }

    @Test
    void aRepeatedTimeoutLeavesTheThreshold() {
        int sf = windows.add(40, 50);
        reno.attach(windows, 0);
        reno.onSignal(sf, CongestionSignal.TIMEOUT, FakeLoss.timeout(40 * MSS, 1), 0);
        assertEquals(20 * MSS, windows.ssthresh(sf));
        reno.onSignal(sf, CongestionSignal.TIMEOUT, FakeLoss.timeout(MSS, 2), 0);
        assertEquals(20 * MSS, windows.ssthresh(sf), "RFC 5681 section 3.1");
    }

    /** The square-root formula: a window of sqrt(2 / p) segments. */
    @Test
    void fixedPoint() {
        int sf = windows.add(10, 10);
        new FluidModel(windows, reno, new double[] {0.0002}).settle(100);
        assertEquals(100 * MSS, windows.cwnd(sf), MSS);
    }

    /** RFC 3465 section 2.3: L is one segment in the slow start after a timeout, two in others. */
    @Test
    void afterATimeoutAnAcknowledgementAddsOneSegmentAtMost() {
        int sf = windows.add(10, 50);
        windows.ssthresh(sf, CongestionState.UNLIMITED);
        reno.attach(windows, 0);
        reno.onAck(sf, FakeAck.of(3 * MSS), 0);
        assertEquals(12 * MSS, windows.cwnd(sf), "the first slow start");
        reno.onSignal(sf, CongestionSignal.TIMEOUT, FakeLoss.timeout(40 * MSS, 1), 0);
        windows.cwnd(sf, MSS);
        reno.onAck(sf, FakeAck.of(3 * MSS), 0);
        assertEquals(2 * MSS, windows.cwnd(sf), "after a timeout");
        reno.onSignal(sf, CongestionSignal.UNDO, FakeLoss.timeout(40 * MSS, 1), 0);
        reno.onAck(sf, FakeAck.of(3 * MSS), 0);
        assertEquals(4 * MSS, windows.cwnd(sf), "it was spurious");
        reno.onSignal(sf, CongestionSignal.TIMEOUT, FakeLoss.timeout(40 * MSS, 1), 0);
        windows.cwnd(sf, MSS);
        windows.ssthresh(sf, CongestionState.UNLIMITED);
        reno.onAck(sf, FakeAck.of(3 * MSS), 0);
        assertEquals(3 * MSS, windows.cwnd(sf), "another subflow in the slot");
    }

    /** RFC 5681 equation 4. */
    @Test
    void theThresholdIsTwoSegmentsAtLeast() {
        int sf = windows.add(2, 50);
        reno.attach(windows, 0);
        reno.onSignal(sf, CongestionSignal.LOSS, FakeLoss.of(2 * MSS), 0);
        assertEquals(2 * MSS, windows.ssthresh(sf));
    }

    @Test
    void keepsTheContract() {
        CongestionContract.check(new Reno());
    }
}
