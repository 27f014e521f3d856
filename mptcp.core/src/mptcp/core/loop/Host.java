package mptcp.core.loop;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import mptcp.api.inspect.Monitor;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;
import mptcp.api.path.PathCommands.Endpoint;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.core.buffer.SlabPool;
import mptcp.core.mib.Counters;
import mptcp.core.mp.MpEnv;
import mptcp.core.mp.Mpcb;
import mptcp.core.mp.data.MapPool;
import mptcp.core.mp.output.Output;
import mptcp.core.mp.path.HalfOpenJoins;
import mptcp.core.mp.path.Subflow;
import mptcp.core.mp.path.SwallowingPaths;
import mptcp.core.mp.policy.CallsUnderWay;
import mptcp.core.mp.policy.PolicyHost;
import mptcp.core.mp.policy.PolicyOffer;
import mptcp.core.policy.HostPolicies;
import mptcp.core.policy.Registry;
import mptcp.core.time.Timers;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.MptcpCrypto;
import mptcp.core.wire.OutSegment;

/**
 * One host's loop: connections, timers, pools and counters, owned by one thread. A turn reads commands, polls the links,
 * expires deadlines, runs the output of connections that asked for it, flushes, and tells applications. No locks: other
 * threads meet it at {@link LoopAccess} and the sockets' buffers.
 */
final class Host implements MpEnv, HostPolicies.Host {
    private static final int PACKETS_PER_POLL = 64;
    private static final int PASSES = 4;
    private static final long LINK_FULL_RETRY_NS = 100_000;

    private final String name;
    private final Timers timers;
    private final Counters counters = new Counters();
    private final SlabPool slabs = new SlabPool();
    private final MapPool maps = new MapPool();
    private final SwallowingPaths swallowingPaths = new SwallowingPaths();
    private final OutSegment segment = new OutSegment();
    private final MptcpCrypto crypto0 = new MptcpCrypto(0);
    private final MptcpCrypto crypto1 = new MptcpCrypto(1);
    private final Isn isn;
    private final Demux demux;
    private final Ingress ingress;
    private final LinkTable links = new LinkTable();
    private final Ports ports;
    private final TokenTable tokens = new TokenTable();
    private final Map<Long, Mpcb> connections = new LinkedHashMap<>();
    private final List<Monitor> monitors = new ArrayList<>();
    private final WorkList dirty = new WorkList();
    private final WorkList ready = new WorkList();
    private final ArrayDeque<Deferred> deferred = new ArrayDeque<>();
    /** Memory that an application was copying to or from when it was to be given back. */
    private final List<BooleanSupplier> releases = new ArrayList<>();
    private final CallsUnderWay calls = new CallsUnderWay();
    private final LoopWatch watch;
    private final LoopAccess access;
    private final HostPolicies policies;
    private final Registry registry;
    private final PacketSink sink;
    private volatile StackConfig config;
    private LongSupplier machineClock;
    private List<Endpoint> endpoints = List.of();
    private long nowNs;
    private long nextId = 1;
    private final HalfOpenJoins halfOpenJoins = new HalfOpenJoins(counters);
    private final MemoryPressure memory;
    private final Containment containment = new Containment(this, calls);
    /** Completed when the host has ended. */
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    /** The host ends with the present turn. */
    private boolean ending;

    Host(StackConfig config, Timers timers, Registry registry, long machineMemory) {
        this.name = config.name();
        this.config = config;
        this.timers = timers;
        this.registry = registry;
        long secret = config.entropy().nextLong();
        this.isn = new Isn(secret);
        this.demux = new Demux(secret);
        this.ports = new Ports(demux, config.entropy());
        this.ingress = new Ingress(this, containment, demux, links, isn);
        this.sink = ingress;
        this.policies = new HostPolicies(registry, this, calls);
        this.watch = new LoopWatch(name, calls, this::loopThread, policies::called);
        this.access = new LoopAccess(calls, watch);
        this.memory = new MemoryPressure(this, slabs, counters, timers, machineMemory);
        memory.configured(config.memoryLimit());
        registry.join(policies);
        timers.guard(containment);
    }

    // --- the turn

    /** @return when the next turn is due at the latest */
    long turn(long now) {
        access.turnBegins();
        nowNs = Math.max(nowNs, now);
        try {
            boolean more = work();
            return ending ? Long.MAX_VALUE : more || access.pending() ? nowNs : nextDue();
        } finally {
            if (ending) {
                shut();
            }
            access.turnEnds();
        }
    }

    /** @return whether links have more */
    private boolean work() {
        drain();
        boolean more = links.poll(sink, PACKETS_PER_POLL, nowNs);
        timers.expire(nowNs);
        runDeferred();
        output();
        memory.check(nowNs);
        if (!releases.isEmpty()) {
            releases.removeIf(BooleanSupplier::getAsBoolean);
        }
        return more;
    }

