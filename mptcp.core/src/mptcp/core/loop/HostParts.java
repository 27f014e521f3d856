package mptcp.core.loop;

import java.net.InetAddress;
import java.util.List;
import mptcp.api.address.Tags;
import mptcp.api.link.IpLink;
import mptcp.core.buffer.SlabPool;
import mptcp.core.mib.Counters;
import mptcp.core.mp.MpEnv;
import mptcp.core.mp.data.MapPool;
import mptcp.core.mp.path.HalfOpenJoins;
import mptcp.core.mp.path.SwallowingPaths;
import mptcp.core.tcp.FastOpenCache;
import mptcp.core.time.Timers;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.MptcpCrypto;
import mptcp.core.wire.OutSegment;

/** What all connections of a host share and what does not change: pools, tables, counters. Loop thread only. */
abstract class HostParts implements MpEnv {
    final String name;
    final Timers timers;
    final Counters counters = new Counters();
    private final FastOpenCache fastOpenCache = new FastOpenCache(counters);
    final SlabPool slabs = new SlabPool();
    final MapPool maps = new MapPool();
    final SwallowingPaths swallowingPaths = new SwallowingPaths();
    final OutSegment segment = new OutSegment();
    final MptcpCrypto crypto0 = new MptcpCrypto(0);
    final MptcpCrypto crypto1 = new MptcpCrypto(1);
    final LinkTable links = new LinkTable();
    final LateResets lateResets = new LateResets(links, counters);
    final HalfOpenJoins halfOpenJoins = new HalfOpenJoins(counters, this::config, this::joinSecret);

    HostParts(String name, Timers timers) {
        this.name = name;
        this.timers = timers;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public MptcpCrypto crypto(int version) {
        return version == 0 ? crypto0 : crypto1;
    }

    @Override
    public SlabPool slabs() {
        return slabs;
    }

    @Override
    public MapPool maps() {
        return maps;
    }

    @Override
    public SwallowingPaths swallowingPaths() {
        return swallowingPaths;
    }

    @Override
    public boolean isLocal(IpAddress address) {
        return links.isLocal(address);
    }

    @Override
    public boolean isBroadcast(IpAddress address) {
        return links.isBroadcast(address);
    }

    @Override
    public List<InetAddress> localAddresses() {
        return links.addresses();
    }

    @Override
    public Timers timers() {
        return timers;
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public OutSegment segment() {
        return segment;
    }

    @Override
    public Tags tagsOf(long localHi, long localLo) {
        return links.tagsOf(localHi, localLo);
    }

    @Override
    public FastOpenCache fastOpenCache() {
        return fastOpenCache;
    }

    @Override
    public IpLink linkOf(long localHi, long localLo) {
        return links.of(localHi, localLo);
    }

    @Override
    public void resetLater(Flow flow, OutSegment s, Runnable left) {
        lateResets.add(flow, s, left);
    }

    /** What half-open joins are filed by. */
    abstract long joinSecret();

    LinkTable links() {
        return links;
    }

    @Override
    public HalfOpenJoins halfOpenJoins() {
        return halfOpenJoins;
    }
}
