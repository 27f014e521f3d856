package mptcp.core.mp.path;

import java.net.InetSocketAddress;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.mp.policy.PolicySet;
import mptcp.core.tcp.FastOpenAnswer;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.MptcpOption;
import mptcp.core.wire.TcpHeader;

/** How subflows are added to a connection, by this end and by the peer (RFC 8684 section 3.2). Loop thread only. */
public final class SubflowOpener {
    private final ConnectionParts parts;
    private final PathEnv env;
    private final MpSession session;
    private final SubflowSet set;
    private final PolicySet policies;
    private final Counters counters;
    private final SubflowUpper upper;

    public SubflowOpener(ConnectionParts parts) {
        this.parts = parts;
        this.env = parts.env();
        this.session = parts.session();
        this.set = parts.subflows();
        this.policies = parts.policies();
        this.counters = parts.counters();
        this.upper = parts.upper();
    }

    /** Makes the first one of the connection. */
    public Subflow first(boolean opener, long nowNs) {
        Subflow s = new Subflow(parts, session.initialFlow(), opener, nowNs);
        set.put(s, 0);
        env.register(s);
        return s;
    }

    /** Sends a SYN with MP_JOIN. */
    public void open(IpAddress local, InetSocketAddress remote, boolean backup) {
        int slot = set.freeSlot();
        if (slot < 0 || !upper.mayJoin()) {
            counters.count(slot < 0 ? Mib.MPJ_REJECTED_LIMIT : Mib.MPJ_REJECTED_STATE);
            return;
        }
        IpAddress to = IpAddress.of(remote.getAddress());
        int remotePort = remote.getPort() != 0 ? remote.getPort() : session.initialFlow().remotePort();
        int port = env.ephemeralPort(local, to, remotePort);
        if (port < 0) {
            counters.count(Mib.MPJ_REJECTED_LIMIT);
            return;
        }
        int id = parts.locals().idOf(local);
        if (id < 0) {
            counters.count(Mib.MPJ_REJECTED_LIMIT);
            return;
        }
        Subflow s = new Subflow(parts, new Flow(local, port, to, remotePort), true, handshake(true, null), id, env.nowNs());
        s.backup().local(backup);
        set.put(s, slot);
        env.register(s);
        s.tcb.connect(env.nowNs());
    }

    private JoinHandshake handshake(boolean opener, JoinRecord known) {
        MpKeys keys = session.keys();
        int nonce = known == null ? env.config().entropy().nextNonce() : known.nonce();
        return new JoinHandshake(keys, env.crypto(keys.version()), opener, env.habits().joinProofByRoundTrips(), nonce,
                counters);
    }

    /**
     * A SYN with MP_JOIN and our token arrived. It is answered, and takes no slot before its sender has proven the keys.
     *
     * @param known what is kept of it, if it was answered before; null otherwise
     * @return a reason to refuse it, or -1
     */
    public int accept(Flow flow, TcpHeader syn, JoinRecord known, long nowNs) {
        if (known == null) {
            counters.count(Mib.MPJ_SYN_RX);
            if (syn.mptcp().backup()) {
                counters.count(Mib.MPJ_SYN_RX_BACKUP);
            }
        }
        if (!session.established()) {
            counters.count(Mib.MPJ_NO_TOKEN); // a connection that is opening is none yet
            return ResetReason.MPTCP_SPECIFIC;
        }
        int refused = refusal(flow, nowNs);
        if (refused >= 0) {
            counters.count(Mib.MPJ_REJECTED);
            return refused;
        }
        int id = parts.locals().idOf(flow.local(), flow.localPort());
        if (id < 0) {
            counters.count(Mib.MPJ_REJECTED);
            counters.count(Mib.MPJ_REJECTED_LIMIT);
            return ResetReason.LACK_OF_RESOURCES;
        }
        MptcpOption o = syn.mptcp();
        JoinHandshake handshake = handshake(false, known);
        handshake.syn(o);
        Subflow s = new Subflow(parts, flow, false, handshake, id, nowNs);
        s.backup().local(parts.locals().isBackup(flow.local())); // as the host's list has it, whoever opens the subflow
        s.peerJoined(o.addressId(), o.backup());
        env.halfOpenJoins().add(s);
        env.register(s);
        s.tcb.accept(syn, FastOpenAnswer.NONE, null, nowNs);
        return -1;
    }

    private int refusal(Flow flow, long nowNs) {
        boolean fallen = session.plain();
        if (fallen && !(env.habits().refusesFallenLate() && session.keys() != null && session.keys().remoteKnown())) {
            counters.count(Mib.MPJ_REJECTED_FALLBACK);
            return ResetReason.MPTCP_SPECIFIC;
        }
        if (!fallen && !upper.mayJoin()) {
            counters.count(Mib.MPJ_REJECTED_STATE);
            return ResetReason.PROHIBITED;
        }
        boolean later = env.habits().refusesAtThirdSegment(); // when it is admitted, see Subflow
        if (set.freeSlot() < 0 && !later) {
            counters.count(Mib.MPJ_REJECTED_LIMIT);
            return ResetReason.LACK_OF_RESOURCES;
        }
        InetSocketAddress local = new InetSocketAddress(flow.local().inet(), flow.localPort());
        InetSocketAddress remote = new InetSocketAddress(flow.remote().inet(), flow.remotePort());
        boolean declined = !env.config().acceptJoins() && toInitial(flow) && !env.habits().admitsDeclined(); // as the C flag told the peer
        if (declined || !later && !policies.acceptJoin(local, remote, nowNs)) {
            counters.count(Mib.MPJ_REJECTED_POLICY);
            return ResetReason.PROHIBITED;
        }
        return -1;
    }

    private boolean toInitial(Flow flow) {
        Flow initial = session.initialFlow();
        return flow.localPort() == initial.localPort() && flow.local().equals(initial.local());
    }
}
