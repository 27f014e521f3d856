package mptcp.core.tcp;

/**
 * How much may be sent again after a timeout: what the window admits, and twice what is delivered since, as in slow start (RFC 5681
 * section 3.1), where no segment counts for less than a quarter of a whole one. Bytes alone would admit hundreds of small segments in the
 * place of one, and queues on the way count packets: each time the first was lost again (Linux counts its window in packets altogether).
 * Loop thread only.
 */
final class RepeatCredit {
    private static final int SMALLEST = 4;

    private final Tcb t;
    private long left;

    RepeatCredit(Tcb t) {
        this.t = t;
    }

    /** The window is that after it. */
    void timeout() {
        left = t.window.bytes();
    }

    /** So many bytes of one record, in order. */
    void acknowledged(long bytes) {
        left += 2 * counted(bytes);
    }

    /** So many bytes out of order. */
    void delivered(long bytes) {
        left += bytes > 0 ? 2 * counted(bytes) : 0;
    }

    void sentAgain(long bytes) {
        left -= counted(bytes);
    }

    /** Nothing more is to be sent again before something is delivered, or the next timeout. */
    boolean spent() {
        return left <= 0;
    }

    private long counted(long bytes) {
        return Math.max(bytes, t.segmentPayload() / SMALLEST);
    }
}
