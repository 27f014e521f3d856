package mptcp.io.sim;

/**
 * A link layer that repeats what did not arrive, as Wi-Fi does: each attempt takes the packet's time on the link again,
 * after a random backoff whose window doubles (IEEE 802.11 distributed coordination). Loss becomes a varying rate, and
 * what is lost in spite of all attempts is little, and comes after a long time.
 *
 * @param failure probability of an attempt
 * @param most attempts after the first; then the packet is lost
 */
public record Retries(double failure, int most) {
    /** Every first attempt arrives. */
    public static final Retries NONE = new Retries(0, 0);
    static final int MOST = 32;
    private static final long SLOT_NS = 9_000;
    private static final int LEAST_WINDOW = 16;
    private static final int GREATEST_DOUBLING = 6;

    public Retries {
        LinkSpec.probability("wifi: failure of an attempt", failure);
        if (most < 0 || most >= MOST) {
            throw new IllegalArgumentException("wifi: attempts must be 0 to " + (MOST - 1) + ", not " + most);
        }
    }

    /** @param unit evenly from 0 to 1 */
    long backoffNs(int attempt, double unit) {
        return SLOT_NS * (long) (unit * (LEAST_WINDOW << Math.min(attempt + 1, GREATEST_DOUBLING)));
    }
}
