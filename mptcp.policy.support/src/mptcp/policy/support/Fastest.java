package mptcp.policy.support;

import mptcp.api.policy.Subflows;

/** Round-trip times compared. Stateless; loop thread, allocates nothing. */
public final class Fastest {
    /** No subflow. */
    public static final int NONE = -1;

    private Fastest() {}

    /**
     * The subflow of the mask with the smallest smoothed round-trip time, the lowest slot among equals. One without a
     * sample comes first, for only data can give it one.
     *
     * @return a slot, or {@link #NONE} if the mask is empty
     */
    public static int of(int mask, Subflows subflows) {
        int best = NONE;
        for (int rest = mask; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            if (best == NONE || subflows.srttNs(sf) < subflows.srttNs(best)) {
                best = sf;
            }
        }
        return best;
    }
}
