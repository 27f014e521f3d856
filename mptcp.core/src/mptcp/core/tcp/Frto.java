package mptcp.core.tcp;

/**
 * F-RTO with SACK (RFC 5682 section 3): after a timeout, acknowledgements tell whether it was spurious, without timestamps. What was never
 * sent again and arrives now was not lost; to see that, the second round of sending is of new data. A habit of Linux, not of
 * FreeBSD. Loop thread only.
 */
final class Frto {
    /** Step 2b: so many new segments. */
    private static final int NEW_SEGMENTS = 2;

    private enum State {
        OFF,
        /** The first segment was sent again: the first acknowledgement after that is waited for. */
        RESENT,
        /** New data was sent: what comes next decides. */
        PROBING
    }

    private final Tcb t;
    private State state = State.OFF;
    /** SND.NXT at the timeout. */
    private long high;
    private boolean original;

    Frto(Tcb t) {
        this.t = t;
    }

    /** A timeout, the first in a row, of what was not in recovery. */
    void begin() {
        state = t.options.sack() && t.env.habits().frto() && t.env.config().frto() ? State.RESENT : State.OFF;
        high = t.snd.nxt();
        original = false;
    }

    void forget() {
        state = State.OFF;
    }

    /** The record was delivered, as an acknowledgement tells for the first time. */
    void delivered(int i) {
        original |= state != State.OFF && !t.sent.is(i, SentQueue.EVER_RESENT) && t.sent.end(i) <= high;
    }

    /** Whether what is held to be lost waits for the decision. */
    boolean holds() {
        return state == State.PROBING;
    }

    /**
     * Takes an acknowledgement that tells of something new.
     *
     * @return whether the timeout was spurious; else, unless it {@link #holds}, what was lost is sent again as ever
     */
    boolean acknowledged(boolean advanced, long nowNs) {
        if (state == State.OFF) {
            return false;
        }
        boolean first = state == State.RESENT;
        state = State.OFF;
        if (original) {
            return true;
        }
        if (first && advanced && t.snd.una() < high && sendNew(nowNs)) {
            state = State.PROBING;
        }
        return false;
    }

    /** @return false if there was nothing that may be sent */
    private boolean sendNew(long nowNs) {
        int sent = 0;
        while (sent < NEW_SEGMENTS && t.output.sendOneNew(nowNs)) {
            sent++;
        }
        return sent > 0;
    }
}
