package mptcp.core.wire;

/**
 * The addresses and ports of one subflow, seen from this host, with what every segment's checksum starts from.
 * Immutable.
 */
public final class Flow {
    final boolean v4;
    final long localHi;
    final long localLo;
    final long remoteHi;
    final long remoteLo;
    final int localPort;
    final int remotePort;
    final int pseudoSum;

    public Flow(IpAddress local, int localPort, IpAddress remote, int remotePort) {
        this.v4 = local.v4();
        this.localHi = local.hi();
        this.localLo = local.lo();
        this.remoteHi = remote.hi();
        this.remoteLo = remote.lo();
        this.localPort = localPort;
        this.remotePort = remotePort;
        this.pseudoSum = Checksum.pseudo(localHi, localLo, remoteHi, remoteLo, IpHeader.PROTOCOL_TCP);
    }

    /** The flow that an arriving segment belongs to. */
    public static Flow of(IpHeader ip, TcpHeader tcp) {
        return new Flow(new IpAddress(ip.dstHi(), ip.dstLo()), tcp.dstPort(),
                new IpAddress(ip.srcHi(), ip.srcLo()), tcp.srcPort());
    }

    public boolean v4() {
        return v4;
    }

    /** Bytes of IP and TCP headers without options. */
    public int headerBytes() {
        return (v4 ? 20 : 40) + TcpHeader.MIN_SIZE;
    }

    public IpAddress local() {
        return new IpAddress(localHi, localLo);
    }

    public IpAddress remote() {
        return new IpAddress(remoteHi, remoteLo);
    }

    public long localHi() {
        return localHi;
    }

    public long localLo() {
        return localLo;
    }

    public long remoteHi() {
        return remoteHi;
    }

    public long remoteLo() {
        return remoteLo;
    }

    public int localPort() {
        return localPort;
    }

    public int remotePort() {
        return remotePort;
    }

    public boolean matches(IpHeader ip, TcpHeader tcp) {
        return tcp.srcPort() == remotePort && tcp.dstPort() == localPort
                && ip.srcLo() == remoteLo && ip.dstLo() == localLo
                && ip.srcHi() == remoteHi && ip.dstHi() == localHi;
    }

    @Override
    public String toString() {
        return local() + ":" + localPort + " - " + remote() + ":" + remotePort;
    }
}
