package mptcp.core.loop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.address.Tags;
import mptcp.api.inspect.Inspector;
import mptcp.api.link.IpLink;
import mptcp.api.policy.PolicyControl;
import mptcp.api.socket.AcceptListener;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.SocketListener;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.core.mp.Mpcb;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stack as applications see it: each call is carried out on the host's loop. */
final class HostStack implements DrivenStack {
    private static final Logger LOG = LoggerFactory.getLogger(HostStack.class);
    private static final int MAX_PORT = 0xffff;
    private static final long CLOSE_MS = 5_000;
    private static final long STEP_MS = 100;
    /** How long a loop has to come back after it was interrupted. */
    private static final long STUCK_MS = 500;

    private final Host host;
    private final LoopThread thread;
    private final Consumer<Stack> onClose;
    private final HostInspector inspector;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param thread null for a stack that its owner drives */
    HostStack(Host host, LoopThread thread, Consumer<Stack> onClose) {
        this.host = host;
        this.thread = thread;
        this.onClose = onClose;
        this.inspector = new HostInspector(host);
    }

    @Override
    public String name() {
        return host.name();
    }

    @Override
    public StackConfig config() {
        return host.config();
    }

    @Override
    public void reconfigure(StackConfig config) {
        if (!config.name().equals(host.name())) {
            throw new IllegalArgumentException("a stack keeps its name: " + host.name() + ", not " + config.name());
        }
        host.call(() -> {
            host.configure(config);
            return null;
        });
    }

    @Override
    public void addLink(IpLink link, List<LinkAddress> addresses) {
        host.call(() -> {
            place(new GuardedLink(link, host), addresses);
            came(addresses);
            return null;
        });
    }

    /** Gives the loop the link, a {@link GuardedLink} or a {@link Lane}, and tells nobody yet; nothing of it if that fails. On the loop. */
    void place(IpLink link, List<LinkAddress> addresses) {
        host.links().add(link, addresses);
        try {
            if (thread != null) {
                link.onReadable(thread::wake);
                thread.linkAdded(link);
            }
        } catch (Throwable t) {
            host.links().remove(link);
            throw t;
        }
    }

    /** Takes back what was placed, as if it had never been. On the loop. */
    void displace(IpLink link) {
        if (host.links().links().contains(link)) {
            if (thread != null) {
                thread.linkRemoved(link);
            }
            host.links().remove(link);
        }
        host.lanes().remove(link);
    }

    /** Tells connections of addresses. On the loop. */
    void came(List<LinkAddress> addresses) {
        addresses.forEach(a -> host.addressCame(IpAddress.of(a.address())));
    }

    @Override
    public void removeLink(String name) {
        host.access().run(() -> {
            IpLink link = requireLink(name);
            if (thread != null) {
                thread.linkRemoved(link);
            }
            host.links().remove(link).forEach(host::addressGone);
            host.lanes().remove(link);
            link.close();
        });
    }

    @Override
    public List<IpLink> links() {
        return host.call(() -> List.copyOf(host.links().links()));
    }

    @Override
    public void addAddress(String link, LinkAddress address) {
        host.call(() -> {
            placeAddress(link, address);
            came(List.of(address));
            return null;
        });
    }

    /** Adds an address, and tells nobody yet. On the loop. */
    void placeAddress(String link, LinkAddress address) {
        host.links().add(requireLink(link), address);
    }

    @Override
    public void removeAddress(InetAddress address) {
        host.call(() -> {
            IpAddress ip = IpAddress.of(address);
            if (!host.links().remove(ip)) {
                throw new IllegalArgumentException("no address " + ip + " on " + host.name());
            }
            host.addressGone(ip);
            return null;
        });
    }

    @Override
    public List<LinkAddress> addresses() {
        return host.call(() -> host.links().entries().stream().map(LinkTable.Entry::configured).toList());
    }

    @Override
    public Tags tags(String link) {
        return host.call(() -> {
            requireLink(link);
            return host.links().tags(link);
        });
    }

    @Override
    public void tags(String link, Tags tags) {
        host.call(() -> {
            requireLink(link);
            host.links().tags(link, tags);
            return null;
        });
    }

    private IpLink requireLink(String name) {
        IpLink link = host.links().named(name);
        if (link == null) {
            throw new IllegalArgumentException("no link '" + name + "' on " + host.name());
        }
        return link;
    }

    @Override
    public List<Endpoint> endpoints() {
        return host.call(host::endpoints);
    }

    @Override
    public void endpoints(List<Endpoint> endpoints) {
        host.call(() -> {
            host.endpoints(endpoints);
            return null;
        });
    }

    @Override
    public StreamSocket connect(InetSocketAddress local, InetSocketAddress remote, SocketConfig config,
            SocketListener listener) throws IOException {
        return connect(local, remote, config, listener, null);
    }

    @Override
    public StreamSocket connect(InetSocketAddress local, InetSocketAddress remote, SocketConfig config,
            SocketListener listener, ByteBuffer first) throws IOException {
        return checked(() -> connectOnLoop(local, List.of(remote), config, listener, first));
    }

