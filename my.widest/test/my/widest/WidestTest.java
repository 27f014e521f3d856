package my.widest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.scheduler.PacketScheduler;
import mptcp.policy.testing.FakeRequest;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

class WidestTest {
    private final FakeSubflows view = new FakeSubflows();
    private final Widest scheduler = new Widest();

    @Test
    void theFasterSubflowIsFilledFirst() {
        int slow = view.add(10, 80);
        int fast = view.add(10, 20);
        assertEquals(PacketScheduler.grant(fast), scheduler.select(FakeRequest.write(), view, 0));
        view.full(fast);
        assertEquals(PacketScheduler.grant(slow), scheduler.select(FakeRequest.write(), view, 0));
        view.full(slow);
        assertEquals(PacketScheduler.WAIT, scheduler.select(FakeRequest.write(), view, 0));
    }

    @Test
    void dataOfAFailedSubflowGoesToAnother() {
        int failed = view.add(10, 20);
        int other = view.add(10, 80);
        assertEquals(PacketScheduler.grant(other), scheduler.select(FakeRequest.reinject(1 << failed), view, 0));
    }

    /** What the core expects of every scheduler: random views, and no allocation. */
    @Test
    void keepsTheContract() {
        SchedulerContract.check(new Widest());
    }
}
