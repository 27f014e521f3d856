package mptcp.scheduler.otias;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import mptcp.api.scheduler.PacketScheduler;
import mptcp.policy.testing.FakeContext;
import mptcp.policy.testing.FakeRequest;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

/** Windows of 10 segments of 1000 bytes, round trips of 20 and 100 ms. */
class OtiasTest {
    private static final long MS = 1_000_000;

    private final FakeSubflows view = new FakeSubflows();
    private final int fast = view.add(10, 20);
    private final int slow = view.add(10, 100);
    private final FakeContext context = new FakeContext(view);
    private final Otias scheduler = new Otias(60_000, context.statistics());

    private long select(int segments) {
        return scheduler.select(FakeRequest.write(1_000L * segments), view, 0);
    }

    /** (0 + 0.5) * 20 as far as the window admits, then 2 ms more for each tenth of a window. */
    @Test
    void arrivalByTheFormula() {
        assertEquals(10 * MS, scheduler.arrivalNs(fast, 10_000, view));
        assertEquals(12 * MS, scheduler.arrivalNs(fast, 11_000, view));
        assertEquals(30 * MS, scheduler.arrivalNs(fast, 20_000, view), "one round trip to wait");
        view.inFlight[fast] = 4_000;
        view.queued[fast] = 3_000;
        assertEquals(10 * MS, scheduler.arrivalNs(fast, 3_000, view), "6 can be sent, 3 of them are taken");
        assertEquals(18 * MS, scheduler.arrivalNs(fast, 7_000, view), "(7 + 3 - 6) / 10 = 0.4 round trips");
        assertEquals(7_000, scheduler.bytesWithin(fast, 18 * MS, view));
        assertEquals(23_000, scheduler.bytesWithin(fast, 50 * MS, view), "2 round trips, and 3");
    }

    /** The window does not grow in the estimate: 10 + 2 * 10 until the 50 ms of the slow one. */
    @Test
    void theFastOneGetsWhatArrivesThereFirst() {
        assertEquals(PacketScheduler.grant(1 << fast, 30_000), select(100));
        assertEquals(20_000, context.statistics().value("ahead_bytes"));
        view.inFlight[fast] = 10_000;
        view.queued[fast] = 20_000;
        assertEquals(PacketScheduler.grant(1 << slow, 10_000), select(70), "50 ms against 52, up to its window");
        view.inFlight[slow] = 10_000;
        assertEquals(PacketScheduler.WAIT, select(60), "52 ms against 60");
        assertEquals(1, context.statistics().value("waits"));
    }

    @Test
    void waitsForTheFastOneWhereItIsStillFirst() {
        view.full(fast);
        assertEquals(PacketScheduler.WAIT, select(5), "12 ms against 50");
        view.srttNs[slow] = 23 * MS;
        assertEquals(PacketScheduler.grant(1 << slow, 5_000), select(5), "11.5 ms");
    }

    /** Until the 50 ms of the slow one the fast one carries two windows more. */
    @Test
    void whatIsLeftOfTheConnectionCountsAsIfItWasQueued() {
        view.full(fast);
        view.unmapped = 20_000;
        assertEquals(PacketScheduler.WAIT, select(20));
        view.unmapped = 20_001;
        assertEquals(PacketScheduler.grant(slow), select(20));
    }

    /**
     * The paper's own weakness, by its equation: of 150 segments over windows of four and round trips of 10 and 100 ms, T_fast = 2.5 n - 5
     * and T_slow = 25 n - 50 ms meet at 332 ms, with 15 for the slow one, of whose window they are almost four. In slow start the fast one
     * would have all of them there in six round trips.
     */
    @Test
    void ofALargeBurstTheSlowOneIsGivenTooMuch() {
        FakeSubflows small = new FakeSubflows();
        int shorter = small.add(4, 10);
        int longer = small.add(4, 100);
        for (int i = 0; i < 150; i++) {
            boolean first = scheduler.arrivalNs(shorter, 1_000, small) <= scheduler.arrivalNs(longer, 1_000, small);
            small.queued[first ? shorter : longer] += 1_000;
        }
        assertEquals(15_000, small.queued[longer], 1_000);
        assertEquals(332 * MS, scheduler.arrivalNs(shorter, 0, small), 3 * MS);
    }

    @Test
    void aSubflowWithoutASampleIsTriedAndNotWaitedFor() {
        int unknown = view.add(1, 0);
        assertEquals(PacketScheduler.grant(unknown), select(12));
        view.full(unknown);
        assertEquals(PacketScheduler.grant(1 << fast, 12_000), select(12));
    }

    @Test
    void theSettingIsDescribedAndBounded() {
        OtiasFactory factory = new OtiasFactory();
        assertEquals("otias.ahead", factory.settings().getFirst().name());
        context.set("otias.ahead", "70000");
        assertThrows(IllegalArgumentException.class, () -> factory.create(context));
    }

    @Test
    void keepsTheContract() {
        SchedulerContract.check(new OtiasFactory().create(new FakeContext()));
    }
}
