package mptcp.scheduler.minrtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.scheduler.PacketScheduler;
import mptcp.policy.testing.FakeRequest;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

class MinRttTest {
    private final FakeSubflows view = new FakeSubflows();
    private final int slow = view.add(10, 80);
    private final int fast = view.add(10, 40);
    private final MinRtt scheduler = new MinRtt();

    private long select(FakeRequest request) {
        return scheduler.select(request, view, 0);
    }

    @Test
    void theFastestWithRoom() {
        assertEquals(PacketScheduler.grant(fast), select(FakeRequest.write()));
        assertEquals(PacketScheduler.grant(fast), select(FakeRequest.asks(slow)), "whoever asks");
        view.full(fast);
        assertEquals(PacketScheduler.grant(slow), select(FakeRequest.write()));
        view.full(slow);
        assertEquals(PacketScheduler.WAIT, select(FakeRequest.write()));
    }

    @Test
    void aSubflowWithoutASampleIsTried() {
        int unknown = view.add(10, 0);
        assertEquals(PacketScheduler.grant(unknown), select(FakeRequest.write()));
    }

    @Test
    void aFasterBackupDoesNotCount() {
        view.backups = 1 << fast;
        assertEquals(PacketScheduler.grant(slow), select(FakeRequest.write()));
        view.stale = 1 << slow;
        assertEquals(PacketScheduler.grant(fast), select(FakeRequest.write()));
    }

    @Test
    void reinjectionGoesToTheFastestThatDoesNotCarryIt() {
        int third = view.add(10, 60);
        assertEquals(PacketScheduler.grant(third), select(FakeRequest.reinject(1 << fast)));
    }

    @Test
    void fillsTheFastWindowBeforeTheSlowOne() {
        int onFast = 0;
        for (int segment = 0; segment < 20; segment++) {
            int sf = Long.numberOfTrailingZeros(select(FakeRequest.write()));
            view.inFlight[sf] += FakeSubflows.MSS;
            if (sf == fast) {
                assertEquals(segment, onFast++, "the first ten");
            }
        }
        assertEquals(10, onFast);
    }

    @Test
    void keepsTheContract() {
        SchedulerContract.check(new MinRtt());
    }
}
