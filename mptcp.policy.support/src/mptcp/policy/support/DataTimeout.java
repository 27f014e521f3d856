package mptcp.policy.support;

import mptcp.api.policy.Subflows;

/**
 * The timer of the data level that RFC 8684 section 3.3.6 asks for, against data that a subflow acknowledged and the
 * connection never does: the longest retransmission timeout of the usable subflows (RFC 6298, with Linux's lower bound
 * of 200 ms), doubled each time, at most a minute. Stateless; loop thread.
 */
public final class DataTimeout {
    private static final long MS = 1_000_000;
    private static final long SHORTEST_NS = 200 * MS;
    private static final long SLACK_NS = 50 * MS;
    private static final long NO_SAMPLE_NS = 1_000 * MS;
    private static final long LONGEST_NS = 60_000 * MS;
    private static final int MAX_DOUBLINGS = 16;

    private DataTimeout() {}

    /** @param consecutive how often it ran out in a row, from 0 */
    public static long ns(int consecutive, Subflows subflows) {
        long longest = 0;
        int live = subflows.usable() & ~subflows.stale();
        for (int rest = live != 0 ? live : subflows.usable(); rest != 0; rest &= rest - 1) {
            longest = Math.max(longest, subflowNs(Integer.numberOfTrailingZeros(rest), subflows));
        }
        long first = longest == 0 ? NO_SAMPLE_NS : Math.min(longest, LONGEST_NS);
        return Math.min(LONGEST_NS, first << Math.min(consecutive, MAX_DOUBLINGS));
    }

    /** Little more than the longest round trip: for policies that would rather send twice than wait for a timeout. */
    public static long soonNs(Subflows subflows) {
        long longest = 0;
        for (int rest = subflows.usable(); rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            longest = Math.max(longest, subflows.srttNs(sf) + 4 * subflows.rttvarNs(sf));
        }
        return Math.min(LONGEST_NS, longest + SLACK_NS);
    }

    private static long subflowNs(int sf, Subflows subflows) {
        long srtt = subflows.srttNs(sf);
        return srtt == 0 ? NO_SAMPLE_NS : Math.max(SHORTEST_NS, srtt + 4 * subflows.rttvarNs(sf));
    }
}
