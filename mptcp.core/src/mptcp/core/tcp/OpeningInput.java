package mptcp.core.tcp;

import mptcp.core.mib.Mib;
import mptcp.core.wire.Seq;
import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;

/**
 * A passive opening as FreeBSD's cache of SYNs has it: all it knows is the SYN that came and the SYN/ACK that went. What acknowledges
 * wrongly is answered with a reset, and the peer is forgotten over it; but not, as in FreeBSD, at the word of who knows neither of
 * the two numbers. Loop thread only.
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
        if (!h.has(TcpFlags.ACK) || !h.has(TcpFlags.SYN) && isLate(h)) {
            return true;
        }
        boolean acknowledges = Seq.unwrap(t.snd.una(), t.snd.iss(), h.ack()) == t.snd.nxt();
        boolean within = position > 0 && position <= WINDOW;
        if (!h.has(TcpFlags.SYN) && acknowledges && within) {
            return false;
        }
        ResetReply.send(t.env, t.flow, h, nowNs);
        if (acknowledges || within || position == 0 && h.has(TcpFlags.SYN)) {
            t.upper.counters().count(Mib.TCP_ATTEMPT_FAILS);
            t.closed(CloseReason.RESET_BY_PEER, nowNs);
        }
        return true;
    }

    /** The same where both ends opened at once, and there is a connection. */
    boolean crossed(TcpHeader h, long position, long nowNs) {
        if (h.has(TcpFlags.RST)) {
            return false;
        }
        long ack = Seq.unwrap(t.snd.una(), t.snd.iss(), h.ack());
        if (h.has(TcpFlags.ACK) && (ack <= 0 || ack > t.snd.nxt()) || position < 0) {
            ResetReply.send(t.env, t.flow, h, nowNs);
            return true;
        }
        if (position > t.rcv.nxt() + t.upper.acceptableWindow()) {
            t.output.syn(true, nowNs);
            return true;
        }
        return position > 0 && h.has(TcpFlags.SYN) && !h.has(TcpFlags.ACK); // which is passed over
    }

    /** Without the timestamp that was agreed upon, or with an old one. */
    private boolean isLate(TcpHeader h) {
        boolean bare = !h.timestamps() && !t.env.habits().takesBareSegments();
        return t.options.timestamps() && (bare || h.timestamps() && Seq.before(h.tsValue(), t.rcv.tsRecent()));
    }
}
