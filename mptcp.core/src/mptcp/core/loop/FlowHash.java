package mptcp.core.loop;

import mptcp.core.wire.Flow;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.TcpHeader;

/** A hash of addresses and ports under a secret, so that nobody can aim: at one place of a table, or at one loop. */
final class FlowHash {
    private FlowHash() {}

    static long of(long secret, IpHeader ip, TcpHeader tcp) {
        return of(secret, ip.dstHi(), ip.dstLo(), ip.srcHi(), ip.srcLo(), tcp.dstPort() << 16 | tcp.srcPort());
    }

    static long of(long secret, Flow f) {
        return of(secret, f.localHi(), f.localLo(), f.remoteHi(), f.remoteLo(), f.localPort() << 16 | f.remotePort());
    }

    private static long of(long secret, long localHi, long localLo, long remoteHi, long remoteLo, int ports) {
        long h = secret;
        h = (h ^ localHi) * 0x9e37_79b9_7f4a_7c15L;
        h = (h ^ h >>> 32 ^ localLo) * 0xbf58_476d_1ce4_e5b9L;
        h = (h ^ h >>> 29 ^ remoteHi) * 0x94d0_49bb_1331_11ebL;
        h = (h ^ h >>> 31 ^ remoteLo) * 0x9e37_79b9_7f4a_7c15L;
        h = (h ^ h >>> 32 ^ ports) * 0xbf58_476d_1ce4_e5b9L;
        return h;
    }
}
