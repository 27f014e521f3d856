package mptcp.core.tcp;

import mptcp.api.inspect.TcpDetail;

/** Makes {@link TcpDetail}s. Loop thread only. */
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
}
