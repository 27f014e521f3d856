package mptcp.core.loop;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import mptcp.api.address.Tags;
import mptcp.api.link.IpLink;
import mptcp.api.socket.StackConfig;
import mptcp.core.buffer.SlabPool;
import mptcp.core.mib.Counters;
import mptcp.core.mp.MpEnv;
import mptcp.core.mp.Mpcb;
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
    /** For each loop: that none of so many keys is this one's has a chance of less than 1 in a hundred million. */
    private static final int KEY_TRIES = 20;
    private static final int PACKETS_PER_HAND_OVER = 32;

    final String name;
    final Timers timers;
    final Counters counters = new Counters();
    private final FastOpenCache fastOpenCache;
    final SlabPool slabs;
    final MapPool maps = new MapPool();
    final SwallowingPaths swallowingPaths;
    final OutSegment segment = new OutSegment();
    final MptcpCrypto crypto0 = new MptcpCrypto(0);
    final MptcpCrypto crypto1 = new MptcpCrypto(1);
    final LinkTable links = new LinkTable();
    final LateResets lateResets = new LateResets(links, counters);
    final HalfOpenJoins halfOpenJoins = new HalfOpenJoins(counters, this::joinLimits, this::joinSecret);
    /** Those that the host has, this one among them, at this place. */
    final LoopGroup group;
    /** There is none but this: nothing is handed over, and no turn looks for it. */
    final boolean single;
    final int self;
    final Steering steering;
    final Lanes lanes = new Lanes();
    private final LinkedHashMap<Long, Mpcb> connections = new LinkedHashMap<>();
    private final TokenTable tokens = new TokenTable();

    HostParts(String name, Timers timers, LoopGroup group, int self, SlabPool slabs) {
        this.name = name;
        this.slabs = slabs;
        this.timers = timers;
        this.group = group;
        this.single = group.single();
        this.self = self;
        this.steering = new Steering(group, self, links, counters);
        this.fastOpenCache = new FastOpenCache(counters, task -> group.tellOthers(self, h -> task.accept(h.fastOpenCache())));
        this.swallowingPaths = new SwallowingPaths(task -> group.tellOthers(self, h -> task.accept(h.swallowingPaths())));
    }

    // --- the host's loops

    LoopGroup group() {
        return group;
    }

    Steering steering() {
        return steering;
    }

    Lanes lanes() {
        return lanes;
    }

    /** Whether something that others handed over waits for a turn. */
    boolean handedOver() {
        return !single && (steering.pending() || lanes.pending());
    }

    /** What other loops handed over, and what the links have, of which some is to be handed over. @return whether there is more */
    boolean pollShared(Containment containment, Ingress ingress, long nowNs) {
        boolean more = steering.poll(ingress, PACKETS_PER_HAND_OVER, nowNs);
        more |= links.poll(containment, ingress, PACKETS_PER_HAND_OVER, nowNs);
        group.joins(self, halfOpenJoins.size());
        steering.publish();
        return more;
    }

    /** Sends what other loops have for the links of this one, and what it has. */
    void flush(Containment containment, long nowNs) {
        lanes.forward(containment, nowNs);
        links.flush(containment, nowNs);
    }

    /** What this loop may have of joins that are half open: what the others leave, at least its share. */
    private StackConfig joinLimits() {
        StackConfig c = config();
        if (group.single()) {
            return c;
        }
        int all = Math.max(group.share(c.maxHalfOpenJoins()), c.maxHalfOpenJoins() - group.joinsOfOthers(self));
        int each = Math.min(all, c.maxHalfOpenJoinsPerConnection());
        return c.toBuilder().maxHalfOpenJoins(all).maxHalfOpenJoinsPerConnection(each).build();
    }

    // --- keys and tokens

    /** Whether joins that name a connection with this key are led to this loop. */
    boolean isOwnKey(int version, long key) {
        return group.single() || group.ofToken(crypto(version).token(key)) == self;
    }

    @Override
    public long newKey(int version) {
        long key = config().entropy().nextKey();
        for (int left = KEY_TRIES * group.count(); left > 0 && !isOwnKey(version, key); left--) {
            key = config().entropy().nextKey();
        }
        return key;
    }

    abstract Ingress ingress();

    @Override
    public boolean mayConnect(Flow flow) {
        return !ingress().taken(flow) && steering.mayOpen(flow);
    }

    @Override
    public boolean registerToken(int token, Mpcb m) {
        return (group.single() || group.ofToken(token) == self) && tokens.add(token, m);
    }

    @Override
    public void unregisterToken(int token) {
        tokens.remove(token);
    }

    Mpcb byToken(int token) {
        return tokens.find(token);
    }

    // --- connections

    void add(Mpcb m) {
        connections.put(m.id(), m);
    }

    void drop(Mpcb m) {
        connections.remove(m.id());
    }

    int connectionCount() {
        return connections.size();
    }

    public List<Mpcb> connections() {
        return List.copyOf(connections.values());
    }

    public Mpcb connection(long id) {
        return connections.get(id);
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
    public int linkChanges() {
        return links.changes();
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
