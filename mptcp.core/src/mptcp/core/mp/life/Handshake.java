package mptcp.core.mp.life;

import mptcp.core.mib.Mib;
import mptcp.core.mp.Mpcb;
import mptcp.core.mp.path.MpKeys;
import mptcp.core.mp.path.Subflow;
import mptcp.core.tcp.TcpUpper.Verdict;
import mptcp.core.wire.MptcpOption;
import mptcp.core.wire.TcpHeader;

/** The MP_CAPABLE exchange of a connection (RFC 8684 section 3.1; RFC 6824 section 3.1), and what ends in plain TCP. */
public final class Handshake {
    private final Mpcb m;
    private final boolean initiator;
    private boolean proven;
    private boolean peerSentDss;
    private boolean confirmed;
    private boolean noJoinToInitial;

    public Handshake(Mpcb m, boolean initiator) {
        this.m = m;
        this.initiator = initiator;
    }

    /** The version to answer a SYN with, or -1 for plain TCP. */
    public static int answer(MptcpOption o, int highest) {
        if (highest < 0 || !o.has(MptcpOption.MP_CAPABLE) || (o.capableFlags() & MptcpOption.FLAG_EXTENSIBLE) != 0
                || (o.capableFlags() & MptcpOption.FLAG_HMAC) == 0) {
            return -1;
        }
        if (o.version() == 0) {
            return o.keys() == 1 ? 0 : -1;
        }
        return highest >= 1 && o.keys() == 0 ? 1 : -1; // a higher version is answered with ours
    }

    /** The flags that this end sends. */
    public int flags() {
        return flags(m.keys().version(), m.checksums(), m.env().config().acceptJoins());
    }

    public static int flags(int version, boolean checksums, boolean acceptJoins) {
        int flags = MptcpOption.FLAG_HMAC | (checksums ? MptcpOption.FLAG_CHECKSUM : 0);
        return flags | (version == 1 && !acceptJoins ? MptcpOption.FLAG_NO_JOIN : 0);
    }

    /** Whether the initiator has to repeat its keys, since nothing shows that the peer has them. */
    public boolean capableDue() {
        return initiator && !confirmed;
    }

    /** An MPTCP signal came over the wire after the handshake: options pass in the peer's direction. */
    public boolean proven() {
        return proven;
    }

    public boolean peerSentDss() {
        return peerSentDss;
    }

    /** The peer takes no joins to the address and port of the first subflow (the C flag). */
    public boolean noJoinToInitial() {
        return noJoinToInitial;
    }

    // --- the peer's SYN or SYN/ACK

    public void takeSyn(TcpHeader h) {
        MptcpOption o = h.mptcp();
        if (m.keys().version() == 0) {
            m.keys().remote(m.env().crypto(0), o.senderKey());
        }
        takeFlags(o);
    }

    private void takeFlags(MptcpOption o) {
        if ((o.capableFlags() & MptcpOption.FLAG_CHECKSUM) != 0) {
            m.requireChecksums();
        }
        noJoinToInitial = m.keys().version() == 1 && (o.capableFlags() & MptcpOption.FLAG_NO_JOIN) != 0;
    }

    public boolean synAck(TcpHeader h) {
        MptcpOption o = h.mptcp();
        if (m.fallback()) {
            if (m.fallbackTo().reason() == FallbackReason.SYN_RETRIES && !o.has(MptcpOption.MP_CAPABLE)) {
                m.counters().count(Mib.BLACKHOLE);
                m.env().swallowingPaths().swallowed(m.initialFlow(), m.env().config().blackholeNs(), m.env().nowNs());
            }
            return true;
        }
        m.env().swallowingPaths().passed(m.initialFlow());
        if (!o.has(MptcpOption.MP_CAPABLE) || o.keys() != 1) {
            m.fallbackTo().inHandshake(FallbackReason.SYNACK_WITHOUT);
        } else if (o.version() != m.keys().version()) {
            m.fallbackTo().inHandshake(FallbackReason.VERSION);
        } else if ((o.capableFlags() & MptcpOption.FLAG_EXTENSIBLE) != 0
                || (o.capableFlags() & MptcpOption.FLAG_HMAC) == 0) {
            m.fallbackTo().inHandshake(FallbackReason.FLAGS);
        } else {
            m.counters().count(Mib.MPC_SYNACK_RX);
            m.keys().remote(m.env().crypto(m.keys().version()), o.senderKey());
            takeFlags(o);
        }
        return true;
    }

    // --- the third ACK

    public Verdict handshakeAck(TcpHeader h) {
        MptcpOption o = h.mptcp();
        if (m.fallback()) {
            return Verdict.ACCEPT;
        }
        MpKeys k = m.keys();
        if (o.has(MptcpOption.MP_CAPABLE) && o.keys() == 2) {
            boolean echoed = o.receiverKey() == k.localKey();
            if (!echoed || k.remoteKnown() && k.remoteKey() != o.senderKey()) {
                return Verdict.RESET;
            }
            if (!k.remoteKnown()) {
                k.remote(m.env().crypto(k.version()), o.senderKey());
            }
            m.counters().count(Mib.MPC_ACK_RX);
            confirmed = true;
            return Verdict.ACCEPT;
        }
        if (o.has(MptcpOption.DSS)) {
            // Version 0 has the peer's key from the SYN; version 1 must wait for the keys, which come again with the
            // first data.
            return k.remoteKnown() ? Verdict.ACCEPT : Verdict.DROP;
        }
        m.fallbackTo().inHandshake(FallbackReason.ACK_WITHOUT);
        return Verdict.ACCEPT;
    }

    // --- what follows on the first subflow

    /**
     * Looks for a sign that MPTCP options pass in the peer's direction.
     *
     * @return false if there is none: the connection fell back, or the subflow ended
     */
    public boolean prove(Subflow s, TcpHeader h, long nowNs) {
        MptcpOption o = h.mptcp();
        boolean dataWithKeys = o.has(MptcpOption.MP_CAPABLE) && o.capableDataLength() >= 0;
        if (o.has(MptcpOption.DSS) || dataWithKeys) {
            peerSentDss = true;
        }
        if (peerSentDss || initiator && o.any()) {
            proven = true;
            confirmed = true;
            m.fullyEstablished();
            return true;
        }
        boolean carriesData = h.payloadLength() > 0;
        boolean acknowledgesData = s.tcb.una() > 1;
        if (!o.any() && (carriesData || acknowledgesData)) {
            m.fallbackTo().stripped(s, FallbackReason.OPTIONS_STRIPPED, s.tcb.received(), nowNs);
            return false;
        }
        if (confirmed) {
            m.fullyEstablished();
        }
        return true;
    }
}
