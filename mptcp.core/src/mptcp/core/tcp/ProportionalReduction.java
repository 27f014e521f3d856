package mptcp.core.tcp;

/**
 * Proportional rate reduction with the slow-start bound (RFC 6937 section 3): how much of what is delivered in recovery may be
 * answered by sending. Bytes. Loop thread only.
 */
final class ProportionalReduction {
    private final Tcb t;
    /** prr_delivered. */
    private long delivered;
    /** prr_out. */
    private long out;
    /** RecoverFS: what was outstanding when recovery began. */
    private long recoverFs = 1;

    ProportionalReduction(Tcb t) {
        this.t = t;
    }

    /** Recovery begins. */
    void begin() {
        recoverFs = Math.max(1, t.env.habits().reducesInSegments() ? t.window.bytes() : t.snd.outstanding());
        delivered = 0;
        out = 0;
    }

    /** Bytes left the host in recovery. */
    void sent(int bytes) {
        out += bytes;
    }

    /**
     * What the window is to be after an acknowledgement in recovery, or while it comes down for marks.
     *
     * @param now what it delivered
     * @param advanced whether it advanced SND.UNA
     * @param repairs whether something is lost, so that a partial acknowledgement has a retransmission follow
     * @param newlyLost whether more is held to be lost since
     */
    long window(long pipe, long now, boolean advanced, boolean repairs, boolean newlyLost) {
        int mss = t.segmentPayload();
        delivered += now;
        long send;
        if (pipe > t.window.ssthresh()) {
            send = (delivered * t.window.ssthresh() + recoverFs - 1) / recoverFs;
            send = (t.env.habits().reducesInSegments() ? (send + mss - 1) / mss * mss : send) - out;
        } else {
            long limit = Math.max(delivered - out, now);
            if (advanced && !newlyLost) {
                limit += mss;
            }
            send = Math.min(t.window.ssthresh() - pipe, limit);
        }
        if (out == 0 || advanced && repairs && !t.options.sack()) {
            send = Math.max(send, mss); // the fast retransmission itself, or that of a partial acknowledgement
        }
        return pipe + Math.max(0, send);
    }
}
