package mptcp.core.loop;

import java.net.InetAddress;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import mptcp.api.address.Endpoint;
import mptcp.api.link.PacketSink;
import mptcp.api.socket.FastOpenKey;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.core.buffer.SlabPool;
import mptcp.core.mp.LoopHelp;
import mptcp.core.mp.Mpcb;
import mptcp.core.mp.output.Output;
import mptcp.core.mp.path.Subflow;
import mptcp.core.mp.policy.CallsUnderWay;
import mptcp.core.mp.policy.PolicyHost;
import mptcp.core.mp.policy.PolicyOffer;
import mptcp.core.policy.HostPolicies;
import mptcp.core.policy.Registry;
import mptcp.core.time.Timers;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.WireHabits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One host's loop: connections, timers, pools and counters, owned by one thread. A turn reads commands, polls the links,
 * expires deadlines, runs the output of connections that asked for it, flushes, and tells applications. No locks: other
 * threads meet it at {@link LoopAccess} and the sockets' buffers.
 */
final class Host extends HostParts implements HostPolicies.Host {
    /** Not one of those that cookies are made with. */
    private static final int JOIN_SECRET = 3;
    private static final int PACKETS_PER_POLL = 64;
    private static final long LINK_FULL_RETRY_NS = 100_000;
    private static final Logger LOG = LoggerFactory.getLogger(Host.class);

    private final Isn isn;
    private final Demux demux;
    private final Ingress ingress;
    private final Ports ports;
    /** Those that are over, whose applications have something to read still: in memory of this host. */
    private final Set<Mpcb> unread = Collections.newSetFromMap(new IdentityHashMap<>());
    private final CallsUnderWay calls = new CallsUnderWay();
    private final LoopWatch watch;
    private final LoopAccess access;
    private final HostPolicies policies;
    private final Registry registry;
    private final PacketSink sink;
    private volatile StackConfig config;
    /** Those of the profile in {@link #config}: every segment asks for them. */
    private WireHabits habits;
    private LongSupplier machineClock;
    private List<Endpoint> endpoints = List.of();
    private long nowNs;
    private final MemoryPressure memory;
    private final Containment containment = new Containment(this, calls);
    private final TurnWork work = new TurnWork(containment);
    private final Monitors monitors = new Monitors(containment);
    /** Completed when the host has ended. */
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    /** The host ends with the present turn. */
    private boolean ending;

    /** A host of one loop. */
    Host(StackConfig config, Timers timers, Registry registry, long machineMemory) {
        this(config, timers, registry, machineMemory, new LoopGroup(1, config.entropy().nextLong()), 0);
    }

    /** One of several loops. {@code self}: its place among them */
    Host(StackConfig config, Timers timers, Registry registry, long machineMemory, LoopGroup group, int self) {
        super(config.name(), timers, group, self, new SlabPool(config.payloadFree()));
        this.config = config;
        this.habits = WireHabits.of(config.profile());
        this.registry = registry;
        this.isn = new Isn(group.secret());
        this.demux = new Demux(group.secret());
        this.ports = new Ports(demux, steering, config.entropy());
        this.ingress = new Ingress(this, containment, demux, links, isn, new FastOpenServer(this,
                new FastOpenKey(isn.secret(1), isn.secret(2))));
        this.sink = ingress;
        this.policies = new HostPolicies(registry, this, calls);
        this.watch = new LoopWatch(name, calls, this::loopThread, policies::called);
        this.access = new LoopAccess(calls, watch);
        this.memory = new MemoryPressure(this, work, slabs, counters, timers, machineMemory);
        memory.configured(config.memoryLimit());
        registry.join(policies);
        timers.guard(containment);
        group.add(this, self);
    }

    // --- the turn

    /** @return when the next turn is due at the latest */
    long turn(long now) {
        access.turnBegins();
        nowNs = Math.max(nowNs, now);
        try {
            access.runCommands();
            for (Mpcb m = access.notes().take(), next; m != null; m = next) {
                next = m.takeNoted();
                containment.applicationDid(m, nowNs);
            }
            boolean more = single ? links.poll(containment, sink, PACKETS_PER_POLL, nowNs)
                    : pollShared(containment, ingress, nowNs);
            timers.expire(nowNs);
            work.runDeferred();
            sendLateResets();
            work.finish(nowNs);
            if (!single) {
                lanes.forward(containment, nowNs);
            }
            links.flush(containment, nowNs);
            memory.check(nowNs);
            work.release();
            return ending ? Long.MAX_VALUE : more || access.pending() || handedOver() ? nowNs : nextDue();
        } finally {
            if (ending) {
                shut();
            }
            access.turnEnds();
        }
    }

    private void sendLateResets() {
        if (!lateResets.isEmpty()) {
            containment.run(null, Containment.Work.OUTPUT, () -> lateResets.send(nowNs));
        }
    }

