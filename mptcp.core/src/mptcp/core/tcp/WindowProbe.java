package mptcp.core.tcp;

import mptcp.core.mib.Mib;

/**
 * The probing of a closed window (RFC 9293 section 3.8.6.1): an old position, which the peer has to acknowledge. As long as
 * it does, the connection lives, however long the window stays closed; whether that is too long is for the application to
 * say (RFC 6429). A peer that answers nothing is gone, as one that acknowledges no data is. Loop thread only.
 */
final class WindowProbe {
    private final Tcb t;
    private int unanswered;
    private long sentNs;
    /** When the first left since the window closed, or by habit since the peer answered one last; 0: none has. */
    private long sinceNs;

    WindowProbe(Tcb t) {
        this.t = t;
    }

    /** The peer has closed its window and is there: what is outstanding is not lost, it has no place. */
    boolean windowClosed(long nowNs) {
        return t.snd.window() == 0 && nowNs - t.rcv.heardNs() <= t.env.config().maxRtoNs();
    }

    /** How many in a row the peer has not answered, as far as was seen when the last was sent. */
    int unanswered() {
        return t.rcv.heardNs() >= sentNs ? 0 : unanswered;
    }

    /** There is room again. */
    void reopened() {
        sinceNs = 0;
    }

    /** Sends one, or gives the connection up. */
    void send(long nowNs) {
        boolean answered = unanswered == 0 || t.rcv.heardNs() >= sentNs;
        if (answered) {
            unanswered = 0;
        }
        if (sinceNs == 0 || answered && !t.env.habits().timesOutProbing()) {
            sinceNs = nowNs;
        }
        long userTimeout = t.userTimeout.ns();
        boolean over = userTimeout > 0 ? nowNs - sinceNs >= userTimeout : unanswered >= t.env.config().retries();
        if (over) {
            t.timers.giveUp(nowNs);
            return;
        }
        unanswered++;
        sentNs = nowNs;
        t.upper.counters().count(Mib.TCP_WINDOW_PROBES);
        t.output.probe(nowNs);
    }
}
