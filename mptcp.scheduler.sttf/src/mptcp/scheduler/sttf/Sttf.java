package mptcp.scheduler.sttf;

import mptcp.api.policy.PolicyStatistics;
import mptcp.api.policy.Subflows;
import mptcp.policy.support.EarliestArrival;

/**
 * Shortest transfer time first: Hurtig, Grinnemo, Brunstrom, Ferlin, Alay, Kuhn, "Low-Latency Scheduling in MPTCP",
 * IEEE/ACM Transactions on Networking 27(1), 2019. A segment goes where it arrives first. What the window admits now arrives
 * after half a round trip; what it does not waits for round trips, in each of which the window that has grown meanwhile is
 * sent: twice as large below the slow-start threshold, by a segment above it.
 */
public final class Sttf extends EarliestArrival {
    /** So many round trips are looked at one by one; a queue that takes longer counts with the window that it then has. */
    private static final int ROUNDS = 64;

    /** @param aheadBytes how much may wait in a subflow's queue, 0 to {@link EarliestArrival#MOST_AHEAD} */
    public Sttf(int aheadBytes, PolicyStatistics statistics) {
        super(aheadBytes, statistics);
    }

    @Override
    protected long arrivalNs(int sf, long bytes, Subflows subflows) {
        long srtt = subflows.srttNs(sf);
        long left = subflows.queuedBytes(sf) + bytes - free(sf, subflows);
        if (left <= 0) {
            return srtt / 2;
        }
        if (srtt == 0) {
            return Long.MAX_VALUE; // there is a sample soon, and until then nobody waits for it
        }
        long window = subflows.cwnd(sf);
        for (int round = 1; round <= ROUNDS; round++) {
            window = grown(sf, window, subflows);
            left -= window;
            if (left <= 0) {
                return round * srtt + srtt / 2;
            }
        }
        return (ROUNDS + 1 + left / window) * srtt + srtt / 2;
    }

    @Override
    protected long bytesWithin(int sf, long ns, Subflows subflows) {
        long srtt = subflows.srttNs(sf);
        long sent = free(sf, subflows) - subflows.queuedBytes(sf);
        if (srtt > 0 && ns >= srtt / 2) {
            long window = subflows.cwnd(sf);
            long rounds = Math.min(ROUNDS, (ns - srtt / 2) / srtt);
            for (long round = 1; round <= rounds; round++) {
                window = grown(sf, window, subflows);
                sent += window;
            }
        }
        return Math.max(0, sent);
    }

    private static long free(int sf, Subflows subflows) {
        return Math.max(0, subflows.cwnd(sf) - subflows.inFlightBytes(sf));
    }

    /** The window a round trip later. */
    private static long grown(int sf, long window, Subflows subflows) {
        long threshold = subflows.ssthresh(sf);
        long more = window + subflows.mss(sf);
        return window < threshold ? Math.max(more, Math.min(2 * window, threshold)) : more;
    }
}
