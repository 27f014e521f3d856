package mptcp.core.mp;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import mptcp.api.address.Tags;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.inspect.TcpCounts;
import mptcp.api.inspect.TcpDetail;
import mptcp.api.policy.PolicyKind;
import mptcp.core.mp.data.DataSender;
import mptcp.core.mp.data.ReceiveBuffer;
import mptcp.core.mp.path.MpKeys;
import mptcp.core.mp.path.MpSession;
import mptcp.core.mp.path.Subflow;
import mptcp.core.tcp.Tcb;
import mptcp.core.tcp.TcpDetails;
import mptcp.core.tcp.TcpStatistics;

/** Makes snapshots of connections for tools. Loop thread only. */
public final class Snapshots {
    /** As it was at one moment. */
    private record Connection(long id, String host, boolean initiator, InetSocketAddress local, InetSocketAddress remote, String state,
            int mptcpVersion, boolean fallback, String fallbackReason, boolean checksums, int localToken,
            int remoteToken, long localIdsn, long remoteIdsn, long dataUna, long dataNext, long dataReceived,
            long sendQueued, long sendHeld, long receiveQueued, long outOfOrder, long sendWindow, long receiveWindow,
            int sendBuffer, int receiveBuffer, long bytesSent, long bytesAcked, long bytesReceived, long reinjected,
            long duplicates, long ageNs, Map<String, Double> limits, Map<PolicyKind, String> policies,
            Map<String, Long> counters, List<SubflowSnapshot> subflows, Map<String, String> policySettings,
            Map<PolicyKind, Map<String, Number>> policyStatistics)
            implements ConnectionSnapshot {}

    /** As it was at one moment. */
    private record Sub(int slot, InetSocketAddress local, InetSocketAddress remote, String link, int localId, int remoteId,
            String state, boolean initiator, boolean backupLocal, boolean backupRemote, boolean stale, String loss,
            int mss, long cwnd, long ssthresh, long inFlight, long queued, long srttNs, long rttvarNs, long minRttNs,
            long rtoNs, int timeouts, long pinned, long sndUna, long sndNxt, long rcvNxt, long bytesSent,
            long bytesRetransmitted, long bytesAcked, long bytesReceived, long segmentsSent, long segmentsReceived,
            long retransmits, long pacingRate, long openedAgoNs, long id, Tags tags, long reinjected, long deliveryRate,
            TcpDetail detail, TcpCounts counts)
            implements SubflowSnapshot {}

    private Snapshots() {}

    public static ConnectionSnapshot of(Mpcb m, long nowNs) {
        MpSession session = m.session();
        MpKeys k = session.keys();
        boolean mptcp = session.version() >= 0;
        long localFirst = k == null ? 0 : k.localFirst();
        long remoteFirst = k == null ? 0 : k.remoteFirst();
        DataSender tx = m.tx();
        ReceiveBuffer rx = m.rx();
        Map<PolicyKind, String> policies = new EnumMap<>(PolicyKind.class);
        Map<PolicyKind, Map<String, Number>> statistics = new EnumMap<>(PolicyKind.class);
        for (PolicyKind kind : PolicyKind.values()) {
            policies.put(kind, m.policies().name(kind));
            statistics.put(kind, m.policies().statistics(kind));
        }
        List<SubflowSnapshot> subflows = new ArrayList<>();
        for (int left = m.subflows().mask(); left != 0; left &= left - 1) {
            subflows.add(of(m, m.subflows().get(Integer.numberOfTrailingZeros(left)), nowNs));
        }
        return new Connection(m.id(), m.env().name(), m.initiator(), m.info().local(), m.info().remote(),
                m.state().label(), session.version(), session.plain(),
                session.plain() ? session.reason().text() : null, session.checksums() && mptcp,
                k == null ? 0 : k.localToken(), k == null ? 0 : k.remoteToken(), localFirst - 1, remoteFirst - 1,
                localFirst + tx.una(), localFirst + tx.next(), remoteFirst + rx.next(), tx.buffer.logical(),
                tx.buffer.actual(), rx.available(), rx.ahead().bytes(), tx.window(), rx.window(), tx.buffer.limit(),
                rx.limit(), tx.next(), tx.una(), rx.next(), tx.reinjected(), rx.duplicates(), nowNs - m.createdNs(),
                m.limits().fractions(nowNs), policies, m.counters().snapshot(false), subflows,
                m.socketConfig().policySettings(), statistics);
    }

    private static SubflowSnapshot of(Mpcb m, Subflow s, long nowNs) {
        Tcb t = s.tcb();
        TcpStatistics n = t.statistics();
        return new Sub(s.slot(), s.local(), s.remote(), t.link() == null ? "-" : t.link().name(), s.localId(),
                s.remoteId(), t.state().label(), t.active(), s.backup().local(), s.backup().remote(), s.stale(), t.reducing() ? "REDUCTION" : t.lossState().name(),
                t.segmentPayload(), t.cwnd(), t.ssthresh(), t.inFlight(), t.queued(), t.rtt().srttNs(),
                t.rtt().rttvarNs(), t.rtt().minRttNs(), t.rtt().rtoNs(), t.timeouts(),
                s.output.maps().bytesFrom(m.tx().una()), t.wireUna() & 0xffff_ffffL, t.wireNext() & 0xffff_ffffL,
                t.wireReceived() & 0xffff_ffffL, n.bytesSent(), n.bytesRetransmitted(), Math.max(0, t.una() - 1),
                n.bytesReceived(), n.segmentsSent(), n.segmentsReceived(), n.retransmits(), t.pacingRate(),
                nowNs - t.openedNs(), m.view().id(s.slot()), m.view().tags(s.slot()), s.output.reinjected(),
                t.deliveryRate(), TcpDetails.of(t, nowNs), TcpDetails.counts(t));
    }
}
