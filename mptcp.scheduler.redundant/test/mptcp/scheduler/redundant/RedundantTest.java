package mptcp.scheduler.redundant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.scheduler.PacketScheduler;
import mptcp.policy.testing.FakeRequest;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

class RedundantTest {
    private final FakeSubflows view = new FakeSubflows();
    private final Redundant scheduler = new Redundant();

    private long select(FakeRequest request) {
        return scheduler.select(request, view, 0);
    }

    @Test
    void newDataGoesToAllThatHaveRoomAndWaitsForNone() {
        view.add(10, 10);
        int slow = view.add(10, 500);
        view.add(10, 20);
        assertEquals(PacketScheduler.grant(0b111, 0), select(FakeRequest.write()));
        view.full(slow);
        assertEquals(PacketScheduler.grant(0b101, 0), select(FakeRequest.write()));
        view.full(0).full(2);
        assertEquals(PacketScheduler.WAIT, select(FakeRequest.write()));
    }

    @Test
    void whoHasRoomRepeatsWhatOthersCarry() {
        assertTrue(scheduler.duplicates());
        view.full(view.add(10, 10));
        int late = view.add(10, 500);
        assertEquals(PacketScheduler.grant(late), select(FakeRequest.duplicate(late, 0b01)));
        assertEquals(PacketScheduler.WAIT, select(FakeRequest.duplicate(late, 0b11)), "everybody has it");
    }

    /** Any room is used for new data and nothing is ever repeated: the schedule of TCP. */
    @Test
    void onOnePathItIsTcp() {
        int only = view.add(10, 10);
        for (int segment = 0; segment < 10; segment++) {
            assertEquals(PacketScheduler.grant(only), select(FakeRequest.asks(only)));
            assertEquals(PacketScheduler.WAIT, select(FakeRequest.duplicate(only, 1 << only)));
            view.inFlight[only] += FakeSubflows.MSS;
        }
        assertEquals(PacketScheduler.WAIT, select(FakeRequest.asks(only)));
    }

    @Test
    void backupsRepeatNothing() {
        int regular = view.add(10, 10);
        int backup = view.add(10, 10);
        view.backups = 1 << backup;
        assertEquals(PacketScheduler.grant(regular), select(FakeRequest.write()));
        assertEquals(PacketScheduler.WAIT, select(FakeRequest.duplicate(backup, 1 << regular)));
    }

    @Test
    void reinjectionGoesToAllOthers() {
        view.add(10, 10);
        view.add(10, 10);
        view.add(10, 10);
        assertEquals(PacketScheduler.grant(0b110, 0), select(FakeRequest.reinject(0b001)));
    }

    @Test
    void keepsTheContract() {
        SchedulerContract.check(new Redundant());
    }
}
