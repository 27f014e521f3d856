package mptcp.core.tcp;

/**
 * How segments are sent again by Linux's habits: small ones in a row are one, and of bursts: what left in one goes again in one, as far as the window
 * admits, and the last of several has it; one that goes alone has what it had. Loop thread only.
 */
final class RepeatedBurst {
    private final Tcb t;
    /** How many of one burst went in this pass, the last of them up to here. */
    private int run;
    private long end;
    private boolean pushes;

    RepeatedBurst(Tcb t) {
        this.t = t;
    }

    /** What goes now follows nothing. */
    void begin() {
        run = 0;
    }

    /** The record is about to be sent again. @param room what the window admits */
    void next(int i, long room) {
        SentQueue q = t.sent;
        if (t.env.habits().collapses()) {
            collapse(i, room);
        }
        run = run > 0 && q.start(i) == end ? run + 1 : 1;
        end = q.end(i);
        boolean last = q.is(i, SentQueue.BURST_END) || i + 1 >= q.count() || !q.is(i + 1, SentQueue.LOST) || q.is(i + 1, SentQueue.RESENT)
                || room - q.length(i) < Math.min(q.length(i + 1), t.segmentPayload());
        pushes = q.is(i, SentQueue.PUSHED) || last && run > 1;
        if (last) {
            run = 0;
        }
    }

    private void collapse(int i, long room) {
        SentQueue q = t.sent;
        long most = Math.min(t.sizes.next(), room);
        while (i + 1 < q.count() && !q.is(i, SentQueue.SYN | SentQueue.FIN) && waits(i + 1) && q.length(i) + q.length(i + 1) <= most
                && contiguous(i, q.length(i) + q.length(i + 1) - (q.is(i + 1, SentQueue.FIN) ? 1 : 0))) {
            q.merge(i);
        }
    }

    private boolean waits(int i) {
        return t.sent.is(i, SentQueue.LOST) && !t.sent.is(i, SentQueue.RESENT);
    }

    private boolean contiguous(int i, int bytes) {
        return t.payload.contiguous(t.sent.start(i), bytes) == bytes;
    }

    /** The record is about to be sent again, by itself. */
    void alone(int i) {
        pushes = t.sent.is(i, SentQueue.PUSHED);
    }

    /** Only its beginning goes now: its end is what was pushed. */
    void cut() {
        pushes = false;
    }

    /** Whether the segment that goes now has PSH. */
    boolean pushes() {
        return pushes;
    }
}
