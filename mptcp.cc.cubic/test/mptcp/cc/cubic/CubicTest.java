package mptcp.cc.cubic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.cc.CongestionSignal;
import mptcp.policy.testing.CongestionContract;
import mptcp.policy.testing.FakeAck;
import mptcp.policy.testing.FakeLoss;
import mptcp.policy.testing.FakeWindows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CubicTest {
    private static final int MSS = FakeWindows.MSS;
    private static final long MS = 1_000_000;
    private static final long RTT = 100 * MS;

    private final FakeWindows windows = new FakeWindows();
    private final Cubic cubic = new Cubic();
    private long now;

    private void lossAt(int sf) {
        cubic.onSignal(sf, CongestionSignal.LOSS, FakeLoss.of(windows.cwnd(sf)), now);
        windows.cwnd(sf, windows.ssthresh(sf));
        cubic.onRecoveryExit(sf, now);
    }

    /** Full windows, an acknowledgement per segment, spread over the round trip. */
    private void run(int sf, double seconds) {
        long end = now + (long) (seconds * 1e9);
        while (now < end) {
            cubic.onAck(sf, FakeAck.of(MSS, windows.srttNs(sf)), now);
            now += windows.srttNs(sf) * MSS / windows.cwnd(sf);
        }
    }

    private double segments(int sf) {
        return (double) windows.cwnd(sf) / MSS;
    }

    @Test
    void decreaseIsToSeventyPercent() {
        int sf = windows.add(1_000, 100);
        cubic.attach(windows, 0);
        lossAt(sf);
        assertEquals(700 * MSS, windows.cwnd(sf));
    }

    /** K = cbrt(1000 * 0.3 / 0.4) = 9.086 s; W(t) = 0.4 (t - K)^3 + 1000 of RFC 9438 section 4.2. */
    @Test
    void growthFollowsTheCubicFunction() {
        int sf = windows.add(1_000, 100);
        cubic.attach(windows, 0);
        lossAt(sf);
        double k = Math.cbrt(1_000 * 0.3 / 0.4);
        for (double t : new double[] {2, 5, 9, 12}) {
            run(sf, t - now / 1e9);
            double d = t - k;
            assertEquals(0.4 * d * d * d + 1_000, segments(sf), 12, "after " + t + " s");
        }
    }

    /**
     * Section 4.3: on short paths with small windows Reno's estimate leads, with 3 * 0.3 / 1.7 segments per round trip.
     */
    @Test
    void inTheRenoFriendlyRegionItFollowsTheEstimate() {
        int sf = windows.add(20, 100);
        cubic.attach(windows, 0);
        lossAt(sf);
        run(sf, 1.0);
        double alpha = 3 * 0.3 / 1.7;
        double k = Math.cbrt(20 * 0.3 / 0.4);
        double cubicAlone = 20 + 0.4 * Math.pow(1.0 - k, 3);
        assertTrue(14 + alpha * 10 > cubicAlone, "the estimate leads in this example");
        assertEquals(14 + alpha * 10, segments(sf), 0.7);
    }

    /** Section 4.7: a second loss below the former maximum lowers it to 0.85 of the window. */
    @Test
    void fastConvergence() {
        int sf = windows.add(1_000, 100);
        cubic.attach(windows, 0);
        lossAt(sf);
        windows.cwnd(sf, 800 * MSS);
        lossAt(sf);
        assertEquals(560 * MSS, windows.cwnd(sf));
        run(sf, Math.cbrt((680 - 560) / 0.4));
        assertEquals(680, segments(sf), 6, "at K the window is back at 0.85 * 800");
    }

    /** Section 4.8: after a timeout the new stage starts at its own maximum, K = 0. */
    @Test
    void afterATimeoutTheCurveStartsAnew() {
        int sf = windows.add(1_000, 100);
        cubic.attach(windows, 0);
        cubic.onSignal(sf, CongestionSignal.TIMEOUT, FakeLoss.timeout(1_000 * MSS, 1), now);
        assertEquals(700 * MSS, windows.ssthresh(sf));
        windows.cwnd(sf, 700 * MSS);
        run(sf, 3.0);
        assertEquals(700 + 0.4 * 27, segments(sf), 16);
        assertTrue(segments(sf) < 900, "not on the way to 1000");
    }

    /** Section 4.9. */
    @Test
    void aSpuriousLossLeavesTheCurveAsItWas() {
        int sf = windows.add(1_000, 100);
        cubic.attach(windows, 0);
        lossAt(sf);
        run(sf, 2.0);
        long before = windows.cwnd(sf);
        cubic.onSignal(sf, CongestionSignal.LOSS, FakeLoss.of(before), now);
        cubic.onSignal(sf, CongestionSignal.UNDO, FakeLoss.of(before), now);
        windows.cwnd(sf, before);
        windows.ssthresh(sf, before);
        run(sf, 7.0);
        assertEquals(1_000, segments(sf), 8, "K = 9.09 s after the first loss");
    }

    /** Sections 4.8 and 4.9: what was known of a timeout before a spurious loss is known after it. */
    @Test
    void aSpuriousLossAfterATimeoutLeavesTheStageThatBegins() {
        int sf = windows.add(1_000, 100);
        cubic.attach(windows, 0);
        cubic.onSignal(sf, CongestionSignal.TIMEOUT, FakeLoss.timeout(1_000 * MSS, 1), now);
        windows.cwnd(sf, 500 * MSS);
        cubic.onSignal(sf, CongestionSignal.LOSS, FakeLoss.of(500 * MSS), now);
        cubic.onSignal(sf, CongestionSignal.UNDO, FakeLoss.of(500 * MSS), now);
        windows.cwnd(sf, 700 * MSS);
        windows.ssthresh(sf, 700 * MSS);
        run(sf, 3.0);
        assertEquals(700 + 0.4 * 27, segments(sf), 16, "K = 0, not on the way to 1000");
    }

    /** W(t) with other numbers: 300 segments at 40 ms; K = (300 * 0.3 / 0.4)^(1/3) = 6.08 s. */
    @Test
    void theCurveWithOtherParameters() {
        int sf = windows.add(300, 40);
        cubic.attach(windows, 0);
        lossAt(sf);
        double k = Math.cbrt(300 * 0.3 / 0.4);
        double reno = 210 + 3 * 0.3 / 1.7 * 2.0 / 0.04;
        double curve = 0.4 * Math.pow(2.0 - k, 3) + 300;
        run(sf, 2.0);
        assertEquals(Math.max(reno, curve), segments(sf), 5);
    }

    /** Section 5.8: time without a full window does not count. */
    @Test
    void idleTimeDoesNotCount() {
        int sf = windows.add(1_000, 100);
        cubic.attach(windows, 0);
        lossAt(sf);
        run(sf, 2.0);
        now += 60_000 * MS;
        cubic.onIdleRestart(sf, 60_000 * MS, now);
        run(sf, 1.0);
        double d = 3.0 - Math.cbrt(1_000 * 0.3 / 0.4);
        assertEquals(0.4 * d * d * d + 1_000, segments(sf), 14, "as if three seconds had passed");
        for (int i = 0; i < 100; i++) {
            now += 100 * MS;
            cubic.onAck(sf, new FakeAck(MSS, RTT, false, false), now);
        }
        run(sf, 1.0);
        d = 4.0 - Math.cbrt(1_000 * 0.3 / 0.4);
        assertEquals(0.4 * d * d * d + 1_000, segments(sf), 14, "nor ten seconds limited by the application");
    }

    @Test
    void aStepIsAtMostHalfTheWindow() {
        int sf = windows.add(10, 100);
        cubic.attach(windows, 0);
        run(sf, 0.1);
        now += 100_000 * MS;
        long before = windows.cwnd(sf);
        cubic.onAck(sf, FakeAck.of(MSS, RTT), now);
        assertTrue(windows.cwnd(sf) - before <= MSS / 2, "(1.5 * cwnd - cwnd) / cwnd");
    }

    @Test
    void subflowsDoNotKnowOfEachOther() {
        int a = windows.add(100, 100);
        int b = windows.add(100, 100);
        cubic.attach(windows, 0);
        lossAt(a);
        assertEquals(100 * MSS, windows.cwnd(b));
        assertEquals(100 * MSS, windows.ssthresh(b));
    }

    /**
     * RFC 9438 section 5.1: with a loss in each 1 / p segments the mean window is (C (3 + beta) / (4 (1 - beta)))^(1 / 4) * (RTT / p)^(3 / 4),
     * which is 187 at 0.1 s and 10^-4, 1054 at 0.1 s and 10^-5, and 627 at 0.05 s and 10^-5.
     */
    @ParameterizedTest
    @CsvSource({"100, 1e-4, 187", "100, 1e-5, 1054", "50, 1e-5, 627"})
    void theMeanWindowIsThatOfTheResponseFunction(int rttMs, double loss, double window) {
        int sf = windows.add((int) window, rttMs);
        cubic.attach(windows, 0);
        double seconds = 0;
        double sum = 0;
        long every = Math.round(1 / loss);
        for (int losses = 0; losses < 40; losses++) {
            for (long i = 0; i < every; i++) {
                long step = windows.srttNs(sf) * MSS / windows.cwnd(sf);
                seconds += losses < 20 ? 0 : step;
                sum += losses < 20 ? 0 : segments(sf) * step;
                cubic.onAck(sf, FakeAck.of(MSS, windows.srttNs(sf)), now);
                now += step;
            }
            lossAt(sf);
        }
        assertEquals(window, sum / seconds, 0.05 * window);
    }

    @Test
    void keepsTheContract() {
        CongestionContract.check(new Cubic());
    }
}
