package mptcp.policy.support;

import mptcp.api.policy.Subflows;

/**
 * Windows are whole bytes, while increments are fractions of a byte on large windows. What is left of each increment is
 * kept per subflow, always from 0 to less than 1, so nothing is lost however small the steps, and rounding errors do
 * not add up. Loop thread; allocates nothing after construction.
 */
public final class Carry {
    private final double[] rest = new double[Subflows.MAX];

    /** The whole bytes of this amount and of what was left before; below zero for a negative amount. */
    public long whole(int sf, double bytes) {
        double sum = rest[sf] + bytes;
        double whole = Math.floor(sum);
        rest[sf] = sum - whole;
        return (long) whole;
    }

    /** Forgets what is left, for the next subflow in this slot. */
    public void clear(int sf) {
        rest[sf] = 0;
    }
}
