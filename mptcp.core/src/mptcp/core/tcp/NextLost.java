package mptcp.core.tcp;

/** Finds what is held to be lost and was not sent again, from the lowest on, without a walk over what is known to be none. Loop thread only. */
final class NextLost {
    private final Tcb t;
    /** Invariant: no record below this position waits to be sent again. */
    private long from;

    NextLost(Tcb t) {
        this.t = t;
    }

    /** The record at this position is held to be lost. */
    void at(long position) {
        from = Math.min(from, position);
    }

    /** All that is outstanding may be. */
    void anywhere() {
        from = t.snd.una();
    }

    /** The index of the next one, or -1. */
    int find() {
        SentQueue q = t.sent;
        for (int i = q.find(Math.max(from, t.snd.una())); i < q.count(); i++) {
            if (q.is(i, SentQueue.LOST) && !q.is(i, SentQueue.RESENT)) {
                from = q.start(i);
                return i;
            }
        }
        from = t.snd.nxt();
        return -1;
    }
}
