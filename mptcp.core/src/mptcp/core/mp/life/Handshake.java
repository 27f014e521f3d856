package mptcp.core.mp.life;

import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.mp.path.FallbackReason;
import mptcp.core.mp.path.MpKeys;
import mptcp.core.mp.path.MpSession;
import mptcp.core.mp.path.PathEnv;
import mptcp.core.mp.path.Subflow;
import mptcp.core.tcp.TcpEnv;
import mptcp.core.tcp.TcpUpper.Verdict;
import mptcp.core.wire.MptcpOption;
import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;
import mptcp.core.wire.WireHabits;

/** The MP_CAPABLE exchange of a connection (RFC 8684 section 3.1; RFC 6824 section 3.1), and what ends in plain TCP. */
public final class Handshake {
    private final PathEnv env;
    private final MpSession session;
    private final Fallback fallback;
    private final Counters counters;
    private final Listener listener;

    /** Hears that both ends have shown that they have the other's key: joins are possible from now on. */
    public interface Listener {
        void onFullyEstablished();
    }

    public Handshake(PathEnv env, MpSession session, Fallback fallback, Counters counters, Listener listener) {
        this.env = env;
        this.session = session;
        this.fallback = fallback;
        this.counters = counters;
        this.listener = listener;
    }

    /**
     * The version to answer a SYN with, or -1 for plain TCP.
     *
     * @param lowest the lowest that is spoken beside the highest
     */
    public static int answer(MptcpOption o, int lowest, int highest, WireHabits habits) {
        if (highest < 0 || !o.has(MptcpOption.MP_CAPABLE) || !understood(o, habits)) {
            return -1;
        }
        if (o.version() == 0) {
            return o.keys() == 1 && lowest <= 0 ? 0 : -1;
        }
        return highest >= 1 && o.keys() == 0 ? 1 : -1; // a higher version is answered with ours
    }

    /** The lowest version that a SYN is answered in where this is the highest. */
    public static int lowest(TcpEnv env, int highest) {
        int oldest = env.config().oldestMptcpVersion();
        int set = oldest >= 0 ? oldest : env.habits().answersVersion0() ? 0 : 1;
        return Math.min(highest, set);
    }

    /** Whether this end knows what the flags of an MP_CAPABLE ask for; otherwise it counts as absent (RFC 8684 section 3.1). */
    private static boolean understood(MptcpOption o, WireHabits habits) {
        int flags = o.capableFlags();
        boolean hmac = habits.strictCapable() ? (flags & MptcpOption.FLAGS_ALGORITHMS) == MptcpOption.FLAG_HMAC
                : (flags & MptcpOption.FLAG_HMAC) != 0;
        return hmac && (flags & MptcpOption.FLAG_EXTENSIBLE) == 0;
    }

    // --- the peer's SYN or SYN/ACK

    public void takeSyn(TcpHeader h) {
        MptcpOption o = h.mptcp();
        if (session.keys().version() == 0) {
            session.keys().remote(env.crypto(0), o.senderKey());
        }
        session.peerFlags(o.capableFlags());
    }

    public boolean synAck(TcpHeader h) {
        MptcpOption o = h.mptcp();
        if (session.plain()) {
            if (session.reason() == FallbackReason.SYN_RETRIES) {
                counters.count(Mib.BLACKHOLE);
                env.swallowingPaths().swallowed(session.initialFlow(), env.config().blackholeNs(), env.nowNs());
            }
            return true;
        }
        env.swallowingPaths().passed(session.initialFlow());
        if (!o.has(MptcpOption.MP_CAPABLE) || o.keys() != 1) {
            fallback.inHandshake(FallbackReason.SYNACK_WITHOUT);
        } else if (o.version() != session.keys().version()) {
            fallback.inHandshake(FallbackReason.VERSION);
        } else if (!understood(o, env.habits())) {
            fallback.inHandshake(FallbackReason.FLAGS);
        } else {
            counters.count(Mib.MPC_SYNACK_RX);
            session.keys().remote(env.crypto(session.keys().version()), o.senderKey());
            session.peerFlags(o.capableFlags());
        }
        return true;
    }

    // --- the third ACK

    public Verdict handshakeAck(TcpHeader h) {
        MptcpOption o = h.mptcp();
        if (session.plain()) {
            return Verdict.ACCEPT;
        }
        MpKeys k = session.keys();
        if (o.has(MptcpOption.MP_CAPABLE) && o.keys() == 2 && o.version() == k.version() && understood(o, env.habits())) {
            boolean echoed = o.receiverKey() == k.localKey() || env.habits().trustsEchoedKey();
            if (!echoed || k.remoteKnown() && k.remoteKey() != o.senderKey()) {
                return Verdict.RESET;
            }
            if (!k.remoteKnown()) {
                k.remote(env.crypto(k.version()), o.senderKey());
            }
            counters.count(Mib.MPC_ACK_RX);
            if (env.habits().strictCapable()) {
                session.thirdFlags(o.capableFlags(), o.capableChecksum() >= 0);
            }
            session.confirm();
            return Verdict.ACCEPT;
        }
        // Data without a mapping is that of a SYN, which was not taken: Linux sends it so, and the keys do not come any more.
        boolean unmapped = h.payloadLength() > 0 && !o.dss(MptcpOption.DSS_MAP);
        boolean waits = k.remoteKnown() || !unmapped && !env.habits().strictCapable();
        if (o.has(MptcpOption.DSS) && waits) {
            // Version 0 has the peer's key from the SYN; version 1 must wait for the keys, which come again with the
            // first data.
            return k.remoteKnown() ? Verdict.ACCEPT : Verdict.DROP;
        }
        fallback.inHandshake(FallbackReason.ACK_WITHOUT);
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
        if (o.has(MptcpOption.DSS)) {
            session.dssSeen();
        } else if (dataWithKeys && understood(o, env.habits())) {
            session.mapped();
            session.confirm(); // the peer has both keys; whether our DSS passes shows when it acknowledges one
        }
        if (session.peerSentDss() || session.initiator() && o.any()) {
            session.prove();
            fullyEstablished();
            return true;
        }
        boolean carries = h.payloadLength() > 0 || h.has(TcpFlags.FIN);
        boolean carriesData = carries && !session.mappingSeen(); // else its mapping may come yet
        boolean acknowledgesData = s.tcb.una() > s.synPayload().firstMapped();
        if (!o.any() && (carriesData || acknowledgesData)) {
            fallback.stripped(s, FallbackReason.OPTIONS_STRIPPED, s.tcb.received(), nowNs);
            return false;
        }
        if (session.confirmed()) {
            fullyEstablished();
        }
        return true;
    }

    private void fullyEstablished() {
        if (session.fullyEstablish()) {
            listener.onFullyEstablished();
        }
    }
}
