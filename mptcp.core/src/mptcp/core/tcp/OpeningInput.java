package mptcp.core.tcp;

import mptcp.core.mib.Mib;
import mptcp.core.wire.Seq;
import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;

/**
 * A passive opening as FreeBSD's cache of SYNs has it: all it knows is the SYN that came and the SYN/ACK that went. Loop thread only.
 */
final class OpeningInput {
    private static final long WINDOW = Tcb.MAX_WINDOW_FIELD;

    private final Tcb t;

    OpeningInput(Tcb t) {
        this.t = t;
    }

    /** @return whether the segment is dealt with; else it goes the way of all */
    boolean answered(TcpHeader h, long position, long nowNs) {
        if (h.has(TcpFlags.RST) || t.fastOpen.opens()) {
            return false;
        }
        if (h.has(TcpFlags.SYN) && !h.has(TcpFlags.ACK)) {
            if (!h.has(TcpFlags.ECE) || !h.has(TcpFlags.CWR)) {
                t.options.withoutEcn(); // it is offered no more
            }
            t.output.syn(true, nowNs); // wherever it stands
            return true;
        }
        if (h.has(TcpFlags.SYN)) {
            ResetReply.send(t.env, t.flow, h, nowNs);
            long ack = Seq.unwrap(t.snd.una(), t.snd.iss(), h.ack());
            if (ack <= 0 || ack > t.snd.nxt()) {
                return true; // whoever sent it has not seen our SYN/ACK; FreeBSD forgets the peer over it all the same
            }
            t.upper.counters().count(Mib.TCP_ATTEMPT_FAILS);
            t.closed(CloseReason.RESET_BY_PEER, nowNs);
            return true;
        }
        if (h.has(TcpFlags.ACK) && (position <= 0 || position > WINDOW)) {
            ResetReply.send(t.env, t.flow, h, nowNs);
            return true;
        }
        return false;
    }
}
