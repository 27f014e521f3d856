package mptcp.scheduler.blest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.scheduler.PacketScheduler;
import mptcp.scheduler.testing.FakeRequest;
import mptcp.scheduler.testing.FakeSubflows;
import mptcp.scheduler.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

class BlestTest {
    private static final long MS = 1_000_000;

    private final FakeSubflows view = new FakeSubflows();
    private final int fast = view.add(10, 20);
    private final int slow = view.add(10, 100);
    private final Blest scheduler = new Blest(1);

    private long select(long nowNs) {
        return scheduler.select(FakeRequest.write(), view, nowNs);
    }

    @Test
    void theFastOneWhileItHasRoom() {
        view.window = 0;
        assertEquals(PacketScheduler.grant(fast), select(0));
    }

    /**
     * By the paper's formula: r = 5, X = 1000 * (10 + 2) * 5 = 60,000 bytes. With two segments in flight on the slow
     * one, it is used from a window of 60,000 + 3,000 on. lambda is held at 1.
     */
    @Test
    void theSlowOneIfItLeavesTheFastOneARoundTrip() {
        view.full(fast);
        view.inFlight[slow] = 2_000;
        scheduler.attach(view, 1);
        view.unacked = 12_000;
        view.window = 51_000;
        assertEquals(PacketScheduler.grant(slow), select(0));
        view.window = 50_999;
        assertEquals(PacketScheduler.WAIT, select(0));
        view.unacked = 12_001;
        assertEquals(PacketScheduler.grant(slow), select(0), "the window is what is out and what is admitted");
    }

    @Test
    void equalPathsDoNotBlock() {
        view.srttNs[slow] = view.srttNs[fast];
        view.full(fast);
        view.window = 20_000;
        assertEquals(PacketScheduler.grant(slow), select(0), "r = 1: X is one window of the fast one");
    }

    @Test
    void lambdaFallsWithoutBlockingAndRisesWithIt() {
        view.full(fast);
        view.window = 1_000_000;
        for (int round = 0; round < 5; round++) {
            select(round * 100 * MS);
            select(round * 100 * MS + 50 * MS);
        }
        assertEquals(0.95, scheduler.lambda(), 1e-9, "once per round trip of the slow one");
        view.window = 500;
        for (int round = 5; round < 45; round++) {
            select(round * 100 * MS);
        }
        assertEquals(1.3, scheduler.lambda(), 1e-9, "and not beyond its bound");
    }

    @Test
    void reinjectionIsNotHeldBack() {
        view.window = 0;
        assertEquals(PacketScheduler.grant(slow), scheduler.select(FakeRequest.reinject(1 << fast), view, 0));
    }

    @Test
    void waitingIsForASubflowThatHasDataInFlight() {
        view.full(fast);
        view.window = 1_000;
        assertEquals(PacketScheduler.WAIT, select(0));
        assertTrue(view.inFlight[fast] > 0);
        view.timeouts[fast] = 1;
        assertEquals(PacketScheduler.grant(slow), select(0), "a fast one that does not answer is not waited for");
    }

    @Test
    void keepsTheContract() {
        SchedulerContract.check(new Blest(1));
    }
}
