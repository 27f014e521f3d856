package mptcp.cc.wvegas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.policy.testing.CongestionContract;
import mptcp.policy.testing.FakeAck;
import mptcp.policy.testing.FakeLoss;
import mptcp.policy.testing.FakeWindows;
import org.junit.jupiter.api.Test;

class WVegasTest {
    private static final int MSS = FakeWindows.MSS;
    private static final long MS = 1_000_000;

    private final FakeWindows windows = new FakeWindows();
    private final WVegas wvegas = new WVegas();

    /** One round trip of a full window: all of it acknowledged at this round-trip time. */
    private void round(int sf, long rttNs) {
        long left = windows.cwnd(sf);
        while (left > 0) {
            wvegas.onAck(sf, FakeAck.of(Math.min(left, MSS), rttNs), 0);
            left -= MSS;
        }
    }

    /** A bottleneck that serves one segment per millisecond, behind a base round-trip time. */
    private static long rtt(long baseMs, long cwnd) {
        return Math.max(baseMs * MS, cwnd * MS / MSS);
    }

    private double backlog(int sf, long baseMs) {
        long rtt = rtt(baseMs, windows.cwnd(sf));
        return (double) windows.cwnd(sf) / MSS * (1 - (double) baseMs * MS / rtt);
    }

    @Test
    void aSingleSubflowKeepsTenSegmentsInTheQueue() {
        int sf = windows.add(40, 50);
        wvegas.attach(windows, 0);
        round(sf, 50 * MS);
        for (int i = 0; i < 200; i++) {
            round(sf, rtt(50, windows.cwnd(sf)));
        }
        assertEquals(10, backlog(sf, 50), 1.5);
    }

    @Test
    void twoEqualSubflowsShareTheTarget() {
        int a = windows.add(40, 50);
        int b = windows.add(40, 50);
        wvegas.attach(windows, 0);
        for (int i = 0; i < 400; i++) {
            round(a, rtt(50, windows.cwnd(a)));
            round(b, rtt(50, windows.cwnd(b)));
        }
        assertEquals(5, backlog(a, 50), 1.5);
        assertEquals(5, backlog(b, 50), 1.5);
    }

    /** Of ten segments each of three has a share as its rate, here 1 : 2 : 2 by what the paths carry, two at the least. */
    @Test
    void threeUnequalSubflowsShareTheTargetByTheirRates() {
        int[] sf = {windows.add(20, 50), windows.add(20, 50), windows.add(20, 50)};
        double[] perMs = {0.5, 1, 1};
        wvegas.attach(windows, 0);
        double[] mean = new double[3];
        for (int i = 0; i < 800; i++) {
            for (int path = 0; path < 3; path++) {
                long rtt = Math.max(50 * MS, (long) (windows.cwnd(sf[path]) * MS / MSS / perMs[path]));
                mean[path] += i < 400 ? 0 : (double) windows.cwnd(sf[path]) / MSS * (1 - 50.0 * MS / rtt) / 400;
                round(sf[path], rtt);
            }
        }
        assertEquals(2, mean[0], 1);
        assertEquals(4, mean[1], 1);
        assertEquals(4, mean[2], 1);
    }

    @Test
    void belowTheTargetASegmentIsAddedAndAboveTakenOff() {
        int sf = windows.add(50, 50);
        wvegas.attach(windows, 0);
        round(sf, 50 * MS);
        long before = windows.cwnd(sf);
        round(sf, 51 * MS);
        assertEquals(before + MSS, windows.cwnd(sf), "a backlog of one segment");
        before = windows.cwnd(sf);
        round(sf, 66 * MS);
        assertEquals(before - MSS, windows.cwnd(sf), "of about twelve, when ten is the target of one alone");
    }

    @Test
    void doubledQueueingDrainsTheQueue() {
        int sf = windows.add(60, 50);
        wvegas.attach(windows, 0);
        round(sf, 50 * MS);
        round(sf, 60 * MS);
        long before = windows.cwnd(sf);
        round(sf, 75 * MS);
        assertEquals(before * 50 / 75 / 2, windows.cwnd(sf), MSS, "cwnd * B / (2 R)");
    }