    private void drain() {
        access.runCommands();
        for (Mpcb m = access.takeNotes(); m != null;) {
            Mpcb next = m.nextNoted();
            m.nextNoted(null);
            containment.applicationDid(m, nowNs);
            m = next;
        }
    }

    private record Deferred(Object owner, Runnable task) {}

    /** What there is now; what it leads to runs next time, so that nothing that asks for itself again holds up the turn. */
    private void runDeferred() {
        for (int left = deferred.size(); left > 0; left--) {
            Deferred next = deferred.poll();
            containment.run(next.owner, Containment.Work.DEFERRED, next.task);
        }
    }

    /** Output, flush, and telling applications, who may cause output again. */
    private void output() {
        for (int pass = 0; pass < PASSES && (dirty.size() > 0 || ready.size() > 0); pass++) {
            int n = dirty.size();
            for (int i = 0; i < n; i++) {
                Mpcb m = dirty.get(i);
                m.markDirty(false);
                containment.output(m, nowNs);
            }
            dirty.drop(n);
            runDeferred();
            tell();
        }
        links.flush(nowNs);
    }

    private void tell() {
        int n = ready.size();
        for (int i = 0; i < n; i++) {
            Mpcb m = ready.get(i);
            m.markReady(false);
            containment.tell(m);
        }
        ready.drop(n);
    }

    private long nextDue() {
        long due = timers.nextNs();
        if (dirty.size() > 0 || ready.size() > 0 || !deferred.isEmpty()) {
            due = Math.min(due, nowNs + LINK_FULL_RETRY_NS); // a link was full: it empties with time
        }
        if (!releases.isEmpty()) {
            due = Math.min(due, nowNs + LINK_FULL_RETRY_NS);
        }
        due = Math.min(due, links.nextEventNs());
        return due <= nowNs ? nowNs : due;
    }

    // --- other threads

    LoopAccess access() {
        return access;
    }

    private Thread loopThread() {
        return access.owner();
    }

    @Override
    public boolean isStuck() {
        return watch.stuckIn() != null;
    }

    @Override
    public void interrupt(PolicyOffer in) {
        watch.interrupt(in);
    }

    @Override
    public boolean onLoop() {
        return access.isOwner();
    }

    @Override
    public void applicationDid(Mpcb m) {
        if (access.isOwner()) {
            containment.applicationDid(m, nowNs);
            access.wakeIfOutside();
        } else {
            access.note(m);
        }
    }

    @Override
    public void post(Runnable task) {
        access.post(task);
    }

    @Override
    public <T> T call(Callable<T> task) {
        return access.call(task);
    }

    @Override
    public <T> T call(Mpcb m, Callable<T> task) {
        return access.call(() -> containment.call(m, task));
    }

    // --- connections

    Mpcb newConnection(boolean initiator, SocketConfig socket) {
        Mpcb m = new Mpcb(this, nextId++, initiator, socket, nowNs);
        connections.put(m.id(), m);
        return m;
    }

    void equip(Mpcb m) {
        policies.equip(m);
    }

    @Override
    public boolean established(Mpcb m) {
        return ingress.established(m);
    }

    @Override
    public void closed(Mpcb m) {
        ingress.forget(m);
        policies.forget(m);
        m.socket().releaseIfOrphan();
        if (!m.hasSubflows()) {
            connections.remove(m.id());
        }
    }

    @Override
    public void dirty(Mpcb m) {
        if (m.markDirty(true)) {
            dirty.add(m);
            access.wakeIfOutside();
        }
    }

    @Override
    public void ready(Mpcb m) {
        if (m.markReady(true)) {
            ready.add(m);
        }
    }

    @Override
    public void defer(Mpcb m, Runnable task) {
        deferFor(m, task);
    }

    /** Runs after the present event. @param owner whose work it is, or null */
    void deferFor(Object owner, Runnable task) {
        deferred.add(new Deferred(owner, task));
        access.wakeIfOutside();
    }

    Containment containment() {
        return containment;
    }

    @Override
    public void register(Subflow s) {
        demux.add(s);
    }

    @Override
    public void unregister(Subflow s) {
        demux.remove(s);
    }

    @Override
    public boolean registerToken(int token, Mpcb m) {
        return tokens.add(token, m);
    }

    @Override
    public void unregisterToken(int token) {
        tokens.remove(token);
    }

    Mpcb byToken(int token) {
        return tokens.find(token);
    }

    @Override
    public int ephemeralPort(IpAddress local, IpAddress remote, int remotePort) {
        return ports.ephemeral(local, remote, remotePort, ingress::listens);
    }

    @Override
    public int initialSequence(Flow flow) {
        long forced = isn.preset() >= 0 ? isn.preset() : config.entropy().nextIsn();
        return forced >= 0 ? (int) forced : isn.of(flow, nowNs);
    }

