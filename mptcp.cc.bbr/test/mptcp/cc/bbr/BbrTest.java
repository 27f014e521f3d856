package mptcp.cc.bbr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.policy.testing.CongestionContract;
import mptcp.policy.testing.FakeAck;
import mptcp.policy.testing.FakeLoss;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.FakeWindows;
import org.junit.jupiter.api.Test;

/** The machine, on a path of 1 MB/s and 40 ms that is a formula: what is above 40 kB in flight waits. */
class BbrTest {
    private static final int MSS = FakeSubflows.MSS;
    private static final long MS = 1_000_000;
    private static final double RATE = 1e6;
    private static final double BDP = 40_000;

    private final FakeWindows windows = new FakeWindows();
    private final int sf = windows.add(10, 40);
    private final Bbr bbr = new Bbr(new SplittableRandom(1));
    private final Set<Phase> seen = EnumSet.noneOf(Phase.class);
    private long nowNs = 1_000 * MS;
    private long delivered = 1_000_000;
    private double inFlight;
    private double mostInFlight;
    private double leastCwnd = Double.MAX_VALUE;

    BbrTest() {
        windows.ssthresh[sf] = CongestionState.UNLIMITED;
        windows.delivered[sf] = delivered;
        bbr.attach(windows, nowNs);
    }

    /** One segment arrives each millisecond; in between as much leaves as window and pacing admit. */
    private void run(int ms, long lost) {
        for (int i = 0; i < ms; i++) {
            nowNs += MS;
            double leaves = Math.min(windows.pacingRate(sf) / 1e3, windows.cwnd(sf) - inFlight);
            inFlight += Math.max(0, leaves);
            if (inFlight < MSS) {
                continue;
            }
            double wait = Math.max(0, inFlight - BDP) / RATE;
            double rate = Math.min(RATE, inFlight / 0.04);
            long rtt = (long) (40 * MS + wait * 1e9);
            long arrives = (long) Math.min(MSS, rate / 1e3);
            delivered += arrives;
            windows.inFlight[sf] = (long) inFlight;
            windows.delivered[sf] = delivered;
            FakeAck ack = FakeAck.of(arrives, rtt).inFlight((long) inFlight).lost(lost)
                    .with(new FakeAck.Rate(rtt, (long) (rate * rtt / 1e9), lost, false, delivered,
                            (long) (delivered - inFlight), (long) inFlight));
            bbr.onAck(sf, ack, nowNs);
            inFlight = Math.max(0, inFlight - arrives - lost);
            seen.add(bbr.path(sf).phase());
            mostInFlight = Math.max(mostInFlight, inFlight);
            leastCwnd = Math.min(leastCwnd, windows.cwnd(sf));
        }
    }

    @Test
    void theModelIsThePath() {
        run(20_000, 0);
        assertEquals(RATE, bbr.path(sf).bandwidth(), 0.02 * RATE);
        assertEquals(EnumSet.allOf(Phase.class), seen, "all phases come in turn");
        assertTrue(mostInFlight <= 2.6 * BDP, "two windows of the path and what arrives at once: " + mostInFlight);
    }

    /** Every five seconds without a smaller time the window falls to half of the path's, for 200 ms. */
    @Test
    void theQueueIsDrainedForTheRoundTripTime() {
        run(4_000, 0);
        leastCwnd = Double.MAX_VALUE;
        run(6_000, 0);
        assertEquals(BDP / 2, leastCwnd, 0.1 * BDP);
        assertTrue(seen.contains(Phase.PROBE_RTT));
    }

    @Test
    void startupPacesAtFourTimesTheLogarithmOfTwo() {
        assertEquals(2.77 * 10 * MSS / 0.04, windows.pacingRate(sf), 1_000);
        run(40, 0);
        assertEquals(Phase.STARTUP, bbr.path(sf).phase());
        assertTrue(windows.cwnd(sf) > 15 * MSS, "a segment for each: " + windows.cwnd(sf));
    }

