package mptcp.scheduler.ecf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.scheduler.PacketScheduler;
import mptcp.policy.testing.FakeRequest;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

class EcfTest {
    private static final long MS = 1_000_000;

    private final FakeSubflows view = new FakeSubflows();
    private final int fast = view.add(10, 20);
    private final int slow = view.add(10, 100);
    private final Ecf scheduler = new Ecf(0.25);

    private long select(int segments) {
        return scheduler.select(FakeRequest.write((long) segments * FakeSubflows.MSS), view, 0);
    }

    @Test
    void theFastOneWhileItHasRoom() {
        assertEquals(PacketScheduler.grant(fast), select(1_000));
    }

    /** n * 20 < 100 as long as k < 40 segments; and k / 10 * 100 >= 2 * 20 from four segments on. */
    @Test
    void waitsWhereWaitingCompletesEarlier() {
        view.full(fast);
        assertEquals(PacketScheduler.WAIT, select(39), "4.9 rounds of 20 ms against one of 100 ms");
        Ecf another = new Ecf(0.25);
        assertEquals(PacketScheduler.grant(slow), another.select(FakeRequest.write(40_000), view, 0), "5 rounds");
    }

    /** Little data takes a round trip as well: k counts as a window of either subflow. */
    @Test
    void theTailOfAnObjectWaitsForTheFastOne() {
        view.full(fast);
        assertEquals(PacketScheduler.WAIT, select(1), "40 ms against 100, and 100 >= 40");
        view.srttNs[slow] = 39 * MS;
        Ecf another = new Ecf(0.25);
        assertEquals(PacketScheduler.grant(slow), another.select(FakeRequest.write(1_000), view, 0), "40 against 39 ms");
        view.srttNs[slow] = 41 * MS;
        assertEquals(PacketScheduler.WAIT, another.select(FakeRequest.write(1_000), view, 0), "40 against 41 ms");
    }

    /** k / 30 * 70 >= 2 * 20 + 31 from 30.4 segments on; n * 20 < 70 + 31 up to 40. */
    @Test
    void theSecondInequality() {
        view.full(fast);
        view.cwnd[slow] = 30_000;
        view.srttNs[slow] = 70 * MS;
        view.rttvarNs[fast] = 31 * MS;
        assertEquals(PacketScheduler.grant(slow), select(5), "one window: 70 against 71 ms");
        assertEquals(PacketScheduler.grant(slow), select(30));
        assertEquals(PacketScheduler.WAIT, select(31), "72.3 ms against 71");
    }

    @Test
    void betaGivesHysteresis() {
        view.full(fast);
        assertEquals(PacketScheduler.WAIT, select(39));
        assertEquals(PacketScheduler.WAIT, select(52), "once it waits: 6.2 rounds of 20 against 1.25 * 100");
        assertEquals(PacketScheduler.grant(slow), select(53), "6.3 rounds");
        assertEquals(PacketScheduler.grant(slow), select(45), "and then the factor is gone");
        assertEquals(PacketScheduler.WAIT, select(39));
    }

    @Test
    void theDeviationCountsOnBothSides() {
        view.full(fast);
        view.rttvarNs[slow] = 30 * MS;
        assertEquals(PacketScheduler.WAIT, select(54), "6.4 rounds of 20 = 128 against 130");
        Ecf another = new Ecf(0.25);
        view.rttvarNs[slow] = 61 * MS;
        assertEquals(PacketScheduler.grant(slow), another.select(FakeRequest.write(6_000), view, 0), "100 against 101");
    }

    @Test
    void similarPathsAreBothUsed() {
        view.srttNs[slow] = 25 * MS;
        view.full(fast);
        assertEquals(PacketScheduler.grant(slow), select(100));
    }

    @Test
    void whatTheConnectionHoldsCountsAndNotTheRequestAlone() {
        view.full(fast);
        view.unmapped = 40_000;
        assertEquals(PacketScheduler.grant(slow), select(10));
    }

    @Test
    void reinjectionIsNotHeldBack() {
        assertEquals(PacketScheduler.grant(slow), scheduler.select(FakeRequest.reinject(1 << fast), view, 0));
    }

    @Test
    void keepsTheContract() {
        SchedulerContract.check(new Ecf(0.25));
    }
}
