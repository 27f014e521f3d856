package mptcp.core.loop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.address.Tags;
import mptcp.api.inspect.Inspector;
import mptcp.api.link.IpLink;
import mptcp.api.policy.PolicyControl;
import mptcp.api.socket.AcceptListener;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.LoopStuckException;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.SocketListener;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;

/**
 * A host of several loops as applications and tools see it: one. What concerns the host is done on every loop, in their order;
 * what concerns a connection, on its own. Any thread; on a loop's thread nothing waits for another loop that waits for this one,
 * since who waits there does meanwhile what is asked of it.
 */
final class GroupStack implements DrivenStack {
    private final LoopGroup group;
    private final List<HostStack> loops;
    private final Consumer<Stack> onClose;
    private final GroupInspector inspector;
    private final GroupPolicies policies;
    private final GroupDriver driver;
    /** Where the next connection goes, and the next link that only one loop can serve. */
    private final AtomicInteger nextConnection = new AtomicInteger();
    private final AtomicInteger nextLink = new AtomicInteger();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    GroupStack(LoopGroup group, List<HostStack> loops, Consumer<Stack> onClose) {
        this.group = group;
        this.loops = List.copyOf(loops);
        this.onClose = onClose;
        this.inspector = new GroupInspector(group, this.loops);
        this.policies = new GroupPolicies(group);
        this.driver = new GroupDriver(group);
    }

    private HostStack first() {
        return loops.getFirst();
    }

    private <T> T on(HostStack loop, Callable<T> task) {
        return group.call(loop.host(), task);
    }

    /** On every loop, in order. */
    private void onEach(Consumer<HostStack> task) {
        for (HostStack s : loops) {
            on(s, () -> {
                task.accept(s);
                return null;
            });
        }
    }

    // --- the host

    @Override
    public String name() {
        return first().name();
    }

    @Override
    public StackConfig config() {
        return first().config();
    }

    @Override
    public void reconfigure(StackConfig config) {
        if (config.loops() != group.count()) {
            throw new IllegalArgumentException("a stack keeps the number of its loops: " + group.count());
        }
        boolean same = config.entropy() == config().entropy();
        for (HostStack s : loops) {
            boolean own = s == first();
            StackConfig c = own ? config : config.toBuilder().entropy(same ? s.config().entropy() : config.entropy().fork()).build();
            on(s, () -> {
                s.reconfigure(c);
                return null;
            });
        }
    }

    // --- links: those with as many queues as there are loops are everybody's, others are one loop's, by turns

    @Override
    public void addLink(IpLink link, List<LinkAddress> addresses) {
        List<IpLink> ends = ends(link);
        try {
            onEach(s -> s.place(ends.get(loops.indexOf(s)), addresses));
        } catch (RuntimeException e) {
            onEach(s -> s.displace(ends.get(loops.indexOf(s))));
            throw e;
        }
        onEach(s -> s.came(addresses)); // the answer to what one opens on it may come to any
    }

    private List<IpLink> ends(IpLink link) {
        List<IpLink> queues = link.queues(group.count());
        List<IpLink> ends = new ArrayList<>();
        if (queues.size() == group.count()) {
            loops.forEach(s -> ends.add(new GuardedLink(queues.get(ends.size()), s.host())));
            return ends;
        }
        HostStack owner = loops.get(Math.floorMod(nextLink.getAndIncrement(), group.count()));
        GuardedLink guarded = new GuardedLink(link, owner.host());
        List<Lane> lanes = new ArrayList<>();
        for (HostStack s : loops) {
            Lane lane = s == owner ? null : new Lane(guarded, owner.host().access());
            ends.add(lane == null ? guarded : lane);
            if (lane != null) {
                lanes.add(lane);
            }
        }
        on(owner, () -> {
            lanes.forEach(owner.host().lanes()::add);
            return null;
        });
        return ends;
    }

    @Override
    public void removeLink(String name) {
        onEach(s -> s.removeLink(name));
    }

    @Override
    public List<IpLink> links() {
        List<List<IpLink>> of = loops.stream().map(s -> on(s, s::links)).toList();
        List<IpLink> all = new ArrayList<>();
        for (int i = 0; i < of.getFirst().size(); i++) {
            String name = of.getFirst().get(i).name();
            all.add(of.stream().flatMap(List::stream).filter(l -> l.name().equals(name) && !(l instanceof Lane)).findFirst()
                    .orElseThrow());
        }
        return all;
    }

    @Override
    public void addAddress(String link, LinkAddress address) {
        onEach(s -> s.placeAddress(link, address));
        onEach(s -> s.came(List.of(address)));
    }

    @Override
    public void removeAddress(InetAddress address) {
        onEach(s -> s.removeAddress(address));
    }

    @Override
    public List<LinkAddress> addresses() {
        return on(first(), first()::addresses);
    }

    @Override
    public Tags tags(String link) {
        return on(first(), () -> first().tags(link));
    }