    /** More than 2 % of what was in flight: the bound of the long term, while bandwidth is probed for. */
    @Test
    void lossesBoundWhatProbesMayHaveInFlight() {
        run(3_000, 0);
        for (int i = 0; i < 5_000 && bbr.path(sf).phase() != Phase.PROBE_UP; i++) {
            run(1, 0);
        }
        assertEquals(Phase.PROBE_UP, bbr.path(sf).phase());
        run(100, 0);
        run(2, 4 * MSS);
        assertEquals(Phase.PROBE_DOWN, bbr.path(sf).phase(), "one in ten lost: enough of it");
    }

    @Test
    void aTimeoutLeavesASegmentAndItsEndGivesTheWindowBack() {
        run(3_000, 0);
        long before = windows.cwnd(sf);
        bbr.onSignal(sf, CongestionSignal.TIMEOUT, FakeLoss.timeout(before, 1), nowNs);
        assertEquals(MSS, windows.cwnd(sf));
        bbr.onRecoveryExit(sf, nowNs);
        assertEquals(before, windows.cwnd(sf));
    }

    /** Section 5.6.4.4: what losses mean is the model's affair, and the window held before is there again at the end. */
    @Test
    void fastRecoveryLeavesTheWindowToTheModel() {
        run(3_000, 0);
        long before = windows.cwnd(sf);
        bbr.onSignal(sf, CongestionSignal.LOSS, FakeLoss.of(before), nowNs);
        assertEquals(before, windows.cwnd(sf));
        windows.cwnd(sf, before / 2);
        bbr.onRecoveryExit(sf, nowNs);
        assertEquals(before, windows.cwnd(sf));
    }

    /** Section 5.5.11.2: a probe that ended for losses that were none goes on. */
    @Test
    void aLossThatWasNoneBringsTheProbeBack() {
        run(3_000, 0);
        for (int i = 0; i < 5_000 && bbr.path(sf).phase() != Phase.PROBE_UP; i++) {
            run(1, 0);
        }
        bbr.onSignal(sf, CongestionSignal.LOSS, FakeLoss.of((long) inFlight), nowNs);
        run(2, 4 * MSS);
        assertNotEquals(Phase.PROBE_UP, bbr.path(sf).phase());
        bbr.onSignal(sf, CongestionSignal.UNDO, FakeLoss.of(0), nowNs);
        assertEquals(Phase.PROBE_UP, bbr.path(sf).phase());
    }

    /** Section 5.3.2: where the bandwidth of Startup was too much, what is in flight never falls to it; after three rounds it is over. */
    @Test
    void drainTakesThreeRoundsAtMost() {
        for (int i = 0; i < 3_000 && bbr.path(sf).phase() != Phase.DRAIN; i++) {
            run(1, 0);
        }
        assertEquals(Phase.DRAIN, bbr.path(sf).phase());
        int rounds = 0;
        while (bbr.path(sf).phase() == Phase.DRAIN && rounds < 9) {
            nowNs += 40 * MS;
            long before = delivered;
            delivered += 1_000_000; // all of a window that never gets smaller
            bbr.onAck(sf, FakeAck.of(1_000_000, 40 * MS).inFlight(50_000_000)
                    .with(new FakeAck.Rate(40 * MS, 1_000_000, 0, false, delivered, before, 50_000_000)), nowNs);
            rounds++;
        }
        assertEquals(4, rounds);
        assertEquals(Phase.PROBE_DOWN, bbr.path(sf).phase());
    }

    @Test
    void allocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        FakeAck[] acks = new FakeAck[64];
        for (int i = 0; i < acks.length; i++) {
            acks[i] = FakeAck.of(MSS, (40 + i % 7) * MS).inFlight(50_000L)
                    .with(new FakeAck.Rate(40 * MS, 40_000, i % 9 == 0 ? 2_000 : 0, i % 5 == 0, i * 50_000L, i * 45_000L, 50_000));
        }
        FakeLoss loss = FakeLoss.of(10_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 20_000; i++) {
            nowNs += MS;
            bbr.onAck(sf, acks[i % acks.length], nowNs);
            if (i % 100 == 0) {
                bbr.onSignal(sf, CongestionSignal.LOSS, loss, nowNs);
            }
        }
        assertEquals(0, threads.getCurrentThreadAllocatedBytes() - before);
    }

    @Test
    void keepsTheContract() {
        CongestionContract.check(new Bbr(new SplittableRandom(1)));
    }
}
