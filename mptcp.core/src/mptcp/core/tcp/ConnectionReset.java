package mptcp.core.tcp;

import mptcp.core.mib.Mib;
import mptcp.core.wire.OutSegment;
import mptcp.core.wire.Seq;
import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;

/** Resets that a connection sends (RFC 9293 section 3.10.7); those of a host that knows none are {@link ResetReply}'s. Loop thread only. */
final class ConnectionReset {
    private ConnectionReset() {}

    /** @param refuses it says that nobody takes data any more, and no more than that */
    static void send(Tcb t, boolean refuses, long nowNs) {
        OutSegment s = t.env.segment();
        if (refuses) {
            s.begin(TcpFlags.RST, Seq.wire(t.snd.iss(), t.snd.una()), 0);
        } else {
            s.begin(TcpFlags.RST | TcpFlags.ACK, Seq.wire(t.snd.iss(), t.snd.nxt()), Seq.wire(t.rcv.irs(), t.rcv.nxt()));
        }
        if (t.options.timestamps() && !refuses) {
            s.timestamps(t.tsNow(nowNs), t.rcv.tsRecent());
        }
        if (!left(t, s, nowNs)) {
            t.env.resetLater(t.flow, s, t.headers::resetSent);
        }
    }

    /** One that knows the segment it answers and no connection, but for why. */
    static void refuse(Tcb t, TcpHeader h, long nowNs) {
        OutSegment s = t.env.segment();
        s.begin(TcpFlags.RST, h.ack(), 0);
        left(t, s, nowNs);
    }

    private static boolean left(Tcb t, OutSegment s, long nowNs) {
        t.headers.reset(s);
        if (!t.output.transmit(s, 0, 0, 0, nowNs)) {
            return false;
        }
        t.env.counters().count(Mib.TCP_OUT_RSTS);
        t.headers.resetSent();
        return true;
    }
}
