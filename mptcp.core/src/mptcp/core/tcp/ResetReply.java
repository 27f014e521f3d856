package mptcp.core.tcp;

import mptcp.core.mib.Mib;
import mptcp.core.wire.Flow;
import mptcp.core.wire.OutSegment;
import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;

/** The reset that answers a segment which belongs to no connection (RFC 9293 section 3.5.2, groups 1 and 2). */
public final class ResetReply {
    /** "No reason to tell": the reset carries no MP_TCPRST. */
    public static final int NO_REASON = -1;

    private ResetReply() {}

    public static void send(TcpEnv env, Flow flow, TcpHeader h, long nowNs) {
        send(env, flow, h, NO_REASON, false, nowNs);
    }

    /**
     * @param reason for MP_TCPRST (RFC 8684 section 3.6), or {@link #NO_REASON}
     * @param mayPass whether the reason may pass: the T flag
     */
    public static void send(TcpEnv env, Flow flow, TcpHeader h, int reason, boolean mayPass, long nowNs) {
        if (h.has(TcpFlags.RST)) {
            return;
        }
        OutSegment s = env.segment();
        if (h.has(TcpFlags.ACK)) {
            s.begin(TcpFlags.RST, h.ack(), 0);
        } else {
            s.begin(TcpFlags.RST | TcpFlags.ACK, 0, h.seq() + h.sequenceLength());
        }
        if (reason != NO_REASON) {
            s.mptcp().reset(s, reason, mayPass);
        }
        if (StatelessReply.send(env, flow, s)) {
            env.counters().count(Mib.TCP_OUT_RSTS);
        }
    }
}
