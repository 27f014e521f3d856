package mptcp.rexmit.opportunistic;

import mptcp.api.policy.LossState;
import mptcp.api.policy.Subflows;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.Verdict;
import mptcp.policy.support.DataTimeout;

/**
 * Opportunistic retransmission and penalisation: Raiciu et al., "How Hard Can It Be? Designing and Implementing a Deployable
 * Multipath TCP", NSDI 2012, mechanisms 1 and 2, with the conditions of the authors' implementation. The receiver's window is
 * full, or the own send buffer, a slow subflow S holds the segment that it waits for, and another one, F, has room:
 *
 * <ul>
 * <li>F sends that segment again, if it does not carry it yet and it is there much sooner, 4 * RTT_F &lt; RTT_S, or the window
 *     of S is four segments at most.
 * <li>S loses half of its window, if RTT_F &lt; RTT_S and S does not recover from loss; once per round trip of F.
 * </ul>
 *
 * <p>Data leaves a subflow at its first timeout, as a sender with small windows cannot wait for three.
 */
public final class Opportunistic implements RetransmitPolicy {
    private static final int MUCH_FASTER = 4;
    private static final int FEW_SEGMENTS = 4;
    private static final int NOBODY = -1;

    private boolean penalised;
    private long penalisedNs;

    @Override
    public Verdict onSubflowTimeout(int sf, int consecutive, Subflows subflows, long nowNs) {
        return Verdict.REINJECT;
    }

    /** What holds up the stream gets nothing new until it delivers again. */
    @Override
    public Verdict onDataTimeout(int consecutive, Subflows subflows, long nowNs) {
        return Verdict.REINJECT_AND_STALE;
    }

    @Override
    public Verdict onWindowBlocked(int sf, Subflows subflows, long nowNs) {
        int fast = helper(sf, subflows);
        if (fast == NOBODY) {
            return Verdict.KEEP;
        }
        boolean again = (subflows.headOfLine() & 1 << fast) == 0 && isWorthIt(fast, sf, subflows);
        boolean slower = subflows.srttNs(fast) < subflows.srttNs(sf) && subflows.lossState(sf) == LossState.OPEN;
        if (!slower || penalised && nowNs - penalisedNs < subflows.srttNs(fast)) {
            return again ? Verdict.REINJECT : Verdict.KEEP;
        }
        penalised = true;
        penalisedNs = nowNs;
        return again ? Verdict.REINJECT_AND_PENALISE : Verdict.PENALISE;
    }

    @Override
    public long dataTimeoutNs(int consecutive, Subflows subflows, long nowNs) {
        return consecutive == 0 ? DataTimeout.soonNs(subflows) : DataTimeout.ns(consecutive, subflows);
    }

    /** The fastest that delivers and has room. */
    private static int helper(int blocking, Subflows subflows) {
        int best = NOBODY;
        for (int rest = subflows.usable() & ~subflows.stale() & ~(1 << blocking); rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            boolean able = subflows.timeouts(sf) == 0 && !subflows.inRecovery(sf) && subflows.roomBytes(sf) > 0;
            if (able && (best == NOBODY || subflows.srttNs(sf) < subflows.srttNs(best))) {
                best = sf;
            }
        }
        return best;
    }

    private static boolean isWorthIt(int fast, int slow, Subflows subflows) {
        return subflows.cwnd(slow) <= (long) FEW_SEGMENTS * subflows.mss(slow)
                || MUCH_FASTER * subflows.srttNs(fast) < subflows.srttNs(slow);
    }
}
