package mptcp.core.tcp;

import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;

/** What the options of the two SYNs make of a connection. Stateless. */
final class Negotiation {
    private static final int LEAST_MSS = 64;
    private static final int MAX_SHIFT = 14;
    private static final int USUAL_SHIFT = 8;

    private Negotiation() {}

    /** The shift count to offer for a receive buffer that may become so large. */
    static int scaleFor(int buffer) {
        int shift = 0;
        while (shift < MAX_SHIFT && (long) Tcb.MAX_WINDOW_FIELD << shift < buffer) {
            shift++;
        }
        return Math.max(shift, USUAL_SHIFT);
    }

    /** Takes the peer's SYN or SYN/ACK: what it does not offer is off. */
    static void take(Tcb t, TcpHeader syn, long nowNs) {
        t.irs = syn.seq();
        t.rcvNxt = 1;
        if (syn.mss() > 0) {
            t.peerMss = Math.max(LEAST_MSS, syn.mss());
        }
        t.sackOk &= syn.sackPermitted();
        t.scaling &= syn.windowScale() >= 0;
        t.sndScale = t.scaling ? syn.windowScale() : 0;
        t.tsOk &= syn.timestamps();
        if (t.tsOk) {
            t.tsRecent = syn.tsValue();
            t.tsRecentAtNs = nowNs;
        }
        int both = TcpFlags.ECE | TcpFlags.CWR;
        t.ecnOk &= (syn.flags() & both) == (syn.has(TcpFlags.ACK) ? TcpFlags.ECE : both); // RFC 3168 section 6.1.1
        if (syn.userTimeoutNs() > 0) {
            t.userTimeout.received(syn.userTimeoutNs());
        }
        t.sndWnd = syn.window(); // never scaled in a SYN (RFC 7323 section 2.2)
        t.maxSndWnd = Math.max(t.maxSndWnd, t.sndWnd);
        t.windowSeq = 0;
        t.windowAck = syn.has(TcpFlags.ACK) ? 1 : 0;
        t.rtt.resetBackoff();
    }
}