    @Override
    public PolicyHost policyHost() {
        return policies;
    }

    @Override
    public void contain(Mpcb m, Runnable task) {
        containment.run(m, Containment.Work.COMMAND, task);
    }

    @Override
    public LongSupplier policyClock() {
        LongSupplier given = config.policyClock();
        return given == null ? machineClock : given;
    }

    /** Of a loop in real time; a driven host has none, and its time stands still during a call. */
    void machineClock(LongSupplier clock) {
        machineClock = clock;
    }

    void unlisten(Listener listener) {
        ingress.unlisten(listener);
    }

    // --- links and addresses

    void addressGone(IpAddress address) {
        InetAddress inet = address.inet();
        for (Mpcb m : List.copyOf(connections.values())) {
            contain(m, () -> {
                m.localAddressGone(address, nowNs);
                m.policies().localAddress(inet, false, nowNs);
            });
        }
    }

    void addressCame(IpAddress address) {
        InetAddress inet = address.inet();
        for (Mpcb m : List.copyOf(connections.values())) {
            contain(m, () -> m.policies().localAddress(inet, true, nowNs));
        }
    }

    void endpoints(List<Endpoint> list) {
        endpoints = List.copyOf(list);
        configurationChanged();
    }

    void configure(StackConfig c) {
        config = c;
        memory.configured(c.memoryLimit());
        configurationChanged();
    }

    private void configurationChanged() {
        for (Mpcb m : List.copyOf(connections.values())) {
            contain(m, () -> m.policies().configurationChanged(nowNs));
        }
    }

    /** Ends the host: at once between two turns, else with the end of the present one. Loop thread. */
    void end() {
        if (!ending) {
            ending = true;
            if (!access.inTurn()) {
                shut();
            }
        }
    }

    /** Completed when it has ended. Any thread. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** It does not come back to end itself: nobody waits for it any more. Any thread. */
    void leftBehind() {
        registry.leave(policies);
    }

    LoopWatch watch() {
        return watch;
    }

    /** Resets everything and gives the memory back, whatever fails on the way. */
    private void shut() {
        registry.leave(policies);
        for (Mpcb m : List.copyOf(connections.values())) {
            containment.run(m, Containment.Work.COMMAND, () -> m.abortAll(Reason.ABORTED, nowNs));
        }
        containment.run(null, Containment.Work.COMMAND, ingress::closeListeners);
        containment.run(null, Containment.Work.LINK, () -> links.close(nowNs));
        tell();
        for (Mpcb m : List.copyOf(connections.values())) {
            containment.run(m, Containment.Work.COMMAND, m::release);
        }
        access.close();
        containment.run(null, Containment.Work.LINK, slabs::close);
        watch.end();
        ended.complete(null);
    }

    /** Takes a connection out of the list as it is. */
    void forget(Mpcb m) {
        policies.forget(m);
        connections.remove(m.id());
    }

    // --- monitors

    void addMonitor(Monitor monitor) {
        monitors.add(monitor);
    }

    void removeMonitor(Monitor monitor) {
        monitors.remove(monitor);
    }

    @Override
    public boolean monitored() {
        return !monitors.isEmpty();
    }

    @Override
    public void event(Mpcb m, int subflow, String event, String detail) {
        for (Monitor each : List.copyOf(monitors)) {
            containment.run(null, Containment.Work.MONITOR, () -> each.event(nowNs, m.id(), subflow, event, detail));
        }
    }

    // --- facts

    MemoryPressure memory() {
        return memory;
    }

    int connectionCount() {
        return connections.size();
    }

    @Override
    public HalfOpenJoins halfOpenJoins() {
        return halfOpenJoins;
    }

    @Override
    public boolean memoryScarce() {
        return memory.scarce();
    }

    @Override
    public boolean admitOrphan() {
        return memory.admitOrphan();
    }

    @Override
    public void release(BooleanSupplier attempt) {
        releases.add(attempt);
    }

    @Override
    public void orphanGone() {
        memory.orphanGone();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long nowNs() {
        return nowNs;
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
    public List<Endpoint> endpoints() {
        return endpoints;
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
    public StackConfig config() {
        return config;
    }

    @Override
    public OutSegment segment() {
        return segment;
    }

    @Override
    public IpLink linkOf(long localHi, long localLo) {
        return links.of(localHi, localLo);
    }

    @Override
    public int timestampOffset(Flow flow) {
        return isn.timestampOffset(flow);
    }

    @Override
    public List<Mpcb> connections() {
        return List.copyOf(connections.values());
    }

    @Override
    public Mpcb connection(long id) {
        return connections.get(id);
    }

    LinkTable links() {
        return links;
    }

    Ingress ingress() {
        return ingress;
    }

    HostPolicies policies() {
        return policies;
    }
}
