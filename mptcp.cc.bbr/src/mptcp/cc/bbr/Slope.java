package mptcp.cc.bbr;

/**
 * How fast the bound of what is in flight in the long term grows while bandwidth is probed for (section 5.3.3.6,
 * BBRRaiseInflightLongtermSlope): by a segment in the first round, then by two, four, ...; spread over the round.
 */
final class Slope {
    private static final int MOST = 30;

    private int rounds;
    /** So many bytes acknowledged add a byte. */
    private double count = Bounds.NONE;
    private double acked;

    /** A probe is to begin. */
    void begin() {
        rounds = 0;
        acked = 0;
    }

    /** The bound does not grow. */
    void stop() {
        count = Bounds.NONE;
    }

    /** A round of the probe begins. */
    void raise(int mss, long cwnd) {
        double growth = (double) mss * (1L << rounds);
        rounds = Math.min(rounds + 1, MOST);
        count = Math.max(1, cwnd / growth);
    }

    /** By how many bytes these acknowledged ones raise it. */
    double growth(long ackedBytes) {
        acked += ackedBytes;
        if (acked < count) {
            return 0;
        }
        double more = Math.floor(acked / count);
        acked -= more * count;
        return more;
    }
}
