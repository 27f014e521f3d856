package mptcp.core.mp.life;

import mptcp.core.mib.Mib;
import mptcp.core.mp.Mpcb;
import mptcp.core.mp.path.MpKeys;
import mptcp.core.mp.path.Subflow;
import mptcp.core.tcp.TcpState;
import mptcp.core.wire.MptcpOption;
import mptcp.core.wire.TcpHeader;

/** How a connection begins: whether it is to be Multipath TCP, with which key of ours, and its first subflow. */
public final class Opening {
    private static final int KEY_TRIES = 4;

    private final Mpcb m;
    private MpKeys keys;

    public Opening(Mpcb m) {
        this.m = m;
    }

    /** Null in a connection that was plain TCP from the start. */
    public MpKeys keys() {
        return keys;
    }

    /** Makes the first subflow and sends the SYN. */
    public void connect(int version, long nowNs) {
        Fallback fallback = m.fallbackTo();
        if (version < 0) {
            fallback.fromTheStart(FallbackReason.NOT_REQUESTED);
        } else if (m.env().swallowingPaths().avoid(m.initialFlow(), nowNs)) {
            fallback.fromTheStart(FallbackReason.BLACKHOLE);
        } else {
            keys = makeKeys(version);
        }
        Subflow s = m.subflows().first(m.initialFlow(), true, nowNs);
        if (fallback.isPlain()) {
            fallback.plain(s, 1);
        }
        s.tcb.connect(nowNs);
    }

    /** Takes a SYN that a listener admits. {@code key}: what a cookie told the peer of it as our key; 0: none */
    public void accept(TcpHeader syn, int highestVersion, long key, long nowNs) {
        m.close().become(TcpState.SYN_RECEIVED);
        int version = Handshake.answer(syn.mptcp(), highestVersion);
        if (syn.mptcp().has(MptcpOption.MP_CAPABLE)) {
            m.counters().count(Mib.MPC_SYN_RX);
        }
        if (version >= 0) {
            keys = key != 0 ? takeKey(version, key) : makeKeys(version);
        } else {
            m.fallbackTo().fromTheStart(FallbackReason.PEER_SENT_NONE);
        }
        Subflow s = m.subflows().first(m.initialFlow(), false, nowNs);
        if (keys != null) {
            m.handshake().takeSyn(syn);
        } else {
            m.fallbackTo().plain(s, 1);
        }
        s.tcb.accept(syn, nowNs);
    }

    /** A key whose token nobody uses (RFC 8684 section 3.1). */
    private MpKeys makeKeys(int version) {
        for (int tries = 0; tries < KEY_TRIES; tries++) {
            MpKeys made = registered(version, m.env().config().entropy().nextKey());
            if (made != null) {
                return made;
            }
        }
        m.fallbackTo().fromTheStart(FallbackReason.TOKEN);
        return null;
    }

    /** The peer knows the key already: if its token is taken, the connection can only be plain. */
    private MpKeys takeKey(int version, long key) {
        MpKeys made = registered(version, key);
        if (made == null) {
            m.fallbackTo().fromTheStart(FallbackReason.TOKEN);
        }
        return made;
    }

    private MpKeys registered(int version, long key) {
        MpKeys made = new MpKeys(m.env().crypto(version), key);
        return made.localToken() != 0 && m.env().registerToken(made.localToken(), m) ? made : null;
    }
}
