package mptcp.core.tcp;

/** Round-trip time and retransmission timeout (RFC 6298), with the windowed minimum that RACK needs (RFC 8985). */
public final class RttEstimator {
    /** How long a minimum counts before a newer one replaces it. */
    private static final long MIN_WINDOW_NS = 300_000_000_000L;
    private static final long GRANULARITY_NS = 1_000_000;
    private static final long AFTER_SYN_LOSS_NS = 3_000_000_000L;
    private static final long LEAST_BEFORE_SLOP_NS = 30_000_000L;

    private final long minRtoNs;
    private final long maxRtoNs;
    private final long slopNs;
    private long srttNs;
    private long rttvarNs;
    private long minRttNs;
    private long minAtNs;
    /** Without the slop, and without the back-off. */
    private long rtoNs;
    private int backoff;

    public RttEstimator(long initialRtoNs, long minRtoNs, long maxRtoNs) {
        this(initialRtoNs, minRtoNs, maxRtoNs, 0);
    }

    /** @param slopNs what is added to every timeout but the first, instead of a least variance (FreeBSD's {@code rexmit_slop}) */
    public RttEstimator(long initialRtoNs, long minRtoNs, long maxRtoNs, long slopNs) {
        this.slopNs = slopNs;
        this.rtoNs = initialRtoNs;
        this.minRtoNs = minRtoNs;
        this.maxRtoNs = maxRtoNs;
    }

    /** Takes the only sample of a round trip of a segment that was sent once (Karn), RFC 6298 section 2. */
    public void sample(long rttNs, long nowNs) {
        sample(rttNs, 1, nowNs);
    }

    /**
     * Takes a sample of a segment that was sent once (Karn), RFC 6298 section 2. Where a round trip brings many samples, each
     * weighs as much less, so that both estimates remember as many round trips as they do with one (RFC 7323 appendix G).
     *
     * @param expected how many samples a round trip brings, at least 1
     */
    public void sample(long rttNs, long expected, long nowNs) {
        long r = Math.max(1, rttNs);
        if (minRttNs == 0 || r <= minRttNs || nowNs - minAtNs > MIN_WINDOW_NS) {
            minRttNs = r;
            minAtNs = nowNs;
        }
        if (srttNs == 0) {
            srttNs = r;
            rttvarNs = r / 2;
        } else {
            rttvarNs += (Math.abs(srttNs - r) - rttvarNs) / (4 * expected);
            srttNs += (r - srttNs) / (8 * expected);
        }
        backoff = 0;
        if (slopNs > 0) {
            rtoNs = Math.max(LEAST_BEFORE_SLOP_NS, srttNs + 4 * rttvarNs);
            return;
        }
        // The variance term is bounded below by the minimum, as Linux has it: a steady path would otherwise time out on
        // the first delayed acknowledgement.
        rtoNs = Math.min(maxRtoNs, Math.max(minRtoNs, srttNs + Math.max(Math.max(GRANULARITY_NS, 4 * rttvarNs),
                Math.min(minRtoNs, 200 * GRANULARITY_NS))));
    }

    /** The SYN was lost: data starts from 3 s (RFC 6298 section 5.7). */
    public void afterSynLoss() {
        if (srttNs == 0) {
            rtoNs = Math.max(rtoNs, AFTER_SYN_LOSS_NS);
        }
        backoff = 0;
    }

    /** The timer ran out (RFC 6298 section 5.5). */
    public void backOff() {
        backoff++;
    }

    /** New data was acknowledged: the back-off ends though there was no sample. */
    public void resetBackoff() {
        backoff = 0;
    }

    /** The timeout now, back-off included. */
    public long rtoNs() {
        long slop = backoff > 0 || srttNs > 0 ? slopNs : 0;
        long backedOff = backoff >= 32 || rtoNs << backoff >> backoff != rtoNs ? maxRtoNs : rtoNs << backoff;
        return Math.min(maxRtoNs, Math.max(slopNs > 0 ? minRtoNs : 0, backedOff + slop));
    }

    public int backoff() {
        return backoff;
    }

    public long srttNs() {
        return srttNs;
    }

    public long rttvarNs() {
        return rttvarNs;
    }

    public long minRttNs() {
        return minRttNs;
    }
}
