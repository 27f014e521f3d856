package mptcp.scheduler.sttf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import mptcp.api.scheduler.PacketScheduler;
import mptcp.policy.testing.FakeContext;
import mptcp.policy.testing.FakeRequest;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

/** Windows of 10 segments of 1000 bytes, round trips of 20 and 100 ms. */
class SttfTest {
    private static final long MS = 1_000_000;

    private final FakeSubflows view = new FakeSubflows();
    private final int fast = view.add(10, 20);
    private final int slow = view.add(10, 100);
    private final FakeContext context = new FakeContext(view);
    private final Sttf scheduler = new Sttf(60_000, context.statistics());

    private long select(int segments) {
        return scheduler.select(FakeRequest.write(1_000L * segments), view, 0);
    }

    private void carries(int sf, int inFlight, int queued) {
        view.inFlight[sf] = 1_000L * inFlight;
        view.queued[sf] = 1_000L * queued;
    }

    /** 10 at 10 ms, 20 more at 30 ms, 40 at 50 ms, 80 at 70 ms. */
    @Test
    void transferTimesInSlowStart() {
        assertEquals(10 * MS, scheduler.arrivalNs(fast, 10_000, view));
        assertEquals(30 * MS, scheduler.arrivalNs(fast, 11_000, view));
        assertEquals(30 * MS, scheduler.arrivalNs(fast, 30_000, view));
        assertEquals(50 * MS, scheduler.arrivalNs(fast, 31_000, view));
        assertEquals(50 * MS, scheduler.arrivalNs(fast, 70_000, view));
        assertEquals(70 * MS, scheduler.arrivalNs(fast, 71_000, view));
        assertEquals(70_000, scheduler.bytesWithin(fast, 69 * MS, view));
        assertEquals(150_000, scheduler.bytesWithin(fast, 70 * MS, view));
        assertEquals(0, scheduler.bytesWithin(fast, 0, view) - 10_000, "what the window admits goes at once");
    }

    /** 10 at 10 ms; the threshold of 25 is met by 20, then 25, 26, 27. */
    @Test
    void transferTimesAcrossTheThreshold() {
        view.ssthresh[fast] = 25_000;
        assertEquals(30 * MS, scheduler.arrivalNs(fast, 30_000, view));
        assertEquals(50 * MS, scheduler.arrivalNs(fast, 55_000, view));
        assertEquals(70 * MS, scheduler.arrivalNs(fast, 81_000, view));
        assertEquals(90 * MS, scheduler.arrivalNs(fast, 82_000, view));
        assertEquals(81_000, scheduler.bytesWithin(fast, 89 * MS, view));
    }

    /** 10, 11, 12 ...: in congestion avoidance 10 + 11 + ... + (10 + r) bytes take r round trips. */
    @Test
    void transferTimesInCongestionAvoidance() {
        view.ssthresh[fast] = 0;
        carries(fast, 4, 2);
        assertEquals(10 * MS, scheduler.arrivalNs(fast, 4_000, view), "6 are free, of which 2 are taken");
        assertEquals(30 * MS, scheduler.arrivalNs(fast, 15_000, view));
        assertEquals(50 * MS, scheduler.arrivalNs(fast, 27_000, view));
        assertEquals(70 * MS, scheduler.arrivalNs(fast, 28_000, view));
        assertEquals(27_000, scheduler.bytesWithin(fast, 50 * MS, view));
    }

    @Test
    void aLongQueueIsNotFollowedForEver() {
        view.ssthresh[fast] = 0;
        view.queued[fast] = 1L << 40;
        long windows = 10 * 64 + 64 * 65 / 2;
        long rest = ((1L << 40) + 1_000 - 10_000 - windows * 1_000) / 74_000;
        assertEquals((65 + rest) * 20 * MS + 10 * MS, scheduler.arrivalNs(fast, 1_000, view));
    }

    /** The slow one has a segment there after 50 ms, as the fast one its 70th: that is the break-even, up to what fits. */
    @Test
    void theFastOneGetsWhatArrivesThereFirst() {
        assertEquals(PacketScheduler.grant(1 << fast, 12_000), select(12), "30 ms against 50");
        assertEquals(PacketScheduler.grant(1 << fast, 65_000), select(100), "of 70,000 what one grant may hold");
        assertEquals(55_000, context.statistics().value("ahead_bytes") - 2_000);
        carries(fast, 10, 60);
        assertEquals(PacketScheduler.grant(1 << slow, 10_000), select(30), "and what comes later in the stream");
    }

    @Test
    void waitsForTheFastOneWhereItIsStillFirst() {
        carries(fast, 10, 0);
        assertEquals(PacketScheduler.WAIT, select(5), "30 ms against 50");
        assertEquals(1, context.statistics().value("waits"));
        view.srttNs[slow] = 59 * MS;
        assertEquals(PacketScheduler.grant(1 << slow, 5_000), select(5), "29.5 ms");
    }

    /** Until the 50 ms of the slow one the fast one carries 20 and 40: what is beyond 60 segments needs the slow one. */
    @Test
    void whatIsLeftOfTheConnectionCountsAsIfItWasQueued() {
        carries(fast, 10, 0);
        view.unmapped = 60_000;
        assertEquals(PacketScheduler.WAIT, select(60));
        view.unmapped = 60_001;
        assertEquals(PacketScheduler.grant(slow), select(60));
        carries(slow, 10, 0);
        assertEquals(PacketScheduler.WAIT, select(60), "neither has room");
    }

    @Test
    void aSubflowWithoutASampleIsTriedAndNotWaitedFor() {
        int unknown = view.add(1, 0);
        assertEquals(PacketScheduler.grant(unknown), select(12));
        view.full(unknown);
        assertEquals(PacketScheduler.grant(1 << fast, 12_000), select(12));
    }

    @Test
    void withoutAQueueOnlyWhatTheWindowAdmits() {
        Sttf plain = new Sttf(0, context.statistics());
        assertEquals(PacketScheduler.grant(1 << fast, 10_000), plain.select(FakeRequest.write(50_000), view, 0));
    }

    @Test
    void reinjectionGoesWhereItArrivesFirst() {
        assertEquals(PacketScheduler.grant(slow), scheduler.select(FakeRequest.reinject(1 << fast), view, 0));
        int third = view.add(10, 60);
        assertEquals(PacketScheduler.grant(third), scheduler.select(FakeRequest.reinject(1 << fast), view, 0));
    }

    @Test
    void theSettingIsDescribedAndBounded() {
        SttfFactory factory = new SttfFactory();
        assertEquals("sttf.ahead", factory.settings().getFirst().name());
        context.set("sttf.ahead", "-1");
        assertThrows(IllegalArgumentException.class, () -> factory.create(context));
    }

    @Test
    void keepsTheContract() {
        SchedulerContract.check(new SttfFactory().create(new FakeContext()));
    }
}