    @Override
    public StreamSocket connect(InetSocketAddress local, List<InetSocketAddress> remotes, SocketConfig config,
            SocketListener listener) throws IOException {
        if (remotes.isEmpty()) {
            throw new IllegalArgumentException("no address to connect to");
        }
        List<InetSocketAddress> copy = List.copyOf(remotes);
        return checked(() -> connectOnLoop(local, copy, config, listener, null));
    }

    @Override
    public boolean opensFast(InetSocketAddress local, InetSocketAddress remote, SocketConfig config) {
        return host.call(() -> {
            IpAddress to = IpAddress.of(remote.getAddress());
            IpAddress from = source(local, to);
            if (from == null || !host.config().fastOpen().client()) {
                return false;
            }
            Flow flow = new Flow(from, 0, to, remote.getPort());
            boolean without = !config.fastOpenCookies() || host.config().fastOpen().sendsWithoutCookie();
            return host.fastOpenCache().permits(flow, host.nowNs()) && (without || host.fastOpenCache().knows(flow));
        });
    }

    /** The address from which a connection would be made, or null. */
    IpAddress source(InetSocketAddress local, IpAddress to) {
        return Ways.source(host, local, to);
    }

    private StreamSocket connectOnLoop(InetSocketAddress local, List<InetSocketAddress> remotes, SocketConfig config,
            SocketListener listener, ByteBuffer first) throws IOException {
        Ways ways = new Ways(host, local, remotes);
        Flow flow = ways.flow();
        Mpcb m = host.newConnection(true, config);
        m.prepare(flow);
        host.equip(m);
        if (listener != null) {
            m.socket().listener(listener);
        }
        int version = config.mptcpVersion() != null ? config.mptcpVersion() : host.config().mptcpVersion();
        m.connect(version, ways.plan(), first, host.nowNs());
        return m.socket();
    }

    @Override
    public StreamListener listen(InetSocketAddress local, SocketConfig config, AcceptListener listener)
            throws IOException {
        return listen(local, config, listener, new Backlog());
    }

    /** @param backlog shared by the loops of the host */
    Listener listen(InetSocketAddress local, SocketConfig config, AcceptListener listener, Backlog backlog)
            throws IOException {
        return checked(() -> {
            IpAddress address = IpAddress.of(local.getAddress());
            if (!local.getAddress().isAnyLocalAddress() && !host.isLocal(address)) {
                throw new StreamException(Reason.ADDRESS_NOT_AVAILABLE, address + " is no address of " + host.name());
            }
            int port = local.getPort() != 0 ? local.getPort() : freePort(address);
            for (Listener other : host.ingress().listeners()) {
                if (other.port() == port && other.address().equals(address)) {
                    throw new StreamException(Reason.ADDRESS_IN_USE, "port " + port + " is in use on " + host.name());
                }
            }
            Listener l = new Listener(host, address, port, config, listener, backlog);
            host.ingress().listen(l);
            return l;
        });
    }

    private int freePort(IpAddress address) throws IOException {
        int port = host.ephemeralPort(address, IpAddress.ANY, 0);
        if (port < 0 || port > MAX_PORT) {
            throw new StreamException(Reason.ADDRESS_IN_USE, "no free port on " + host.name());
        }
        return port;
    }

    private <T> T checked(Callable<T> task) throws IOException {
        return checked(host.group(), host, task);
    }

    /** Has the loop do it. @throws StreamException made here, so that its trace tells who asked */
    static <T> T checked(LoopGroup group, Host host, Callable<T> task) throws IOException {
        try {
            return group.call(host, task);
        } catch (CompletionException e) {
            if (e.getCause() instanceof StreamException s) {
                throw new StreamException(s.reason(), s.getMessage());
            }
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw e;
        }
    }

    @Override
    public PolicyControl policies() {
        return host.policies();
    }

    @Override
    public Inspector inspector() {
        return inspector;
    }

    @Override
    public <T> T call(Callable<T> task) {
        return host.call(task);
    }

    @Override
    public Optional<String> stuckIn() {
        return Optional.ofNullable(host.watch().stuckIn());
    }

    Host host() {
        return host;
    }

    @Override
    public void close() {
        boolean here = host.onLoop();
        host.access().post(host::end);
        boolean ended = here || hasEnded();
        if (thread != null) {
            thread.stop(ended && !here); // a turn that is not over yet may be one that the loop's thread waits for
        }
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (!ended) {
            host.leftBehind();
            String stuck = host.watch().stuckIn();
            LOG.error("{}: the loop has not ended, and is left behind: {}", host.name(), stuck != null ? stuck
                    : thread == null ? "nobody drives it" : "it did not answer within " + CLOSE_MS + " ms");
        }
        onClose.accept(this);
    }

    /** Waits for the end of the loop, but not for one that does not come back when it is interrupted. */
    private boolean hasEnded() {
        long left = CLOSE_MS;
        boolean interrupted = false;
        while (left > 0 && !host.ended().isDone()) {
            left -= STEP_MS;
            try {
                host.ended().get(STEP_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (host.watch().stuckIn() != null) {
                    host.watch().interrupt(null);
                    left = Math.min(left, STUCK_MS);
                }
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return host.ended().isDone();
    }

    // --- driven

    @Override
    public long turn(long nowNs) {
        return host.access().isClosed() ? Long.MAX_VALUE : host.turn(nowNs);
    }

    @Override
    public void onWork(Runnable wake) {
        host.access().onWork(wake);
    }
}
