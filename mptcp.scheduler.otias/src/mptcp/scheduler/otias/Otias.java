package mptcp.scheduler.otias;

import mptcp.api.policy.PolicyStatistics;
import mptcp.api.policy.Subflows;
import mptcp.policy.support.EarliestArrival;

/**
 * Out-of-order transmission for in-order arrival: Yang, Wang, Amer, "Out-of-Order Transmission for In-Order Arrival
 * Scheduling for Multipath TCP", IEEE AINA workshops 2014. A segment goes where it arrives first, at
 * (RTT_to_wait + 0.5) * sRTT, where RTT_to_wait = (not_yet_sent - can_be_sent) / cwnd, and 0 if it can be sent at once:
 * of what a subflow was given and did not send, the segment included, as much as the window admits now does not wait.
 */
public final class Otias extends EarliestArrival {
    private static final double HALF = 0.5;

    /** @param aheadBytes how much may wait in a subflow's queue, 0 to {@link EarliestArrival#MOST_AHEAD} */
    public Otias(int aheadBytes, PolicyStatistics statistics) {
        super(aheadBytes, statistics);
    }

    @Override
    protected long arrivalNs(int sf, long bytes, Subflows subflows) {
        long waiting = subflows.queuedBytes(sf) + bytes - canBeSent(sf, subflows);
        double srtt = subflows.srttNs(sf);
        if (waiting <= 0) {
            return (long) (HALF * srtt);
        }
        if (srtt == 0) {
            return Long.MAX_VALUE; // there is a sample soon, and until then nobody waits for it
        }
        return (long) (((double) waiting / subflows.cwnd(sf) + HALF) * srtt);
    }

    @Override
    protected long bytesWithin(int sf, long ns, Subflows subflows) {
        double srtt = subflows.srttNs(sf);
        double rounds = srtt == 0 ? 0 : Math.max(0, ns / srtt - HALF);
        double bytes = canBeSent(sf, subflows) - subflows.queuedBytes(sf) + rounds * subflows.cwnd(sf);
        return Math.max(0, (long) bytes);
    }

    private static long canBeSent(int sf, Subflows subflows) {
        return Math.max(0, subflows.cwnd(sf) - subflows.inFlightBytes(sf));
    }
}
