package mptcp.rexmit.opportunistic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.rexmit.Verdict;
import mptcp.policy.testing.FakeSubflows;
import org.junit.jupiter.api.Test;

class OpportunisticTest {
    private final FakeSubflows view = new FakeSubflows();
    private final int fast = view.add(10, 20);
    private final int slow = view.add(10, 150);
    private final Opportunistic policy = new Opportunistic();

    private Verdict blockedBy(int sf) {
        return policy.onWindowBlocked(sf, view, 0);
    }

    @Test
    void aFasterSubflowWithRoomSendsItAgain() {
        assertEquals(Verdict.REINJECT_AND_PENALISE, blockedBy(slow));
        view.full(fast);
        assertEquals(Verdict.KEEP, blockedBy(slow), "it has no room");
    }

    @Test
    void aSlowerSubflowWouldNotHelp() {
        assertEquals(Verdict.KEEP, blockedBy(fast));
    }

    @Test
    void aSubflowThatDoesNotDeliverWouldNotHelp() {
        view.timeouts[fast] = 1;
        assertEquals(Verdict.KEEP, blockedBy(slow));
        view.timeouts[fast] = 0;
        view.inRecovery[fast] = true;
        assertEquals(Verdict.KEEP, blockedBy(slow));
        view.inRecovery[fast] = false;
        view.stale = 1 << fast;
        assertEquals(Verdict.KEEP, blockedBy(slow));
        view.stale = 0;
        view.usable = 1 << slow;
        assertEquals(Verdict.KEEP, blockedBy(slow));
    }

    @Test
    void dataLeavesAtTheFirstTimeout() {
        assertEquals(Verdict.REINJECT, policy.onSubflowTimeout(slow, 1, view, 0));
        assertEquals(200_000_000, policy.dataTimeoutNs(0, view), "the longest round trip and four deviations, and 50 ms");
        assertEquals(400_000_000, policy.dataTimeoutNs(1, view), "doubled from the ordinary timer");
    }
}
