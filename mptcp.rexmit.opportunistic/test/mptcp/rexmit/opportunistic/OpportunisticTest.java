package mptcp.rexmit.opportunistic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.rexmit.Verdict;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.RetransmitContract;
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

    /** 4 * RTT_F < RTT_S, or four segments. */
    @Test
    void itIsSentAgainOnlyIfThatIsMuchSooner() {
        view.srttNs[slow] = 4 * view.srttNs[fast];
        assertEquals(Verdict.PENALISE, blockedBy(slow));
        view.srttNs[slow]++;
        assertEquals(Verdict.REINJECT, blockedBy(slow), "and penalised it is already");
        view.srttNs[slow]--;
        view.cwnd[slow] = 5_000;
        assertEquals(Verdict.KEEP, blockedBy(slow));
        view.cwnd[slow] = 4_000;
        assertEquals(Verdict.REINJECT, blockedBy(slow));
    }

    @Test
    void notTwiceOnTheSameSubflow() {
        view.headOfLine = 1 << slow | 1 << fast;
        assertEquals(Verdict.PENALISE, blockedBy(slow));
        assertEquals(Verdict.KEEP, blockedBy(slow));
        int third = view.add(10, 30);
        view.full(fast);
        assertEquals(Verdict.REINJECT, blockedBy(slow), "a third one does not carry it");
        view.headOfLine |= 1 << third;
        assertEquals(Verdict.KEEP, blockedBy(slow));
    }

    @Test
    void penalisedOncePerRoundTripOfTheFastOne() {
        assertEquals(Verdict.REINJECT_AND_PENALISE, policy.onWindowBlocked(slow, view, 0));
        assertEquals(Verdict.REINJECT, policy.onWindowBlocked(slow, view, 19_999_999));
        assertEquals(Verdict.REINJECT_AND_PENALISE, policy.onWindowBlocked(slow, view, 20_000_000));
    }

    @Test
    void aSubflowThatRecoversFromLossIsNotPenalised() {
        view.inRecovery[slow] = true;
        assertEquals(Verdict.REINJECT, blockedBy(slow));
    }

    @Test
    void aSlowerSubflowWouldNotHelp() {
        assertEquals(Verdict.KEEP, blockedBy(fast));
        view.cwnd[fast] = 4_000;
        assertEquals(Verdict.REINJECT, blockedBy(fast), "but where the window is that small it may");
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
        assertEquals(200_000_000, policy.dataTimeoutNs(0, view, 0), "the longest round trip and four deviations, and 50 ms");
        assertEquals(400_000_000, policy.dataTimeoutNs(1, view, 0), "doubled from the ordinary timer");
    }

    @Test
    void keepsTheContract() {
        RetransmitContract.check(new OpportunisticFactory());
    }
}
