package mptcp.core.loop;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.mp.Mpcb;
import mptcp.core.mp.path.HalfOpenJoins;
import mptcp.core.mp.path.JoinRecord;
import mptcp.core.mp.path.ResetReason;
import mptcp.core.mp.path.Subflow;
import mptcp.core.tcp.ResetReply;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.TcpHeader;

/** What arrives of joins before they have a subflow: a SYN that names a connection, and what follows one in a crowd. */
final class JoinIngress {
    private final Host host;
    private final Containment containment;
    private final Demux demux;
    private final Isn isn;
    private final HalfOpenJoins joins;
    private final Counters counters;
    private final TcpHeader began = new TcpHeader();

    JoinIngress(Host host, Containment containment, Demux demux, Isn isn) {
        this.host = host;
        this.containment = containment;
        this.demux = demux;
        this.isn = isn;
        this.joins = host.halfOpenJoins();
        this.counters = host.counters();
    }

    /** A SYN with MP_JOIN. */
    void syn(IpHeader ip, TcpHeader tcp, MemorySegment m, long nowNs) {
        Mpcb c = host.byToken(tcp.mptcp().token());
        if (c == null) {
            counters.count(Mib.MPJ_SYN_RX);
            counters.count(Mib.MPJ_NO_TOKEN);
            refuse(ip, tcp, ResetReason.MPTCP_SPECIFIC, nowNs);
            return;
        }
        if (!c.joinable(new IpAddress(ip.dstHi(), ip.dstLo()), tcp.dstPort())) {
            c.counters().count(Mib.MPJ_REJECTED);
            c.counters().count(Mib.MPJ_REJECTED_STATE);
            refuse(ip, tcp, ResetReason.PROHIBITED, nowNs);
            return;
        }
        JoinRecord known = joins.take(ip, tcp, nowNs); // it comes again: so does the answer
        Subflow s = accepted(c, tcp, known, ip, tcp, nowNs);
        if (s != null) {
            byte[] header = m.asSlice(ip.payload(), tcp.payload() - ip.payload()).toArray(ValueLayout.JAVA_BYTE);
            containment.run(c, Containment.Work.OPENING, () -> joins.answered(s, header, nowNs));
        }
    }

    /** @return null if it was refused */
    private Subflow accepted(Mpcb c, TcpHeader syn, JoinRecord known, IpHeader ip, TcpHeader tcp, long nowNs) {
        Flow flow = Flow.of(ip, tcp);
        int[] refused = {-1};
        Runnable accept = () -> refused[0] = c.acceptJoin(flow, syn, known, known != null && syn.restored() ? known.atNs() : nowNs);
        containment.run(c, Containment.Work.OPENING, known == null ? accept : () -> isn.with(known.isn(), accept));
        if (refused[0] >= 0) {
            refuse(ip, tcp, refused[0], nowNs);
            return null;
        }
        return demux.find(ip, tcp);
    }

    /** Whether the segment belongs to a join of which little is kept: a subflow is made of that, and is given the segment. */
    boolean continues(IpHeader ip, TcpHeader tcp, MemorySegment m, long nowNs) {
        JoinRecord known = joins.take(ip, tcp, nowNs);
        if (known == null) {
            return false;
        }
        known.readInto(began);
        Mpcb c = host.byToken(began.mptcp().token());
        if (c == null) {
            return false;
        }
        Subflow s = accepted(c, began, known, ip, tcp, nowNs);
        if (s != null) {
            containment.segment(s, ip, tcp, m, nowNs);
            containment.run(c, Containment.Work.SEGMENT, () -> joins.unproven(s, known));
        }
        return true;
    }

    private void refuse(IpHeader ip, TcpHeader tcp, int reason, long nowNs) {
        ResetReply.send(host, Flow.of(ip, tcp), tcp, reason, ResetReason.isTransient(reason), nowNs);
    }
}
