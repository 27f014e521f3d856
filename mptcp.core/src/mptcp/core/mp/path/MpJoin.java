package mptcp.core.mp.path;

import mptcp.core.wire.MptcpCrypto;
import mptcp.core.wire.MptcpOption;

/** The authentication of one joined subflow (RFC 8684 section 3.2, figure 8). */
public final class MpJoin {
    private final MpKeys keys;
    private final MptcpCrypto crypto;
    private final boolean active;
    private final int ownNonce;
    private int peerNonce;
    private boolean acked;
    private byte[] ownHmac;

    public MpJoin(MpKeys keys, MptcpCrypto crypto, boolean active, int ownNonce) {
        this.keys = keys;
        this.crypto = crypto;
        this.active = active;
        this.ownNonce = ownNonce;
    }

    public int ownNonce() {
        return ownNonce;
    }

    public void peerNonce(int nonce) {
        peerNonce = nonce;
    }

    /** What this end sends: all bits; the SYN/ACK carries the first 64, the ACK the first 160. */
    public byte[] ownHmac() {
        if (ownHmac == null) {
            ownHmac = crypto.joinHmac(keys.localKey(), keys.remoteKey(), ownNonce, peerNonce);
        }
        return ownHmac;
    }

    public boolean verify(MptcpOption o) {
        byte[] expected = crypto.joinHmac(keys.remoteKey(), keys.localKey(), peerNonce, ownNonce);
        return MptcpCrypto.sameStart(expected, o.hmacHi(), o.hmacMid(), o.hmacLo(), active ? 8 : 20);
    }

    /** The opener's third ACK was seen by the peer, or the acceptor has verified it. */
    public boolean acked() {
        return acked;
    }

    public void setAcked() {
        acked = true;
    }
}
