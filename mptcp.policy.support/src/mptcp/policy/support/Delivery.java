package mptcp.policy.support;

import mptcp.api.policy.Subflows;

/**
 * When bytes would arrive on a subflow, by what its path delivers: what is in flight and queued is acknowledged at the
 * delivery rate, and the bytes behind it, though no sooner than after the smallest round trip. That knows of a queue at the
 * bottleneck which the window admits, as {@link Arrival} does not, and is taken until there is a rate. A rate of a
 * subflow that had less to send than it might have is a lower bound, so the greatest of these counts. Loop thread; allocates
 * nothing after construction.
 */
public final class Delivery {
    private static final double NS_PER_SECOND = 1e9;

    /** Bytes per second; 0: not known. */
    private final long[] rate = new long[Subflows.MAX];

    /** Takes note of the rates of these subflows; to be called whenever the policy is. */
    public void look(int mask, Subflows subflows) {
        for (int rest = mask; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            long sample = subflows.deliveryRate(sf);
            rate[sf] = subflows.deliveryRateAppLimited(sf) ? Math.max(rate[sf], sample) : sample;
        }
    }

    /** The slot is of another subflow from now on. */
    public void forget(int sf) {
        rate[sf] = 0;
    }

    /**
     * After how many nanoseconds the last of so many bytes would arrive, behind what is queued on the subflow.
     *
     * @return half a round trip at least; {@link Long#MAX_VALUE} if they have to wait and nothing is known of the path yet
     */
    public long arrivalNs(int sf, long bytes, Subflows subflows) {
        if (rate[sf] == 0) {
            return Arrival.ns(sf, bytes, subflows);
        }
        double ahead = (double) subflows.inFlightBytes(sf) + subflows.queuedBytes(sf) + bytes;
        double roundTrip = subflows.minRttNs(sf);
        return (long) (Math.max(roundTrip, ahead / rate[sf] * NS_PER_SECOND) - roundTrip / 2);
    }

    /** Bytes per second: the delivery rate, or a window each round trip until that is known; 0: nothing is known. */
    public double bytesPerSecond(int sf, Subflows subflows) {
        long srtt = subflows.srttNs(sf);
        return rate[sf] > 0 ? rate[sf] : srtt == 0 ? 0 : subflows.cwnd(sf) * NS_PER_SECOND / srtt;
    }
}
