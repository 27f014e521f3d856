package mptcp.core.tcp;

/**
 * The congestion window of a subflow and what belongs to it, in bytes. Congestion control says what they are to be; whatever
 * it says, both are a segment at least, and no more than can be reckoned with.
 */
final class CongestionWindow {
    /** More than any window and rate that there is, and small enough to be reckoned with. */
    private static final long MOST = 1L << 40;
    private static final long MOST_PACING = 1L << 50;

    private final Tcb t;
    /** As it was set. Invariant: never 0 once it is, and {@link #MOST} at the most, so that sums of windows are no overflow. */
    private long cwnd;
    private long ssthresh = Long.MAX_VALUE;
    /** Bytes per second, one segment at least: a rate that stops a subflow is none; 0: not paced. */
    private long pacingRate;
    private boolean limited;
    /** What was outstanding at the most in the present round while the window was not what limited it. */
    private long mostOut;
    private long roundEnd;

    CongestionWindow(Tcb t) {
        this.t = t;
    }

    /** A segment at least, as large as it is now: one that has grown since the window was set, as in a fallback, would never leave. */
    long bytes() {
        return Math.max(cwnd, t.segmentPayload());
    }

    void bytes(long wanted) {
        cwnd = Math.clamp(wanted, t.segmentPayload(), MOST);
    }

    /**
     * RFC 6928 section 2: ten segments, at most 14,600 bytes or two segments of a larger size; one if the SYN or SYN/ACK
     * was lost more than once.
     */
    void initial(int synLosses) {
        int mss = t.segmentPayload();
        bytes(synLosses > 1 ? mss : Math.max(2L * mss, Math.min(10L * mss, 14_600)));
    }

    long ssthresh() {
        return ssthresh;
    }

    void ssthresh(long wanted) {
        ssthresh = Math.max(t.segmentPayload(), wanted);
    }

    long pacingRate() {
        return pacingRate;
    }

    void pacingRate(long bytesPerSecond) {
        pacingRate = bytesPerSecond <= 0 ? 0 : Math.clamp(bytesPerSecond, t.segmentPayload(), MOST_PACING);
    }

    /** Whether it is used so far that it may grow: it kept data from being sent; or, by habit, half of it did in slow start. */
    boolean limited() {
        return limited || t.env.habits().growsFromHalfWindow() && cwnd < ssthresh && cwnd < 2 * mostOut;
    }

    void limited(boolean by) {
        if (!t.env.habits().growsFromHalfWindow()) {
            limited = by;
            return;
        }
        // What limits it in a round is remembered until the round is over, as Linux has it.
        long out = t.snd.outstanding();
        if (t.snd.una() >= roundEnd || by || !limited && out > mostOut) {
            limited = by;
            mostOut = out;
            roundEnd = t.snd.nxt();
        }
    }

    /** After an idle time (RFC 5681 section 4.1); by habit as far as it was long. */
    void restart(long idleNs) {
        long restart = Math.min(cwnd, 10L * t.segmentPayload());
        if (restart == cwnd) {
            return;
        }
        ssthresh = Math.max(ssthresh, cwnd / 4 * 3);
        if (t.env.habits().halvesWhenIdle()) {
            for (long left = idleNs - t.rtt.rtoNs(); left > 0 && cwnd > restart; left -= t.rtt.rtoNs()) {
                cwnd /= 2;
            }
            cwnd = Math.max(cwnd, restart);
        } else {
            cwnd = restart;
        }
    }

    /** The reduction was for nothing. */
    void undo(long priorCwnd, long priorSsthresh) {
        cwnd = Math.max(cwnd, priorCwnd);
        ssthresh = Math.max(ssthresh, priorSsthresh);
    }
}