    @Test
    void slowStartEndsWithTheFirstSegmentInTheQueue() {
        int sf = windows.add(10, 50);
        windows.ssthresh(sf, CongestionState.UNLIMITED);
        wvegas.attach(windows, 0);
        for (int i = 0; i < 10; i++) {
            round(sf, rtt(50, windows.cwnd(sf)));
        }
        assertTrue(windows.ssthresh(sf) < CongestionState.UNLIMITED);
        assertTrue(windows.cwnd(sf) < 2 * 50 * MSS, "no doubling beyond the capacity of the path");
    }

    @Test
    void aRoundOfTwoSamplesOrFewerGrowsAsTcp() {
        int sf = windows.add(10, 50);
        wvegas.attach(windows, 0);
        wvegas.onAck(sf, FakeAck.of(5 * MSS, 50 * MS), 0);
        wvegas.onAck(sf, FakeAck.of(5 * MSS, 90 * MS), 0);
        assertEquals(10_500, windows.cwnd(sf), "the acknowledgement that ends it: 5 * MSS / cwnd");
        for (int i = 0; i < 50; i++) {
            wvegas.onAck(sf, FakeAck.of(MSS), 0);
        }
        assertTrue(windows.cwnd(sf) > 10_700 && windows.cwnd(sf) < 12_000, windows.cwnd(sf) + " without any sample");
    }

    /** The one segment first, then the cut: (59 or 61) * 50 / 75 / 2, not 60 * 50 / 75 / 2. */
    @Test
    void theSegmentComesBeforeTheCut() {
        int sf = windows.add(60, 50);
        wvegas.attach(windows, 0);
        round(sf, 50 * MS);
        round(sf, 60 * MS);
        long before = windows.cwnd(sf);
        round(sf, 75 * MS);
        assertEquals((before - MSS) * 50 / 75 / 2, windows.cwnd(sf), 1);
    }

    @Test
    void afterALossItStartsFromTheSmallestTarget() {
        int sf = windows.add(60, 50);
        wvegas.attach(windows, 0);
        round(sf, 50 * MS);
        round(sf, 60 * MS);
        long before = windows.cwnd(sf);
        round(sf, 55 * MS);
        assertEquals(before + MSS, windows.cwnd(sf), "five segments are fewer than ten");
        windows.cwnd(sf, 59 * MSS);
        wvegas.onSignal(sf, CongestionSignal.LOSS, FakeLoss.of(100 * MSS), 0);
        windows.ssthresh(sf, 50 * MSS);
        wvegas.onRecoveryExit(sf, 0);
        round(sf, 51 * MS + MS / 2);
        assertEquals(60 * MSS, windows.cwnd(sf), "1.7 segments of two: one more");
        round(sf, 53 * MS);
        assertEquals(61 * MSS, windows.cwnd(sf), "3.4 reach the two, and make it ten again");
    }

    /** A pause may end on another path: one of 80 ms is taken for what it is, and not for one of 50 with a queue. */
    @Test
    void afterAPauseTheDelayOfThePathIsMeasuredAnew() {
        int sf = windows.add(60, 50);
        wvegas.attach(windows, 0);
        round(sf, 50 * MS);
        windows.cwnd(sf, 40 * MSS);
        windows.ssthresh(sf, 40 * MSS);
        wvegas.onIdleRestart(sf, 2_000 * MS, 0);
        round(sf, 80 * MS);
        round(sf, 80 * MS);
        assertEquals(42 * MSS, windows.cwnd(sf), "no queue: a segment more each round");
    }

    @Test
    void theRateOfASilentSubflowIsNotHeldAgainstTheOthers() {
        int sf = windows.add(60, 50);
        int silent = windows.add(60, 50);
        wvegas.attach(windows, 0);
        for (int slot : new int[] {silent, sf}) {
            round(slot, 50 * MS);
            round(slot, 60 * MS);
        }
        windows.inFlight[silent] = 0;
        long later = 10_000 * MS;
        windows.cwnd(sf, 60 * MSS);
        for (int i = 0; i < 60; i++) {
            wvegas.onAck(sf, FakeAck.of(MSS, 58 * MS), later);
        }
        assertEquals(61 * MSS, windows.cwnd(sf), "8.3 segments: with half of the ten it would shrink");
    }

    @Test
    void lossHalves() {
        int sf = windows.add(40, 50);
        wvegas.attach(windows, 0);
        wvegas.onSignal(sf, CongestionSignal.LOSS, FakeLoss.of(40 * MSS), 0);
        assertEquals(20 * MSS, windows.ssthresh(sf));
    }

    @Test
    void keepsTheContract() {
        CongestionContract.check(new WVegas());
    }
}
