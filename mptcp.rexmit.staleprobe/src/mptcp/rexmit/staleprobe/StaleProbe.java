package mptcp.rexmit.staleprobe;

import mptcp.api.policy.Subflows;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.Verdict;
import mptcp.policy.support.DataTimeout;

/**
 * What Linux does with a subflow that makes no progress (its setting stale_loss_cnt, 4 by default): after so many
 * timeouts in a row its data goes to others and it gets no new data, provided that there is another subflow which is
 * not stale. Its own retransmissions go on as probes, and the first one that is acknowledged brings it back. Backups
 * take over without waiting for the subflow to end.
 *
 * <p>Linux counts runs of its data-level timer without progress of the subflow; this counts the subflow's own timeouts,
 * which are as long. The data-level timer ({@link DataTimeout}) sends again what nobody acknowledged, as Linux's does.
 */
public final class StaleProbe implements RetransmitPolicy {
    /** Linux's stale_loss_cnt. */
    public static final int DEFAULT = 4;

    private final int count;

    /** @param count how many timeouts in a row, at least 1 */
    public StaleProbe(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("the count must be at least 1, not " + count);
        }
        this.count = count;
    }

    @Override
    public Verdict onSubflowTimeout(int sf, int consecutive, Subflows subflows, long nowNs) {
        int others = subflows.usable() & ~subflows.stale() & ~(1 << sf);
        return consecutive >= count && others != 0 ? Verdict.REINJECT_AND_STALE : Verdict.KEEP;
    }

    /** Data that a subflow still carries leaves it by the count of timeouts only. */
    @Override
    public Verdict onDataTimeout(int consecutive, Subflows subflows, long nowNs) {
        return subflows.headOfLine() == 0 ? Verdict.REINJECT : Verdict.KEEP;
    }

    @Override
    public long dataTimeoutNs(int consecutive, Subflows subflows, long nowNs) {
        return DataTimeout.ns(consecutive, subflows);
    }
}
