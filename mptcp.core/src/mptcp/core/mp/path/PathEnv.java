package mptcp.core.mp.path;

import java.net.InetAddress;
import java.util.List;
import mptcp.api.address.Endpoint;
import mptcp.api.address.Tags;
import mptcp.core.buffer.SlabPool;
import mptcp.core.mp.data.MapPool;
import mptcp.core.tcp.TcpEnv;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.MptcpCrypto;

/** What the subflows of a connection need of its host. Loop thread only. */
public interface PathEnv extends TcpEnv {
    /** The loop's time: that of the present turn. */
    long nowNs();

    MptcpCrypto crypto(int version);

    SlabPool slabs();

    MapPool maps();

    HalfOpenJoins halfOpenJoins();

    HostMemory memory();

    SwallowingPaths swallowingPaths();

    void register(Subflow s);

    void unregister(Subflow s);

    /** A new key, whose token names the loop of the connection where the host has several; mostly one that nobody uses. */
    long newKey(int version);

    /** A free port to connect from, or -1. */
    int ephemeralPort(IpAddress local, IpAddress remote, int remotePort);

    /** Whether a subflow with these addresses and ports can be opened here. */
    boolean mayConnect(Flow flow);

    /** An initial sequence number (RFC 6528). */
    int initialSequence(Flow flow);

    boolean isLocal(IpAddress address);

    /** Whether it is that of all on a prefix of ours (RFC 1122 section 3.2.1.3). */
    boolean isBroadcast(IpAddress address);

    List<InetAddress> localAddresses();

    List<Endpoint> endpoints();

    /** What is said of this address of ours: of its link, of itself, of its endpoint. */
    Tags tagsOf(long localHi, long localLo);
}
