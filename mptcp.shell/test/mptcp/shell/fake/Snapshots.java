package mptcp.shell.fake;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import mptcp.api.address.Tags;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.inspect.TcpDetail;
import mptcp.api.policy.PolicyKind;

/** Snapshots with recognisable values. */
public final class Snapshots {
    private record Connection(long id, String host, boolean initiator, InetSocketAddress local, InetSocketAddress remote, String state,
            int mptcpVersion, boolean fallback, String fallbackReason, boolean checksums, int localToken,
            int remoteToken, long localIdsn, long remoteIdsn, long dataUna, long dataNext, long dataReceived,
            long sendQueued, long sendHeld, long receiveQueued, long outOfOrder, long sendWindow, long receiveWindow,
            int sendBuffer, int receiveBuffer, long bytesSent, long bytesAcked, long bytesReceived, long reinjected,
            long duplicates, long ageNs, Map<String, Double> limits, Map<PolicyKind, String> policies,
            Map<String, Long> counters, List<SubflowSnapshot> subflows, Map<String, String> policySettings,
            Map<PolicyKind, Map<String, Number>> policyStatistics)
            implements ConnectionSnapshot {}

    private record Sub(int slot, InetSocketAddress local, InetSocketAddress remote, String link, int localId, int remoteId,
            String state, boolean initiator, boolean backupLocal, boolean backupRemote, boolean stale, String loss,
            int mss, long cwnd, long ssthresh, long inFlight, long queued, long srttNs, long rttvarNs, long minRttNs,
            long rtoNs, int timeouts, long pinned, long sndUna, long sndNxt, long rcvNxt, long bytesSent,
            long bytesRetransmitted, long bytesAcked, long bytesReceived, long segmentsSent, long segmentsReceived,
            long retransmits, long pacingRate, long openedAgoNs, long id, Tags tags, long reinjected, long deliveryRate,
            TcpDetail detail)
            implements SubflowSnapshot {}

    private Snapshots() {}

    public static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    public static ConnectionSnapshot connection(String host, long id, String scheduler, SubflowSnapshot... subflows) {
        return connection(host, id, scheduler, Map.of(), Map.of(), subflows);
    }

    /** One that was limited so, and has these counters. */
    public static ConnectionSnapshot limited(String host, long id, Map<String, Double> limits,
            Map<String, Long> counters, SubflowSnapshot... subflows) {
        return connection(host, id, "default", limits, counters, subflows);
    }

    private static ConnectionSnapshot connection(String host, long id, String scheduler, Map<String, Double> limits,
            Map<String, Long> counters, SubflowSnapshot... subflows) {
        return new Connection(id, host, true, at("10.1.0.1", 40_000), at("10.1.0.2", 5001), "ESTABLISHED", 1,
                false, null, false, 0x11, 0x22, 1, 2, 100, 200, 300, 4096, 8192, 17, 0, 65_536, 131_072,
                262_144, 262_144,
                1_000_000, 900_000, 0, 1500, 0, 1_000_000_000L, limits,
                Map.of(PolicyKind.SCHEDULER, scheduler, PolicyKind.PATH_MANAGER, "default", PolicyKind.RETRANSMIT,
                        "default", PolicyKind.CONGESTION_CONTROL, "default"),
                counters, List.of(subflows), Map.of(), Map.of());
    }

    public static SubflowSnapshot subflow(int slot, String link, long bytesAcked, boolean stale) {
        return new Sub(slot, at("10." + (slot + 1) + ".0.1", 40_000 + slot),
                at("10." + (slot + 1) + ".0.2", 5001), link, slot, slot, "ESTABLISHED", true, false, false, stale,
                "OPEN", 1420, 14_200, Integer.MAX_VALUE, 7100, 0, 20_500_000, 5_000_000, 20_000_000, 220_000_000, 0,
                7100, 1, 2, 3, bytesAcked + 7100, 1420, bytesAcked, 0, 700, 350, 1, 700_000, 1_000_000_000L,
                slot + 1, Tags.NONE, 0, 0, new TcpDetail(true, true, true, false, false, 8, 8, 1460, 1460, 1500, 0, 0, 0, 0,
                0, 0, bytesAcked, 0));
    }
}