    private long nextDue() {
        long due = timers.nextNs();
        if (work.pending() || !lateResets.isEmpty() || !single && lanes.blocked()) {
            due = Math.min(due, nowNs + LINK_FULL_RETRY_NS); // a link was full: it empties with time
        }
        return Math.max(nowNs, Math.min(due, links.nextEventNs(nowNs)));
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
    public void distrusted(PolicyOffer offer) {
        group.tellOthers(self, loop -> loop.policies.distrust(offer));
    }

    @Override
    public boolean onLoop() {
        return access.isOwner();
    }

    @Override
    public void applicationDid(Mpcb m, boolean waits) {
        if (access.isOwner() && !access.inLink()) {
            containment.applicationDid(m, nowNs);
            access.wakeIfOutside();
        } else if (m.markNoted()) {
            access.notes().push(m);
            access.noted(waits);
        }
    }

    @Override
    public LoopHelp help() {
        return access.help();
    }

    @Override
    public void post(Runnable task) {
        access.post(task);
    }

    @Override
    public <T> T call(Callable<T> task) {
        return access.call(task);
    }

    /** As {@link #call(Callable)}, for what changes nothing. */
    <T> T look(Callable<T> task) {
        return access.look(task);
    }

    @Override
    public void call(Mpcb m, Runnable task) {
        access.run(() -> containment.command(m, task));
    }

    @Override
    public void end(Mpcb m, Runnable task) {
        access.end(() -> containment.command(m, task));
    }

    // --- connections

    Mpcb newConnection(boolean initiator, SocketConfig socket) {
        Mpcb m = new Mpcb(this, group.nextConnection(), initiator, socket, nowNs);
        add(m);
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
    public void handshakeCompleted(Mpcb m) {
        ingress.handshakeCompleted(m);
    }

    @Override
    public void closed(Mpcb m) {
        ingress.forget(m);
        policies.forget(m);
        if (m.releaseUnasked()) {
            unread.add(m);
        } else {
            unread.remove(m);
        }
        if (!m.hasSubflows()) {
            drop(m);
        }
    }

    @Override
    public void dirty(Mpcb m) {
        if (m.markDirty(true)) {
            work.dirty(m);
            access.wakeIfOutside();
        }
    }

    @Override
    public void ready(Mpcb m) {
        if (m.markReady(true)) {
            work.ready(m);
        }
    }

    @Override
    public void defer(Mpcb m, Runnable task) {
        deferFor(m, task);
    }

    /** Runs after the present event. @param owner whose work it is, or null */
    void deferFor(Object owner, Runnable task) {
        work.defer(owner, task);
        access.wakeIfOutside();
    }

    Containment containment() {
        return containment;
    }

    @Override
    public void register(Subflow s) {
        demux.add(s);
        steering.came(s.tcb().flow());
    }

    @Override
    public void unregister(Subflow s) {
        demux.remove(s);
        steering.went(s.tcb().flow());
    }

    @Override
    public int ephemeralPort(IpAddress local, IpAddress remote, int remotePort) {
        return ports.ephemeral(local, remote, remotePort, ingress::listens);
    }

    @Override
    long joinSecret() {
        return isn.secret(JOIN_SECRET);
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
        each(m -> {
            m.localAddressGone(address, nowNs);
            m.policies().localAddress(inet, false, nowNs);
        });
    }

    void addressCame(IpAddress address) {
        InetAddress inet = address.inet();
        each(m -> m.policies().localAddress(inet, true, nowNs));
    }

    /** A fault of one is no matter of the others. */
    private void each(Consumer<Mpcb> task) {
        for (Mpcb m : connections()) {
            contain(m, () -> task.accept(m));
        }
    }

    void endpoints(List<Endpoint> list) {
        endpoints = List.copyOf(list);
        links.tags(endpoints);
        configurationChanged();
    }

    @Override
    public void configure(StackConfig c) {
        policies.configured(c);
        config = c;
        habits = WireHabits.of(c.profile());
        memory.configured(c.memoryLimit());
        configurationChanged();
    }

    private void configurationChanged() {
        each(m -> m.policies().configurationChanged(nowNs));
    }

    /** Resets everything, before the links are closed: those of one loop may be the way of another one's resets. */
    void abortAll() {
        each(m -> m.abortAll(Reason.ABORTED, nowNs));
        sendLateResets();
        links.flush(containment, nowNs);
    }

    /** Ends the host: at once between two turns, else with the end of the present one. Loop thread. */
    void end() {
        if (!ending) {
            ending = true;
            if (!access.inTurn() && !access.inLink()) {
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
        each(m -> m.abortAll(Reason.ABORTED, nowNs));
        containment.run(null, Containment.Work.COMMAND, ingress::closeListeners);
        sendLateResets();
        containment.run(null, Containment.Work.LINK, () -> links.close(nowNs));
        work.tell();
        each(Mpcb::release);
        unread.forEach(Mpcb::release);
        unread.clear();
        access.close(() -> containment.run(null, Containment.Work.CLOSING, this::freeMemory));
        watch.end();
        ended.complete(null);
    }

    /** An application that copies just now is let finish: to take memory from under a thread would interrupt it. */
    private void freeMemory() {
        if (work.releaseAll()) {
            slabs.close();
        } else {
            LOG.warn("{}: an application does not come back from a copy; the memory that it is in stays", name);
            slabs.releasePooled();
        }
    }

    /** Takes a connection out of the list as it is. */
    void forget(Mpcb m) {
        policies.forget(m);
        drop(m);
    }

    // --- monitors

    Monitors monitors() {
        return monitors;
    }

    @Override
    public boolean monitored() {
        return monitors.any();
    }

    @Override
    public void event(Mpcb m, int subflow, String event, String detail) {
        monitors.event(nowNs, m.id(), subflow, event, detail);
    }

    // --- facts

    @Override
    public MemoryPressure memory() {
        return memory;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    @Override
    public StackConfig config() {
        return config;
    }

    @Override
    public WireHabits habits() {
        return habits;
    }

    @Override
    public int timestampOffset(Flow flow) {
        return isn.timestampOffset(flow);
    }

    @Override
    Ingress ingress() {
        return ingress;
    }

    HostPolicies policies() {
        return policies;
    }
}
