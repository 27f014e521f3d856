package mptcp.rexmit.threshold;

import mptcp.api.policy.Subflows;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.Verdict;

/**
 * The data-level retransmission of the FreeBSD-MPTCP v0.4 report (CAIA technical report 140822A, section III-G, figure
 * 13): when the count of a subflow's timeouts meets a threshold, TCP_MAXRXTSHIFT / 4 = 3, all of its maps that are not
 * acknowledged at the data level are queued for others. The subflow goes on retransmitting; the core ends it after
 * TCP_MAXRXTSHIFT = 12.
 *
 * <p>The report has no timer of the data level. RFC 8684 section 3.3.6 asks for one, for data that a subflow acknowledged
 * and the connection never did: it is the longest retransmission timeout of the usable subflows (RFC 6298, with Linux's
 * bound of 200 ms), doubled each time.
 */
public final class Threshold implements RetransmitPolicy {
    /** TCP_MAXRXTSHIFT / 4. */
    public static final int DEFAULT = 3;

    private static final long MS = 1_000_000;
    private static final long SHORTEST_NS = 200 * MS;
    private static final long NO_SAMPLE_NS = 1_000 * MS;
    private static final long LONGEST_NS = 60_000 * MS;
    private static final int MAX_DOUBLINGS = 16;

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

    @Override
    public long dataTimeoutNs(int consecutive, Subflows subflows) {
        long longest = 0;
        int live = subflows.usable() & ~subflows.stale();
        for (int rest = live != 0 ? live : subflows.usable(); rest != 0; rest &= rest - 1) {
            longest = Math.max(longest, timeoutNs(Integer.numberOfTrailingZeros(rest), subflows));
        }
        long first = longest == 0 ? NO_SAMPLE_NS : longest;
        return Math.min(LONGEST_NS, Math.min(first, LONGEST_NS) << Math.min(consecutive, MAX_DOUBLINGS));
    }

    private static long timeoutNs(int sf, Subflows subflows) {
        long srtt = subflows.srttNs(sf);
        return srtt == 0 ? NO_SAMPLE_NS : Math.max(SHORTEST_NS, srtt + 4 * subflows.rttvarNs(sf));
    }
}
