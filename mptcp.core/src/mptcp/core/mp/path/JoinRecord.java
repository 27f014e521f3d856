package mptcp.core.mp.path;

import mptcp.core.wire.Flow;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.TcpHeader;

/**
 * What is kept of a half-open join in a crowd: the peer's SYN and what answered it, some 150 bytes, of which the subflow is made
 * once more when the third packet comes.
 */
public final class JoinRecord {
    private final byte[] syn;
    private final int isn;
    private final int nonce;
    private final int localId;
    private final Connection connection;
    private final long localHi;
    private final long localLo;
    private final long remoteHi;
    private final long remoteLo;
    private final int ports;
    private final long atNs;

    JoinRecord(byte[] syn, Subflow s, long nowNs) {
        this.syn = syn;
        this.isn = s.tcb.initialSequence();
        this.nonce = s.join().ownNonce();
        this.localId = s.localId();
        this.connection = s.owner();
        this.localHi = s.tcb.flow().localHi();
        this.localLo = s.tcb.flow().localLo();
        this.remoteHi = s.tcb.flow().remoteHi();
        this.remoteLo = s.tcb.flow().remoteLo();
        this.ports = s.tcb.flow().localPort() << 16 | s.tcb.flow().remotePort();
        this.atNs = nowNs;
    }

    /** Reads the TCP header that the peer began with. */
    public void readInto(TcpHeader h) {
        h.again(syn);
    }

    /** The sequence number that it was answered with. */
    public int isn() {
        return isn;
    }

    /** The random number that it was answered with. */
    int nonce() {
        return nonce;
    }

    int localId() {
        return localId;
    }

    Connection connection() {
        return connection;
    }

    /** When it was answered first. */
    public long atNs() {
        return atNs;
    }

    boolean isFrom(long hi, long lo) {
        return remoteHi == hi && remoteLo == lo;
    }

    long remoteHi() {
        return remoteHi;
    }

    long remoteLo() {
        return remoteLo;
    }

    /** Whether a segment that came belongs to it. */
    boolean matches(IpHeader ip, TcpHeader tcp) {
        return ports == (tcp.dstPort() << 16 | tcp.srcPort()) && remoteLo == ip.srcLo() && localLo == ip.dstLo()
                && remoteHi == ip.srcHi() && localHi == ip.dstHi();
    }

    /** Of addresses and ports, by a secret. */
    int hash(long secret) {
        return hash(secret, localHi ^ localLo, remoteHi, remoteLo, ports);
    }

    static int hash(long secret, Flow f) {
        return hash(secret, f.localHi() ^ f.localLo(), f.remoteHi(), f.remoteLo(), f.localPort() << 16 | f.remotePort());
    }

    static int hash(long secret, IpHeader ip, TcpHeader tcp) {
        return hash(secret, ip.dstHi() ^ ip.dstLo(), ip.srcHi(), ip.srcLo(), tcp.dstPort() << 16 | tcp.srcPort());
    }

    private static int hash(long secret, long local, long remoteHi, long remoteLo, int ports) {
        long h = (secret ^ local) * 0x9e37_79b9_7f4a_7c15L;
        h = (h ^ h >>> 32 ^ remoteHi) * 0xbf58_476d_1ce4_e5b9L;
        h = (h ^ h >>> 29 ^ remoteLo) * 0x94d0_49bb_1331_11ebL;
        h = (h ^ h >>> 31 ^ ports) * 0x9e37_79b9_7f4a_7c15L;
        return (int) (h >>> 33);
    }
}
