package mptcp.cc.bbr;

import java.util.Arrays;

/** How much more than the bandwidth accounts for arrives at once (section 5.5.9): bytes that the window has to allow for. */
final class Aggregation {
    private static final int ROUNDS = 10;

    private long startNs;
    private double delivered;
    /** The largest surplus of each of the last rounds. */
    private final double[] surplus = new double[ROUNDS];

    void reset(long nowNs) {
        startNs = nowNs;
        delivered = 0;
        Arrays.fill(surplus, 0);
    }

    /** The pipe was empty: what arrives is counted from now. */
    void restart(long nowNs) {
        startNs = nowNs;
        delivered = 0;
    }

    void update(long round, boolean roundStart, long bytes, double bandwidth, long cwnd, long nowNs) {
        int at = (int) (round % ROUNDS);
        if (roundStart) {
            surplus[at] = 0;
        }
        double expected = bandwidth * (nowNs - startNs) / 1e9;
        if (delivered <= expected) {
            restart(nowNs);
            expected = 0;
        }
        delivered += bytes;
        surplus[at] = Math.max(surplus[at], Math.min(delivered - expected, cwnd));
    }

    /** @param rounds over how many rounds */
    double most(long round, int rounds) {
        double most = 0;
        for (int i = 0; i < Math.min(rounds, ROUNDS); i++) {
            most = Math.max(most, surplus[(int) ((round + ROUNDS - i) % ROUNDS)]);
        }
        return most;
    }
}
