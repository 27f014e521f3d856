package mptcp.core.mp.life;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.function.IntPredicate;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.path.Attempts;
import mptcp.core.mp.path.ConnectionParts;
import mptcp.core.mp.path.FallbackReason;
import mptcp.core.mp.path.MpKeys;
import mptcp.core.mp.path.MpSession;
import mptcp.core.mp.path.OpeningPlan;
import mptcp.core.mp.path.PathEnv;
import mptcp.core.mp.path.Subflow;
import mptcp.core.mp.path.SubflowOpener;
import mptcp.core.mp.policy.PolicySet;
import mptcp.core.tcp.FastOpenAnswer;
import mptcp.core.tcp.TcpState;
import mptcp.core.wire.TcpHeader;

/** How a connection begins: whether it is to be Multipath TCP, with which key of ours, and its first subflow. */
public final class Opening {
    private static final int KEY_TRIES = 4;

    private final PathEnv env;
    private final MpSession session;
    private final Handshake handshake;
    private final Fallback fallback;
    private final DataClose close;
    private final SubflowOpener opener;
    private final DataSender tx;
    private final PolicySet policies;
    private final Attempts attempts;
    private final Counters counters;
    private final IntPredicate tokens;

    /** @param tokens registers a token of this connection; false if it is in use */
    public Opening(ConnectionParts parts, Handshake handshake, Fallback fallback, DataClose close, SubflowOpener opener,
            Attempts attempts, IntPredicate tokens) {
        this.env = parts.env();
        this.session = parts.session();
        this.handshake = handshake;
        this.fallback = fallback;
        this.close = close;
        this.opener = opener;
        this.attempts = attempts;
        this.policies = parts.policies();
        this.tx = parts.tx();
        this.counters = parts.counters();
        this.tokens = tokens;
    }

    /**
     * Makes the first subflow and sends the SYN; where there are several ways, as the path manager says.
     *
     * @param plan the ways, to be chosen from; null: the one that the connection was prepared for
     * @param first what may go on the SYN (RFC 7413), its position advanced by what does; null: no Fast Open
     * @param cookies whether that needs a cookie
     */
    public void connect(int version, OpeningPlan plan, ByteBuffer first, boolean cookies, long nowNs) {
        boolean several = plan != null && !settled(plan, nowNs).isPlain();
        if (version < 0) {
            fallback.fromTheStart(FallbackReason.NOT_REQUESTED);
        } else if (several ? attempts.allSwallow(plan, nowNs) : env.swallowingPaths().avoid(session.initialFlow(), nowNs)) {
            fallback.fromTheStart(FallbackReason.BLACKHOLE);
        } else {
            session.keys(makeKeys(version));
        }
        if (several) {
            attempts.begin(plan, nowNs);
            return;
        }
        Subflow s = opener.first(true, nowNs);
        if (session.plain()) {
            fallback.plain(s, 1);
        }
        if (first != null) {
            s.tcb.fastOpen().synData(takeFirst(first, s.tcb.fastOpen().request(cookies, nowNs)));
        }
        s.tcb.connect(nowNs);
    }

    private OpeningPlan settled(OpeningPlan plan, long nowNs) {
        plan.settle(policies.opening(plan, nowNs));
        return plan;
    }

    private int takeFirst(ByteBuffer first, int most) {
        int size = Math.min(first.remaining(), most);
        if (size == 0) {
            return 0;
        }
        tx.buffer.grow(size);
        ByteBuffer piece = first.slice(first.position(), size);
        int taken = tx.buffer.write(piece);
        first.position(first.position() + taken);
        return taken;
    }

    /** Takes a SYN that a listener admits. {@code key}: what a cookie told the peer of it as our key; 0: none */
    public void accept(TcpHeader syn, int highestVersion, long key, FastOpenAnswer fastOpen, MemorySegment m, long nowNs) {
        close.become(TcpState.SYN_RECEIVED);
        int version = Handshake.answer(syn.mptcp(), Handshake.lowest(env, highestVersion), highestVersion, env.habits());
        if (version >= 0) {
            counters.count(Mib.MPC_SYN_RX);
        }
        if (version >= 0) {
            session.keys(key != 0 ? takeKey(version, key) : makeKeys(version));
        } else {
            fallback.fromTheStart(FallbackReason.PEER_SENT_NONE);
        }
        Subflow s = opener.first(false, nowNs);
        if (session.keys() != null) {
            handshake.takeSyn(syn);
        } else {
            fallback.plain(s, 1);
        }
        s.tcb.accept(syn, fastOpen, m, nowNs);
    }

    /** A key whose token nobody uses (RFC 8684 section 3.1). */
    private MpKeys makeKeys(int version) {
        for (int tries = 0; tries < KEY_TRIES; tries++) {
            MpKeys made = registered(version, env.newKey(version));
            if (made != null) {
                return made;
            }
        }
        fallback.fromTheStart(FallbackReason.TOKEN);
        return null;
    }

    /** The peer knows the key already: if its token is taken, the connection can only be plain. */
    private MpKeys takeKey(int version, long key) {
        MpKeys made = registered(version, key);
        if (made == null) {
            fallback.fromTheStart(FallbackReason.TOKEN);
        }
        return made;
    }

    private MpKeys registered(int version, long key) {
        MpKeys made = new MpKeys(env.crypto(version), key);
        return made.localToken() != 0 && tokens.test(made.localToken()) ? made : null;
    }
}
