package mptcp.lab.view;

import java.io.IOException;
import java.util.List;
import mptcp.lab.Host;

/** The kernel's own account of a host, counted from when this was made. */
public final class KernelView {
    /** Counters that stand for a connection, or a part of one, not being what MPTCP should be. */
    private static final List<String> TROUBLES = List.of("MPCapableFallbackACK", "MPCapableFallbackSYNACK",
            "MPFallbackTokenInit", "MPJoinNoTokenFound", "MPJoinSynAckHMacFailure", "MPJoinAckHMacFailure",
            "DSSNotMatching", "DSSCorruptionFallback", "DSSCorruptionReset", "InfiniteMapTx", "InfiniteMapRx",
            "DSSNoMatchTCP", "DataCsumErr", "MPFailTx", "MPFailRx");

    private final Host host;
    private final Counters before;

    public KernelView(Host host) throws IOException {
        this.host = host;
        before = Counters.of(host);
    }

    public Counters counters() throws IOException {
        return Counters.of(host).since(before);
    }

    public SocketTable sockets() throws IOException {
        return SocketTable.of(host);
    }

    /** What the kernel holds against its peers: {@code name=count} for each kind of fallback, mismatch or failure. */
    public List<String> troubles() throws IOException {
        Counters now = counters();
        return TROUBLES.stream().filter(name -> now.get("MPTcpExt" + name) != 0)
                .map(name -> name + "=" + now.get("MPTcpExt" + name)).toList();
    }
}
