package mptcp.core.tcp;

import mptcp.api.socket.StackConfig;
import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;

/** What the options of the two SYNs make of a connection: what this end offers, until the peer's SYN was taken. */
final class Negotiated {
    private static final int DEFAULT_MSS_V4 = 536;
    private static final int DEFAULT_MSS_V6 = 1220;
    private static final int LEAST_MSS = 64;
    private static final int MAX_SHIFT = 14;
    private static final int USUAL_SHIFT = 8;

    private final int rcvScale;
    private int sndScale;
    private boolean scaling;
    private boolean sack;
    private boolean timestamps;
    private boolean ecn;
    /** ECN as counts (RFC 9768): offered, or agreed to. */
    private boolean accurate;
    private int peerMss;
    private final boolean none;
    private final boolean offersScaling;
    private final boolean offersSack;
    private final boolean offersTimestamps;

    /**
     * @param none whether the socket does without options altogether
     * @param fixed size of a receive buffer that is not tuned and says the scale; 0: it does not
     */
    Negotiated(StackConfig c, boolean none, boolean v4, boolean active, int receiveBufferMax, int fixed) {
        this.none = none;
        rcvScale = fixed > 0 ? Math.min(scaleFor(fixed, 0), c.windowScale() >= 0 ? c.windowScale() : MAX_SHIFT)
                : c.windowScale() >= 0 ? c.windowScale() : scaleFor(receiveBufferMax, USUAL_SHIFT);
        peerMss = v4 ? DEFAULT_MSS_V4 : DEFAULT_MSS_V6;
        sack = c.sack() && !none;
        timestamps = c.timestamps() && !none;
        ecn = active ? c.ecn() : c.ecn() || c.ecnAccept();
        accurate = active ? c.ecn() && c.accurateEcn() : c.accurateEcnAccept();
        scaling = c.windowScaling() && !none;
        offersScaling = scaling;
        offersSack = sack;
        offersTimestamps = timestamps;
    }

    /** The shift count to offer for a receive buffer that may become so large. */
    private static int scaleFor(int buffer, int least) {
        int shift = 0;
        while (shift < MAX_SHIFT && (long) Tcb.MAX_WINDOW_FIELD << shift < buffer) {
            shift++;
        }
        return Math.max(shift, least);
    }

    /** Takes the peer's SYN or SYN/ACK: what it does not offer is off. */
    void take(TcpHeader syn) {
        if (syn.mss() > 0) {
            peerMss = Math.max(LEAST_MSS, syn.mss());
        }
        sack &= syn.sackPermitted();
        scaling &= syn.windowScale() >= 0;
        sndScale = scaling ? syn.windowScale() : 0;
        timestamps &= syn.timestamps();
        if (accurate && ecn) {
            takeAccurate(syn);
        } else {
            accurate = false;
            int both = TcpFlags.ECE | TcpFlags.CWR;
            ecn &= (syn.flags() & both) == (syn.has(TcpFlags.ACK) ? TcpFlags.ECE : both); // RFC 3168 section 6.1.1
        }
    }

    /** RFC 9768 section 3.1.2, table 2, and for SYNs section 3.1.3: what is not known otherwise asks for counts. */
    private void takeAccurate(TcpHeader syn) {
        int told = syn.flags() & (TcpFlags.AE | TcpFlags.CWR | TcpFlags.ECE);
        boolean ack = syn.has(TcpFlags.ACK);
        boolean classic = ack ? (told & ~TcpFlags.AE) == TcpFlags.ECE : told == (TcpFlags.CWR | TcpFlags.ECE);
        boolean nothing = told == 0 || ack && told == (TcpFlags.AE | TcpFlags.CWR | TcpFlags.ECE);
        ecn = !nothing;
        accurate = !nothing && !classic;
    }

    /** No segment carries any option. */
    boolean none() {
        return none;
    }

    int rcvScale() {
        return rcvScale;
    }

    int sndScale() {
        return sndScale;
    }

    boolean scaling() {
        return scaling;
    }

    /** Whether a SYN says so. @param all whether also what the peer's SYN did not have */
    boolean saysScaling(boolean all) {
        return all ? offersScaling : scaling;
    }

    boolean saysSack(boolean all) {
        return all ? offersSack : sack;
    }

    boolean saysTimestamps(boolean all) {
        return all ? offersTimestamps : timestamps;
    }

    boolean sack() {
        return sack;
    }

    /** The SYN/ACK has no room for them. */
    void withoutTimestamps() {
        timestamps = false;
    }

    boolean timestamps() {
        return timestamps;
    }

    /** A repeated SYN offers it no more. */
    void withoutEcn() {
        ecn = false;
        accurate = false;
    }

    /** Whether marks are told as counts. */
    boolean accurateEcn() {
        return accurate;
    }

    boolean ecn() {
        return ecn;
    }

    int peerMss() {
        return peerMss;
    }
}
