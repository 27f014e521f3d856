package mptcp.core.tcp;

import mptcp.api.inspect.TcpCounts;
import mptcp.api.inspect.TcpDetail;

/** Makes {@link TcpDetail}s and {@link TcpCounts}. Loop thread only. */
public final class TcpDetails {
    private TcpDetails() {}

    public static TcpDetail of(Tcb t, long nowNs) {
        Negotiated o = t.options;
        long lastSent = t.snd.lastSentNs() > 0 ? t.snd.lastSentNs() : t.openedNs();
        return new TcpDetail(o.timestamps(), o.sack(), o.scaling(), o.ecn(), t.fastOpen.dataOnSyn(), o.sndScale(),
                o.scaling() ? o.rcvScale() : 0, o.peerMss(), t.sizes.advertised(), t.pathMtu.now(),
                Math.max(0, t.sent.lostBytes() - t.sent.resentBytes()), t.sent.sackedBytes(), t.sent.resentBytes(),
                nowNs - lastSent, nowNs - t.rcv.heardNs(), t.rcv.rttNs(), t.rate.delivered(), t.rate.rate());
    }

    public static TcpCounts counts(Tcb t) {
        TcpStatistics n = t.statistics;
        return new TcpCounts(t.delayedAck.segment(), n.dataSegmentsSent(), n.dataSegmentsReceived(), n.outOfOrder(), n.duplicateReports(),
                t.options.sack() ? 0 : t.recovery.duplicateAcks(), Math.max(0, t.rcv.nxt() - 1), t.rtt.backoff(), t.delayedAck.interactive(),
                t.delayedAck.gapNs(), Math.max(t.windowProbe.unanswered(), t.timers.keepAliveProbes()), n.markedDelivered(), n.reorderings(),
                n.timeoutEpisodes(), n.timeoutCount(), n.timeoutNs(), t.snd.window());
    }
}
