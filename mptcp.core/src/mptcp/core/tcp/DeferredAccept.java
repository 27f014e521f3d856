package mptcp.core.tcp;

import mptcp.core.mib.Mib;
import mptcp.core.wire.TcpHeader;

/**
 * A passive opening that waits for data before it counts as established (TCP_DEFER_ACCEPT). An acknowledgement alone is passed over,
 * and noted: the SYN/ACK need not be repeated. When so many of its timeouts have gone by as the wait takes, it is sent once more,
 * and whatever acknowledges that will do. Loop thread only.
 */
final class DeferredAccept {
    private final Tcb t;
    private final int timeouts;
    private boolean acknowledged;

    DeferredAccept(Tcb t) {
        this.t = t;
        this.timeouts = t.active ? 0 : timeouts(t.upper.socket().deferAcceptNs());
    }

    /** How many timeouts take that long at least. */
    private int timeouts(long wait) {
        int n = 0;
        long at = t.env.config().initialRtoNs();
        for (long gone = 0; gone < wait; n++) {
            gone += at;
            at = Math.min(2 * at, t.env.config().maxRtoNs());
        }
        return n;
    }

    /** An acceptable acknowledgement came in SYN-RECEIVED. @return whether it is passed over */
    boolean passesOver(TcpHeader h) {
        if (h.sequenceLength() > 0 || t.recovery.timeouts() >= timeouts) {
            return false;
        }
        acknowledged = true;
        t.env.counters().count(Mib.TCP_DEFER_ACCEPT_DROP);
        return true;
    }

    /** Whether the SYN/ACK is not repeated at its n-th timeout. */
    boolean quietAt(int n) {
        return acknowledged && n < timeouts;
    }

    /** How many timeouts the opening lives for, which are as many at least as are usual. */
    int lasts(int usual) {
        return acknowledged ? Math.max(usual, timeouts) : usual;
    }
}
