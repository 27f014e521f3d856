package mptcp.core.tcp;

import mptcp.core.wire.TcpHeader;

/**
 * FIN-WAIT-2 of a connection of plain TCP whose application is gone. RFC 9293 has no end to it; systems wait a minute, or as long as
 * the application said (TCP_LINGER2), and tell the peer nothing then. Loop thread only.
 */
final class FinWait {
    private final Tcb t;

    FinWait(Tcb t) {
        this.t = t;
    }

    /** Whether such a connection is in this state: it has nothing but numbers and a timer left. */
    boolean alone() {
        return t.state() == TcpState.FIN_WAIT_2 && t.upper.deserted();
    }

    /** The application went. */
    void deserted(long nowNs) {
        if (alone() && t.upper.socket().finWaitNs() < 0) {
            t.abort(CloseReason.ABORTED, nowNs);
        } else {
            arm(nowNs);
        }
    }

    /** Our FIN was acknowledged by this segment. @return false if that was the end of it */
    boolean entered(TcpHeader h, long nowNs) {
        if (alone() && t.upper.socket().finWaitNs() < 0) {
            ResetReply.send(t.env, t.flow, h, nowNs);
            t.closed(CloseReason.ABORTED, nowNs);
            return false;
        }
        arm(nowNs);
        return true;
    }

    private void arm(long nowNs) {
        long wait = t.upper.socket().finWaitNs();
        if (wait > 0 && alone()) {
            t.timers.set(TcpTimers.TIME_WAIT, nowNs + wait);
        }
    }
}
