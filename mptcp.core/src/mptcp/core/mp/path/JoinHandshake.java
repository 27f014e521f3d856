package mptcp.core.mp.path;

import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.tcp.Tcb;
import mptcp.core.wire.MptcpCrypto;
import mptcp.core.wire.MptcpOption;
import mptcp.core.wire.OutSegment;
import mptcp.core.wire.TcpHeader;

/**
 * The handshake of one joined subflow (RFC 8684 section 3.2, figure 8): who proves the keys to whom, and when it is over.
 * Loop thread only.
 */
public final class JoinHandshake {
    private static final int MAX_ACKS = 6;
    private static final long LEAST_WAIT_NS = 10_000_000;
    private static final int SYN_ACK_LENGTH = 16;
    private static final int ACK_LENGTH = 24;

    private enum State {
        /** Our SYN is out, or the peer's was answered: nothing is proven. */
        SYN,
        /** The opener has sent its proof, and sends it again until the peer's fourth packet. */
        ACK_SENT,
        /** Both ends have proven themselves. */
        JOINED
    }

    private final MpKeys keys;
    private final MptcpCrypto crypto;
    private final boolean opener;
    private final boolean byRoundTrips;
    private final int ownNonce;
    private final Counters counters;
    private State state = State.SYN;
    private int peerNonce;
    private int acks;
    private long giveUpNs;
    private byte[] ownHmac;

    JoinHandshake(MpKeys keys, MptcpCrypto crypto, boolean opener, boolean byRoundTrips, int ownNonce,
            Counters counters) {
        this.byRoundTrips = byRoundTrips;
        this.keys = keys;
        this.crypto = crypto;
        this.opener = opener;
        this.ownNonce = ownNonce;
        this.counters = counters;
    }

    /** The random number of this end. */
    int ownNonce() {
        return ownNonce;
    }

    /** Whether both ends are authenticated. */
    boolean joined() {
        return state == State.JOINED;
    }

    /** @return false if they were before */
    boolean join() {
        boolean first = state != State.JOINED;
        state = State.JOINED;
        return first;
    }

    // --- what is sent

    void addToSyn(OutSegment out, boolean backup, int addressId, boolean synAck) {
        if (synAck) {
            out.mptcp().joinSynAck(out, backup, addressId, ownHmac(), ownNonce);
        } else {
            out.mptcp().joinSyn(out, backup, addressId, keys.remoteToken(), ownNonce);
        }
    }

    /** The opener's proof. */
    void addToAck(OutSegment out) {
        out.mptcp().joinAck(out, ownHmac());
    }

    /** All bits of what this end proves itself with; the SYN/ACK carries the first 64, the ACK the first 160. */
    private byte[] ownHmac() {
        if (ownHmac == null) {
            ownHmac = crypto.joinHmac(keys.localKey(), keys.remoteKey(), ownNonce, peerNonce);
        }
        return ownHmac;
    }

    // --- what comes

    /** The peer's SYN. */
    void syn(MptcpOption o) {
        peerNonce = o.nonce();
    }

    /** The peer's SYN/ACK, with its proof. @return what a reset is to say, or -1 if it is good */
    int synAck(TcpHeader h) {
        MptcpOption o = h.mptcp();
        if (!o.has(MptcpOption.MP_JOIN) || o.joinLength() != SYN_ACK_LENGTH) {
            counters.count(Mib.MPJ_NO_OPTION);
            return ResetReason.MPTCP_SPECIFIC;
        }
        counters.count(Mib.MPJ_SYNACK_RX);
        if (o.backup()) {
            counters.count(Mib.MPJ_SYNACK_RX_BACKUP);
        }
        peerNonce = o.nonce();
        if (!proves(o)) {
            counters.count(Mib.MPJ_SYNACK_HMAC);
            return ResetReason.MPTCP_SPECIFIC;
        }
        return -1;
    }

    /** The opener's third packet, with its proof. @return what a reset is to say, or -1 if it is good */
    int ack(TcpHeader h) {
        MptcpOption o = h.mptcp();
        if (!o.has(MptcpOption.MP_JOIN) || o.joinLength() != ACK_LENGTH) {
            counters.count(Mib.MPJ_NO_OPTION);
            return ResetReason.MPTCP_SPECIFIC;
        }
        if (!proves(o)) {
            counters.count(Mib.MPJ_ACK_HMAC);
            return ResetReason.PROHIBITED;
        }
        return -1;
    }

    private boolean proves(MptcpOption o) {
        byte[] expected = crypto.joinHmac(keys.remoteKey(), keys.localKey(), peerNonce, ownNonce);
        return MptcpCrypto.sameStart(expected, o.hmacHi(), o.hmacMid(), o.hmacLo(), opener ? 8 : 20);
    }

    // --- the opener's proof, again until the peer's fourth packet

    /** The opener's TCB is established. */
    void prove(Tcb tcb, long nowNs) {
        state = State.ACK_SENT;
        tcb.ackNow();
        giveUpNs = nowNs + (tcb.rtt().rtoNs() << MAX_ACKS + 1);
        tcb.setJoinTimer(nowNs + waitNs(tcb));
    }

    /** The fourth packet has not come. @return false if it is given up */
    boolean proveAgain(Tcb tcb, long nowNs) {
        if (state != State.ACK_SENT) {
            return true;
        }
        acks++;
        if (byRoundTrips ? nowNs >= giveUpNs : acks > MAX_ACKS) {
            return false;
        }
        tcb.sendAck(nowNs);
        tcb.setJoinTimer(nowNs + waitNs(tcb));
        return true;
    }

    private long waitNs(Tcb tcb) {
        return byRoundTrips ? Math.max(LEAST_WAIT_NS, 2 * tcb.rtt().srttNs()) : tcb.rtt().rtoNs() << acks;
    }
}
