package mptcp.policy.support;

import mptcp.api.policy.Subflows;

/**
 * When bytes would arrive on a subflow, by its window as it is: (RTT_to_wait + 0.5) * sRTT, where RTT_to_wait = (not_yet_sent
 * - can_be_sent) / cwnd, and 0 if they can be sent at once (Yang, Wang, Amer, AINA workshops 2014). Stateless; loop thread,
 * allocates nothing.
 */
public final class Arrival {
    private static final double HALF = 0.5;

    private Arrival() {}

    /**
     * After how many nanoseconds the last of so many bytes would arrive, behind what is queued on the subflow.
     *
     * @return half a round trip at least; {@link Long#MAX_VALUE} if they have to wait and there is no sample yet
     */
    public static long ns(int sf, long bytes, Subflows subflows) {
        long waiting = subflows.queuedBytes(sf) + bytes - canBeSent(sf, subflows);
        double srtt = subflows.srttNs(sf);
        if (waiting <= 0) {
            return (long) (HALF * srtt);
        }
        return srtt == 0 ? Long.MAX_VALUE : (long) (((double) waiting / subflows.cwnd(sf) + HALF) * srtt);
    }

    /** How many bytes would arrive within this time, behind what is queued on the subflow. */
    public static long bytes(int sf, long ns, Subflows subflows) {
        double srtt = subflows.srttNs(sf);
        double rounds = srtt == 0 ? 0 : Math.max(0, ns / srtt - HALF);
        double bytes = canBeSent(sf, subflows) - subflows.queuedBytes(sf) + rounds * subflows.cwnd(sf);
        return Math.max(0, (long) bytes);
    }

    private static long canBeSent(int sf, Subflows subflows) {
        return Math.max(0, subflows.cwnd(sf) - subflows.inFlightBytes(sf));
    }
}
