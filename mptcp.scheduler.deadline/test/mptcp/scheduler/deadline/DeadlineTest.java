package mptcp.scheduler.deadline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import mptcp.api.hint.Hint;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.policy.testing.FakeContext;
import mptcp.policy.testing.FakeRequest;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

/** Windows of 10 segments of 1000 bytes, round trips of 20 and 100 ms, deviations of 4 and 10 ms. */
class DeadlineTest {
    private static final long MS = 1_000_000;
    private static final long NOW = 1_000 * MS;

    private final FakeSubflows view = new FakeSubflows();
    private final int fast = view.add(10, 20);
    private final int slow = view.add(10, 100);
    private final FakeContext context = new FakeContext(view);
    private final Deadline scheduler = new Deadline(1, 8, context.statistics());

    DeadlineTest() {
        view.rttvarNs[fast] = 4 * MS;
        view.rttvarNs[slow] = 10 * MS;
    }

    private long select(PacketScheduler by, int priority, double withinMs) {
        Hint hint = Hint.NONE.withPriority(priority);
        return by.select(FakeRequest.write(5_000).hinted(hint, NOW + (long) (withinMs * MS)), view, NOW);
    }

    private long select(double withinMs) {
        return select(scheduler, 0, withinMs);
    }

    @Test
    void withoutADeadlineTheFastestWithRoom() {
        assertEquals(PacketScheduler.grant(fast), scheduler.select(FakeRequest.write(), view, NOW));
        view.full(fast);
        assertEquals(PacketScheduler.grant(slow), scheduler.select(FakeRequest.write(), view, NOW));
    }

    /** 100 / 2 + 10 ms there; on the fast one a tenth of a round trip more than half of one, and 4 ms: 16. */
    @Test
    void theSlowOneIfThatIsInTime() {
        view.full(fast);
        assertEquals(PacketScheduler.grant(slow), select(60));
        assertEquals(PacketScheduler.WAIT, select(59.9));
        assertEquals(PacketScheduler.WAIT, select(16));
        assertEquals(2, context.statistics().value("waits"));
    }

    /** Late on both: where it comes first all the same. */
    @Test
    void whatIsLateAnywayGoesWhereItComesFirst() {
        view.full(fast);
        assertEquals(PacketScheduler.WAIT, select(-5));
        view.queued[fast] = 25_000; // 2.6 round trips and a half, and 4: 66 ms
        assertEquals(PacketScheduler.grant(slow), select(59));
        assertEquals(1, context.statistics().value("late_segments"));
        view.empty(fast);
        assertEquals(PacketScheduler.grant(fast), select(13), "14 ms");
        assertEquals(2, context.statistics().value("late_segments"));
    }

    /** A path of 40 ms without deviation beside one of 36 that varies by 30. */
    @Test
    void theSteadierOneOfTwoWithRoom() {
        view.srttNs[fast] = 36 * MS;
        view.rttvarNs[fast] = 30 * MS;
        view.srttNs[slow] = 40 * MS;
        view.rttvarNs[slow] = 0;
        assertEquals(PacketScheduler.grant(fast), select(48));
        assertEquals(PacketScheduler.grant(slow), select(47));
        assertEquals(PacketScheduler.grant(fast), select(new Deadline(0, 8, context.statistics()), 0, 47), "by its mean");
    }

    /** These bytes may come at any time, but not later than what is written behind them. */
    @Test
    void whatWasWrittenLastHoldsForAllBeforeIt() {
        view.full(fast);
        view.written = 5_000;
        view.deadlineNs = NOW + 40 * MS;
        assertEquals(PacketScheduler.WAIT, select(1_000));
        view.deadlineNs = NOW + 60 * MS;
        assertEquals(PacketScheduler.grant(slow), select(1_000));
    }

    @Test
    void thePriorityThatIsSentTwice() {
        Deadline twice = new Deadline(1, 6, context.statistics());
        assertEquals(PacketScheduler.grant(fast), select(twice, 5, 100));
        assertEquals(PacketScheduler.grant(1 << fast | 1 << slow, 0), select(twice, 6, 100));
        assertEquals(1, context.statistics().value("duplicated_segments"));
        view.full(slow);
        assertEquals(PacketScheduler.grant(fast), select(twice, 7, 100), "nobody else has room");
    }

    @Test
    void reinjectionGoesWhereItComesFirst() {
        int third = view.add(10, 110);
        view.rttvarNs[slow] = 20 * MS;
        assertEquals(PacketScheduler.grant(third), scheduler.select(FakeRequest.reinject(1 << fast), view, 0));
    }

    @Test
    void settingsAreDescribedAndBounded() {
        DeadlineFactory factory = new DeadlineFactory();
        assertEquals(2, factory.settings().size());
        context.set("deadline.duplicate-from", "0");
        assertThrows(IllegalArgumentException.class, () -> factory.create(context));
    }

    @Test
    void keepsTheContract() {
        SchedulerContract.check(new DeadlineFactory().create(new FakeContext()));
    }
}
