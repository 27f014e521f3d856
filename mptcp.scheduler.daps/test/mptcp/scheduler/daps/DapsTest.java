package mptcp.scheduler.daps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.policy.testing.FakeContext;
import mptcp.policy.testing.FakeRequest;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

/** Windows of 10 segments of 1000 bytes. */
class DapsTest {
    private static final long MS = 1_000_000;

    private final FakeSubflows view = new FakeSubflows();
    private final FakeContext context = new FakeContext(view);
    private final Daps scheduler = new Daps(5 * MS, 4, context.statistics());

    private String turn(long bytes) {
        long grant = scheduler.select(FakeRequest.write(bytes), view, 0);
        if (grant == PacketScheduler.WAIT) {
            return "wait";
        }
        int sf = Long.numberOfTrailingZeros(grant);
        int granted = (int) Math.min(bytes, grant >>> 32 == 0 ? FakeSubflows.MSS : grant >>> 32);
        scheduler.onSent(sf, 0, granted, 0);
        return sf + ":" + granted;
    }

    private List<String> turns(int n) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            all.add(turn(1_000_000));
        }
        return all;
    }

    /** Delays of 10 and 50 ms: five windows of the fast one are there when the first of the slow one is. */
    @Test
    void theSlowOneCarriesWhatComesAfterAllThatTheFastOneDeliversMeanwhile() {
        view.add(10, 20);
        view.add(10, 100);
        assertEquals(List.of("0:50000", "1:10000", "0:50000", "1:10000"), turns(4));
        assertEquals(2, context.statistics().value("schedules"));
    }

    /** In slow start the fast one takes more than was counted on: a schedule of its first windows would give the slow one too much. */
    @Test
    void aWindowThatHasDoubledMakesANewSchedule() {
        view.add(10, 40);
        view.add(6, 60);
        assertEquals(List.of("0:10000", "1:6000"), turns(2));
        view.cwnd[0] = 19 * FakeSubflows.MSS;
        assertEquals(List.of("0:20000", "1:6000"), turns(2), "not that much more");
        assertEquals(1, context.statistics().value("schedules"));
        view.cwnd[0] = 20 * FakeSubflows.MSS;
        assertEquals(List.of("0:20000", "1:6000", "0:40000"), turns(3), "as at the beginning, with twice as much");
        assertEquals(2, context.statistics().value("schedules"));
    }

    /** 0.5 MB/s over 100 ms without a queue are 50,000 bytes, however many the window allows and however long the queue is now. */
    @Test
    void whatAPathCarriesCountsAndNotWhatItsWindowAllows() {
        int fast = view.add(10, 20);
        int slow = view.add(450, 300);
        view.minRttNs[slow] = 100 * MS;
        view.deliveryRate[slow] = 500_000;
        assertEquals(List.of("0:50000", "1:50000", "0:50000", "1:50000"), turns(4));
        view.deliveryRate[fast] = 200_000;
        assertEquals(List.of("0:25000", "1:50000"), turns(2), "4,000 bytes in 20 ms, and a quarter more: there is no queue");
        view.srttNs[fast] = 25 * MS;
        assertEquals(List.of("0:20000", "1:50000"), turns(2), "there is one");
        view.srttNs[fast] = 20 * MS;
        view.window = 9_999;
        view.unacked = 10_000;
        assertEquals(List.of("0:20000", "1:50000"), turns(2), "most of the peer's window is taken");
        view.deliveryRate[fast] = 1;
        assertEquals(List.of("0:5000", "1:50000"), turns(2), "a segment at least");
        view.deliveryRate[fast] = 1L << 40;
        assertEquals(List.of("0:50000", "1:50000"), turns(2), "its window at most");
    }

    /**
     * Delays of 20 and 30 ms have the multiple 60: arrivals at 20, 30, 40, 60 and 60. Of the last two the one that is sent later
     * comes first.
     */
    @Test
    void arrivalsInterleaveUpToTheCommonMultiple() {
        view.add(10, 40);
        view.add(6, 60);
        assertEquals(List.of("0:10000", "1:6000", "0:20000", "1:6000", "0:10000"), turns(5));
    }

    /** 20, 30 and 60 ms: at 20, 30, 40; and at 60 all of them. */
    @Test
    void threeOfThem() {
        view.add(1, 120);
        view.add(2, 60);
        view.add(3, 40);
        assertEquals(List.of("2:3000", "1:2000", "2:6000", "1:2000", "0:1000", "2:3000"), turns(6));
    }

    @Test
    void delaysAreRounded() {
        view.add(10, 19);
        view.add(10, 42);
        assertEquals(List.of("0:20000", "1:10000"), turns(2), "10 and 20 ms");
    }

    /** 5 and 50 ms, with four windows of the slow one at most: as 10 at a time. And 35 and 55, whose multiple is 385. */
    @Test
    void aScheduleHasAnEnd() {
        Schedule schedule = new Schedule(5 * MS, 4);
        view.add(10, 70);
        view.add(10, 110);
        schedule.begin(0b11, view);
        long[] bytes = new long[2];
        while (schedule.holdsFor(0b11)) {
            int sf = schedule.turn();
            long left = schedule.left();
            bytes[sf] += left;
            schedule.took(left);
        }
        assertEquals(60_000, bytes[0], "at 35, 70, ... 210 ms");
        assertEquals(40_000, bytes[1], "at 55, 110, 165, 220 ms");
    }

    @Test
    void aTurnIsKeptOverSeveralWritesAndWaitedFor() {
        int fast = view.add(10, 20);
        int slow = view.add(10, 100);
        assertEquals("0:30000", turn(30_000));
        view.inFlight[fast] = 10_000;
        view.queued[fast] = 20_000;
        assertEquals("wait", turn(30_000), "20,000 bytes more are the fast one's");
        assertEquals(1, context.statistics().value("waits"));
        view.queued[fast] = 0;
        view.inFlight[fast] = 9_000;
        assertEquals("0:20000", turn(30_000));
        view.full(fast);
        assertEquals("1:10000", turn(30_000));
        view.full(slow);
        assertEquals("wait", turn(30_000));
    }

    @Test
    void aScheduleThatCannotBeKeptIsGivenUp() {
        int fast = view.add(10, 20);
        int slow = view.add(10, 100);
        assertEquals("0:50000", turn(60_000));
        view.full(fast).full(slow);
        assertEquals("wait", turn(60_000));
        view.empty(fast).empty(slow).cwnd[slow] = 4_000;
        assertEquals("0:50000", turn(60_000), "the window of the slow one has fallen below a half");
        assertEquals("1:4000", turn(60_000));
        view.timeouts[fast] = 1;
        view.empty(slow);
        assertEquals("1:4000", turn(60_000), "the fast one is out");
    }

    @Test
    void reinjectionAndItsBytesAreNoTurn() {
        view.add(10, 20);
        view.add(10, 100);
        long grant = scheduler.select(FakeRequest.reinject(1), view, 0);
        assertEquals(PacketScheduler.grant(1), grant);
        scheduler.onSent(1, 0, 1_000, 0);
        assertEquals(List.of("0:50000", "1:10000"), turns(2));
    }

    @Test
    void settingsAreDescribedAndBounded() {
        DapsFactory factory = new DapsFactory();
        assertEquals(2, factory.settings().size());
        context.set("daps.grain", "0ms");
        assertThrows(IllegalArgumentException.class, () -> factory.create(context));
    }

    @Test
    void keepsTheContract() {
        SchedulerContract.check(new DapsFactory().create(new FakeContext()));
    }
}
