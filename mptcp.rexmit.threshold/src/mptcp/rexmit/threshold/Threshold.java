package mptcp.rexmit.threshold;

import mptcp.api.policy.Subflows;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.Verdict;
import mptcp.policy.support.DataTimeout;

/**
 * The data-level retransmission of the FreeBSD-MPTCP v0.4 report (CAIA technical report 140822A, section III-G, figure
 * 13): when the count of a subflow's timeouts meets a threshold, TCP_MAXRXTSHIFT / 4 = 3, all of its maps that are not
 * acknowledged at the data level are queued for others. The subflow goes on retransmitting; the core ends it after
 * TCP_MAXRXTSHIFT = 12.
 *
 * <p>The report has no timer of the data level; it is {@link DataTimeout}.
 */
public final class Threshold implements RetransmitPolicy {
    /** TCP_MAXRXTSHIFT / 4. */
    public static final int DEFAULT = 3;

    private final int threshold;

    /** @param threshold how many timeouts in a row, at least 1 */
    public Threshold(int threshold) {
        if (threshold < 1) {
            throw new IllegalArgumentException("the threshold must be at least 1, not " + threshold);
        }
        this.threshold = threshold;
    }

    @Override
    public Verdict onSubflowTimeout(int sf, int consecutive, Subflows subflows, long nowNs) {
        return consecutive >= threshold ? Verdict.REINJECT : Verdict.KEEP;
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
