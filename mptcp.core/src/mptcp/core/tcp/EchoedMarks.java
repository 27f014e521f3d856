package mptcp.core.tcp;

/**
 * How the window comes down for the peer's echo of congestion (RFC 3168 section 6.1.2): once in a window of data, at once, or by habit with
 * what is delivered, as in recovery (RFC 6937), until more than what was outstanding is acknowledged. Loop thread only.
 */
final class EchoedMarks {
    private final Tcb t;
    private final ProportionalReduction reduction;
    /** SND.NXT at the last reduction: an acknowledgement of no more than that tells of what left before it. */
    private long high = Long.MIN_VALUE;
    private boolean reducing;

    EchoedMarks(Tcb t, ProportionalReduction reduction) {
        this.t = t;
        this.reduction = reduction;
    }

    boolean reducing() {
        return reducing;
    }

    /** Something else says now what the window is. */
    void forget() {
        reducing = false;
    }

    /** An acknowledgement came. @return whether an echo in it counts */
    boolean count() {
        if (reducing && t.snd.una() > high) {
            reducing = false;
            t.cwnd(t.window.ssthresh());
        }
        return !reducing && t.snd.una() > high;
    }

    /** Before congestion control is told. */
    void begin() {
        high = t.snd.nxt();
        reducing = t.env.habits().reducesInSegments() && !t.upper.controlOwnsRecovery();
        reduction.begin();
    }

    /** Congestion control has said what there is to come down to. */
    void told() {
        if (!reducing && !t.upper.controlOwnsRecovery()) {
            t.cwnd(Math.min(t.window.bytes(), t.window.ssthresh()));
        }
    }
}
