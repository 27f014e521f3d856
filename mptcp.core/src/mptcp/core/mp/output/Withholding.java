package mptcp.core.mp.output;

import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.SocketSettings;
import mptcp.core.mp.path.MpTimers;
import mptcp.core.tcp.TcpEnv;

/**
 * What keeps less than a segment back: Nagle (RFC 9293 section 3.7.4), cork, and the sender's side of silly-window avoidance
 * (section 3.8.6.2.1). Loop thread only.
 */
final class Withholding {
    private final TcpEnv env;
    private final SocketSettings settings;
    private final MpTimers timers;
    private final DataSender tx;
    private boolean override;
    private boolean push;

    Withholding(TcpEnv env, SocketSettings settings, MpTimers timers, DataSender tx) {
        this.env = env;
        this.settings = settings;
        this.timers = timers;
        this.tx = tx;
    }

    /** The next pass sends what the window admits, however little. */
    void overrideSillyWindow() {
        override = true;
    }

    /** The next pass sends what Nagle and cork keep back. */
    void push() {
        push = true;
    }

    void passEnds() {
        override = false;
        push = false;
    }

    /** Whether these bytes, of segments of so many, wait for more. {@code rtoNs}: the retransmission timeout, or 0 where there are several; {@code acked}: whether the subflows have acknowledged all */
    boolean holds(long can, int mss, long rtoNs, boolean acked, long nowNs) {
        if (can >= mss || tx.holdsRecord(can)) {
            return false;
        }
        if (can < tx.unmapped()) {
            return !override && (env.habits().fillsWindow() ? can <= 0 || !settings.config().noDelay() && tx.smallUnacked()
                    : tx.silly(mss));
        }
        if (tx.ended() || push) {
            return false;
        }
        if (!settings.corked()) {
            boolean delivered = acked && env.habits().nagleBySubflows();
            return !settings.config().noDelay() && !delivered && nagle();
        }
        long wait = env.habits().corkNs(); // Linux has an end to it (tcp(7), TCP_CORK), FreeBSD's TCP_NOPUSH none
        if (tx.unacked() > 0) {
            timers.clear(MpTimers.CORK); // what is outstanding has a timer, and its acknowledgement begins another wait
        } else if (can > 0 && wait > 0 && !timers.isSet(MpTimers.CORK)) {
            timers.set(MpTimers.CORK, nowNs + Math.max(wait, rtoNs));
        }
        return true;
    }

    /**
     * RFC 9293 section 3.7.4 waits while anything is not acknowledged, which FreeBSD does; Linux waits only for a segment
     * that was not full, so that the last bytes of a long write leave at once and still no two small ones are in flight.
     */
    private boolean nagle() {
        return env.habits().nagleForSmallOnly() ? tx.smallUnacked() : tx.unacked() > 0;
    }
}
