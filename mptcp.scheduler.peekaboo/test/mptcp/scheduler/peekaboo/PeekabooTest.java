package mptcp.scheduler.peekaboo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.scheduler.PacketScheduler;
import mptcp.policy.testing.FakeContext;
import mptcp.policy.testing.FakeRequest;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

/** Windows of 10 segments of 1000 bytes, round trips of 20 and 100 ms: 500 and 100 bytes a millisecond. */
class PeekabooTest {
    private static final long MS = 1_000_000;

    private final FakeSubflows view = new FakeSubflows();
    private final int fast = view.add(10, 20);
    private final int slow = view.add(10, 100);
    private final FakeContext context = new FakeContext(view);

    PeekabooTest() {
        view.written = 1L << 40;
        view.window = 20_000;
    }

    private static long select(Peekaboo scheduler, FakeSubflows view, long nowNs) {
        return scheduler.select(FakeRequest.write(), view, nowNs);
    }

    /** Rounds in which waiting and sending bring so many bytes each; how often of the last hundred it waited. */
    private int waits(Peekaboo scheduler, int rounds, long whenWaiting, long whenSending) {
        int count = 0;
        view.full(fast);
        for (int round = 0; round < rounds; round++) {
            boolean waits = select(scheduler, view, nowNs) == PacketScheduler.WAIT;
            count += waits && round >= rounds - 100 ? 1 : 0;
            view.dataAcked += waits ? whenWaiting : whenSending;
            nowNs += 100 * MS;
        }
        return count;
    }

    private long nowNs;

    @Test
    void theFastOneWhileItHasRoom() {
        Peekaboo scheduler = new Peekaboo(0.2, 0.9, 1, context);
        assertEquals(PacketScheduler.grant(fast), select(scheduler, view, 0));
        assertEquals(0, context.statistics().value("rounds_waited") + context.statistics().value("rounds_sent"));
    }

    /** 60,000 bytes are possible in 100 ms. */
    @Test
    void doesWhatBringsMoreAndChangesItsMind() {
        Peekaboo scheduler = new Peekaboo(0.2, 0.9, 0, context);
        assertTrue(waits(scheduler, 200, 50_000, 30_000) >= 95, "waiting is better");
        assertTrue(waits(scheduler, 200, 10_000, 30_000) <= 5, "and then it is not");
        assertEquals(0, context.statistics().value("rounds_explored"));
    }

    @Test
    void theRewardIsTheShareOfWhatWasPossible() {
        Peekaboo scheduler = new Peekaboo(0.2, 0.9, 0, context);
        waits(scheduler, 2, 30_000, 30_000);
        assertEquals(0.5, context.statistics().value("reward"), 1e-9);
        view.written = view.dataAcked + 20_000;
        select(scheduler, view, nowNs);
        view.dataAcked += 20_000;
        nowNs += 100 * MS;
        select(scheduler, view, nowNs);
        assertEquals(1, context.statistics().value("reward"), 1e-9, "there was no more to send");
    }

    @Test
    void anActionIsKeptForARoundTripOfTheSlowOne() {
        Peekaboo scheduler = new Peekaboo(0, 0.9, 0, context);
        view.full(fast);
        assertEquals(PacketScheduler.WAIT, select(scheduler, view, 0), "nothing is known: it waits");
        assertEquals(PacketScheduler.WAIT, select(scheduler, view, 99 * MS));
        assertEquals(1, context.statistics().value("rounds_waited"));
        select(scheduler, view, 100 * MS);
        assertEquals(2, context.statistics().value("rounds_waited") + context.statistics().value("rounds_sent"));
    }

    @Test
    void triesTheOtherActionAtRandomAndAlwaysTheSameWay() {
        String[] runs = new String[2];
        for (int run = 0; run < 2; run++) {
            FakeContext own = new FakeContext(view);
            Peekaboo scheduler = new Peekaboo(0, 0.9, 0.25, own);
            StringBuilder answers = new StringBuilder();
            view.full(fast);
            for (int round = 0; round < 400; round++) {
                answers.append(select(scheduler, view, round * 100 * MS));
            }
            runs[run] = answers.toString();
            assertEquals(100, own.statistics().value("rounds_explored"), 30);
        }
        assertEquals(runs[0], runs[1]);
    }

    @Test
    void settingsAreDescribedAndBounded() {
        PeekabooFactory factory = new PeekabooFactory();
        assertEquals(3, factory.settings().size());
        context.set("peekaboo.keep", "1.5");
        assertThrows(IllegalArgumentException.class, () -> factory.create(context));
    }

    @Test
    void keepsTheContract() {
        SchedulerContract.check(new PeekabooFactory().create(new FakeContext()));
    }
}
