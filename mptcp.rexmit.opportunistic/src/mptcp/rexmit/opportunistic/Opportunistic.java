package mptcp.rexmit.opportunistic;

import mptcp.api.policy.Subflows;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.Verdict;
import mptcp.policy.support.DataTimeout;

/**
 * Opportunistic retransmission: Raiciu et al., "How Hard Can It Be? Designing and Implementing a Deployable Multipath
 * TCP", NSDI 2012, mechanisms 1 and 2. When the receiver's window is full and the data at its edge was sent on a
 * slow subflow, a faster one with room in its congestion window sends it again, so that the window opens, and the slow one's congestion window is halved.
 *
 * <p>Data leaves a subflow at its first timeout, as a sender with small windows cannot wait for three.
 */
public final class Opportunistic implements RetransmitPolicy {
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
        for (int rest = subflows.usable() & ~subflows.stale() & ~(1 << sf); rest != 0; rest &= rest - 1) {
            if (canHelp(Integer.numberOfTrailingZeros(rest), sf, subflows)) {
                return Verdict.REINJECT_AND_PENALISE;
            }
        }
        return Verdict.KEEP;
    }

    @Override
    public long dataTimeoutNs(int consecutive, Subflows subflows) {
        return consecutive == 0 ? DataTimeout.soonNs(subflows) : DataTimeout.ns(consecutive, subflows);
    }

    /** It delivers, has room, and is faster than what it would overtake. */
    private static boolean canHelp(int helper, int blocking, Subflows subflows) {
        return subflows.timeouts(helper) == 0
                && !subflows.inRecovery(helper)
                && subflows.roomBytes(helper) > 0
                && subflows.srttNs(helper) < subflows.srttNs(blocking);
    }
}