    @Override
    public void tags(String link, Tags tags) {
        onEach(s -> s.tags(link, tags));
    }

    @Override
    public List<Endpoint> endpoints() {
        return on(first(), first()::endpoints);
    }

    @Override
    public void endpoints(List<Endpoint> endpoints) {
        onEach(s -> s.endpoints(endpoints));
    }

    // --- connections

    @Override
    public StreamSocket connect(InetSocketAddress local, InetSocketAddress remote, SocketConfig config,
            SocketListener listener) throws IOException {
        return connect(local, remote, config, listener, null);
    }

    @Override
    public StreamSocket connect(InetSocketAddress local, InetSocketAddress remote, SocketConfig config,
            SocketListener listener, ByteBuffer first) throws IOException {
        return connect(local, remote, s -> s.connect(local, remote, config, listener, first));
    }

    @Override
    public StreamSocket connect(InetSocketAddress local, List<InetSocketAddress> remotes, SocketConfig config,
            SocketListener listener) throws IOException {
        if (remotes.isEmpty()) {
            throw new IllegalArgumentException("no address to connect to");
        }
        return connect(local, remotes.getFirst(), s -> s.connect(local, remotes, config, listener));
    }

    /** What is done on a loop. */
    private interface Connecting {
        StreamSocket on(HostStack loop) throws IOException;
    }

    private StreamSocket connect(InetSocketAddress local, InetSocketAddress remote, Connecting task) throws IOException {
        boolean anyPort = local == null || local.getPort() == 0;
        int begin = anyPort ? next(true) : home(local, remote);
        for (int i = 0;; i++) {
            HostStack s = loops.get((begin + i) % group.count());
            try {
                return HostStack.checked(group, s.host(), () -> task.on(s));
            } catch (StreamException e) {
                if (!anyPort || e.reason() != Reason.ADDRESS_IN_USE || i + 1 == group.count()) {
                    throw e; // else its ports are used up, another loop has others
                }
            }
        }
    }

    /** On a loop's thread, that loop; else by turns. */
    private int next(boolean taken) {
        int own = group.current();
        return own >= 0 ? own : Math.floorMod(taken ? nextConnection.getAndIncrement() : nextConnection.get(), group.count());
    }

    private int home(InetSocketAddress local, InetSocketAddress remote) {
        IpAddress to = IpAddress.of(remote.getAddress());
        IpAddress from = on(first(), () -> first().source(local, to));
        return from == null ? 0 : group.home(new Flow(from, local.getPort(), to, remote.getPort()));
    }

    @Override
    public boolean opensFast(InetSocketAddress local, InetSocketAddress remote, SocketConfig config) {
        HostStack s = loops.get(local == null || local.getPort() == 0 ? next(false) : home(local, remote));
        return on(s, () -> s.opensFast(local, remote, config));
    }

    @Override
    public StreamListener listen(InetSocketAddress local, SocketConfig config, AcceptListener listener)
            throws IOException {
        Backlog backlog = new Backlog();
        GroupListener whole = new GroupListener(group, backlog);
        backlog.whole(whole);
        try {
            InetSocketAddress at = local;
            for (HostStack s : loops) {
                InetSocketAddress to = at;
                Listener part = HostStack.checked(group, s.host(), () -> s.listen(to, config, listener, backlog));
                whole.add(part);
                at = new InetSocketAddress(local.getAddress(), part.port());
            }
            return whole;
        } catch (IOException | RuntimeException e) {
            whole.close();
            throw e;
        }
    }

    // --- tools

    @Override
    public PolicyControl policies() {
        return policies;
    }

    @Override
    public Inspector inspector() {
        return inspector;
    }

    @Override
    public <T> T call(Callable<T> task) {
        return loops.get(Math.max(0, group.current())).call(task);
    }

    @Override
    public Optional<String> stuckIn() {
        Optional<String> own = loops.stream().map(s -> s.host().watch().ownStuck()).filter(Objects::nonNull).findFirst();
        return own.isPresent() ? own : loops.stream().map(HostStack::stuckIn).flatMap(Optional::stream).findFirst();
    }

    @Override
    public void close() {
        if (group.current() < 0 && ending.compareAndSet(false, true)) {
            try {
                onEach(s -> s.host().abortAll());
                onEach(s -> s.host().flush(s.host().containment(), s.host().nowNs())); // what others of the loops had for its links
            } catch (LoopStuckException e) {
                // the log will say so, when the loop is left behind
            }
        }
        loops.forEach(HostStack::close);
        if (closed.compareAndSet(false, true)) {
            onClose.accept(this);
        }
    }

    // --- driven

    @Override
    public long turn(long nowNs) {
        return driver.turn(nowNs);
    }

    @Override
    public long turn(int loop, long nowNs) {
        return loops.get(loop).turn(nowNs);
    }

    @Override
    public void onWork(Runnable wake) {
        driver.onWork(wake);
    }
}
