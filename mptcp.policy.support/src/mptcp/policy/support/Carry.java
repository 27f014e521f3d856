package mptcp.policy.support;

import java.util.Arrays;

/**
 * Windows are whole bytes, while increments are fractions of a byte on large windows. What is left of each increment is
 * kept per subflow, always from 0 to less than 1, so nothing is lost however small the steps, and rounding errors do
 * not add up. Loop thread; allocates only for a slot higher than those before.
 */
public final class Carry {
    private static final int FIRST = 2;

    /** By slot, as far as there were subflows. */
    private double[] rest = new double[FIRST];

    /** The whole bytes of this amount and of what was left before; below zero for a negative amount. */
    public long whole(int sf, double bytes) {
        if (sf >= rest.length) {
            rest = Arrays.copyOf(rest, Math.max(sf + 1, 2 * rest.length));
        }
        double sum = rest[sf] + bytes;
        double whole = Math.floor(sum);
        rest[sf] = sum - whole;
        return (long) whole;
    }

    /** Forgets what is left, for the next subflow in this slot. */
    public void clear(int sf) {
        if (sf < rest.length) {
            rest[sf] = 0;
        }
    }
}
