package mptcp.scheduler.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.scheduler.PacketScheduler;
import mptcp.policy.testing.FakeRequest;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

class DrainTest {
    private final FakeSubflows view = new FakeSubflows();
    private final Drain scheduler = new Drain();

    private int chosen() {
        return Long.numberOfTrailingZeros(scheduler.select(FakeRequest.write(), view, 0));
    }

    @Test
    void bytesHeldOverPacingRate() {
        int slowEmpty = view.add(100, 10);
        int fastBusy = view.add(100, 10);
        view.pacingRate[slowEmpty] = 1_000_000;
        view.pacingRate[fastBusy] = 10_000_000;
        view.inFlight[slowEmpty] = 4_000;
        view.inFlight[fastBusy] = 30_000;
        view.queued[fastBusy] = 9_000;
        assertEquals(fastBusy, chosen(), "3.9 ms against 4.0 ms");
        view.queued[fastBusy] = 11_000;
        assertEquals(slowEmpty, chosen(), "4.1 ms against 4.0 ms");
    }

    @Test
    void anEmptySubflowDrainsAtOnceAndAnUnknownRateLast() {
        int unknown = view.add(100, 0);
        int busy = view.add(100, 10);
        view.inFlight[unknown] = 1_000;
        view.inFlight[busy] = 50_000;
        assertEquals(busy, chosen());
        view.empty(unknown);
        assertEquals(unknown, chosen());
    }

    @Test
    void sharesAreAsTheRates() {
        int one = view.add(1_000, 10);
        int three = view.add(1_000, 10);
        view.pacingRate[one] = 1_000_000;
        view.pacingRate[three] = 3_000_000;
        for (int i = 0; i < 400; i++) {
            view.queued[chosen()] += FakeSubflows.MSS;
        }
        assertEquals(100_000, view.queued[one], 2_000);
        assertEquals(300_000, view.queued[three], 2_000);
    }

    @Test
    void burstsAreLimitedByTheWindowAnd64Kib() {
        int sf = view.add(100, 10);
        assertEquals(PacketScheduler.grant(1 << sf, 65_536), scheduler.select(FakeRequest.write(), view, 0));
        view.inFlight[sf] = 95_000;
        assertEquals(PacketScheduler.grant(1 << sf, 5_000), scheduler.select(FakeRequest.write(), view, 0));
        view.full(sf);
        assertEquals(PacketScheduler.WAIT, scheduler.select(FakeRequest.write(), view, 0));
    }

    @Test
    void backupsAndStaleOnesStandBack() {
        int regular = view.add(10, 10);
        int backup = view.add(10, 10);
        view.inFlight[regular] = 5_000;
        view.backups = 1 << backup;
        assertEquals(regular, chosen());
        view.stale = 1 << regular;
        assertEquals(backup, chosen());
    }

    @Test
    void aTimeoutByItselfDoesNotCount() {
        int regular = view.add(10, 10);
        int backup = view.add(10, 10);
        view.backups = 1 << backup;
        view.timeouts[regular] = 2;
        assertEquals(regular, chosen());
    }

    /** 200 % up to half of the threshold, then 120 %. */
    @Test
    void aSubflowInSlowStartCountsAsFaster() {
        int avoiding = view.add(100, 10);
        int starting = view.add(100, 10);
        view.ssthresh[avoiding] = 200_000;
        view.ssthresh[starting] = 200_002;
        view.inFlight[avoiding] = 12_000;
        view.inFlight[starting] = 19_900;
        assertEquals(starting, chosen(), "0.995 ms against 1");
        Drain another = new Drain();
        view.inFlight[starting] = 20_100;
        assertEquals(PacketScheduler.grant(1 << avoiding, 65_536), another.select(FakeRequest.write(), view, 0));
    }

    /** Held 30,000 at 10 MB/s, given 65,536 at 2: an average of (30,000 * 12 + 65,536 * 2.4) / 95,536 = 5.4 MB/s. */
    @Test
    void theAverageIsWeightedByWhatIsHeldAndWhatIsGiven() {
        int a = view.add(200, 10);
        int b = view.add(200, 10);
        view.ssthresh[a] = 0;
        view.ssthresh[b] = 0;
        view.pacingRate[a] = 10_000_000;
        view.pacingRate[b] = 10_000_000;
        view.inFlight[a] = 30_000;
        view.inFlight[b] = 31_000;
        assertEquals(a, chosen());
        view.inFlight[b] = 200_000;
        view.pacingRate[a] = 2_000_000;
        assertEquals(a, chosen(), "its average is 10 MB/s until then");
        view.inFlight[b] = 66_000;
        assertEquals(b, chosen(), "5.50 ms against 30,000 over 5.416, 5.54 ms");
        view.inFlight[b] = 67_000;
        assertEquals(a, chosen(), "5.58 ms");
    }

    @Test
    void reinjectionGoesElsewhere() {
        int carrier = view.add(10, 10);
        int other = view.add(10, 10);
        view.inFlight[other] = 5_000;
        assertEquals(PacketScheduler.grant(other), scheduler.select(FakeRequest.reinject(1 << carrier), view, 0));
    }

    @Test
    void keepsTheContract() {
        SchedulerContract.check(new Drain());
    }
}
