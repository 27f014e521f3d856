package mptcp.nio;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import mptcp.api.address.LinkAddress;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.AcceptListener;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.SocketListener;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;

/**
 * A stack as the network of this process: which destinations it carries, what the program has open, what went around it.
 * Loopback addresses, those of the stack itself and of this machine, and those of a family of which it has none stay with the
 * kernel. Any thread.
 */
public final class Network {
    /** How often the end of the program looks whether its connections are done. */
    private static final long LOOK_NS = 50_000_000;

    private final Stack stack;
    /** How a refusal begins; null: what the stack does not carry goes around it. */
    private final String refusal;
    /** Whether the kernel's own addresses stay with it. */
    private final boolean leavesMachine;
    private final Bypasses bypasses = new Bypasses();
    private final Names names = new Names(InetAddress::getAllByName);
    /** Whether a connection to a name may go to any address of it. */
    private final BooleanSupplier anyAddress;
    private final BoundPorts ports = new BoundPorts();
    private final Within within = new Within();
    /** Those that may be open. */
    private final Set<DatagramChannel> datagramChannels = Collections.synchronizedSet(
            Collections.newSetFromMap(new WeakHashMap<>()));
    private final Set<DatagramSocket> datagramSockets = Collections.synchronizedSet(
            Collections.newSetFromMap(new WeakHashMap<>()));
    private final Set<StreamSocket> open = ConcurrentHashMap.newKeySet();
    /** Closed by the program, and not yet over. */
    private final Set<StreamSocket> ending = ConcurrentHashMap.newKeySet();

    /** Of a process. @param only whether what the stack does not carry is refused */
    public Network(Stack stack, boolean only) {
        this(stack, only, false);
    }

    /** @param anyAddress whether a connection to a name may go to any address of it */
    Network(Stack stack, boolean only, boolean anyAddress) {
        this(stack, only ? "not over the stack, and --only was said: " : null, true, () -> anyAddress);
    }

    /**
     * Of sockets that were asked for. A connection to a name may go to any address of it while the stack's path manager is one that
     * tries several.
     *
     * @param refusal how what is said begins where something is refused
     */
    Network(Stack stack, String refusal) {
        this(stack, refusal, false, () -> triesSeveral(stack));
    }

    private static boolean triesSeveral(Stack stack) {
        try {
            return Setup.RACES.equals(stack.policies().inUse(PolicyKind.PATH_MANAGER));
        } catch (IllegalStateException _) {
            return false; // it is closed, as the connection will be told
        }
    }

    private Network(Stack stack, String refusal, boolean leavesMachine, BooleanSupplier anyAddress) {
        this.stack = stack;
        this.refusal = refusal;
        this.leavesMachine = leavesMachine;
        this.anyAddress = anyAddress;
    }

    public Stack stack() {
        return stack;
    }

    /**
     * Has each connection told when it is over: some lines, with what it and each subflow it ever had carried.
     *
     * @param told on the loop
     */
    public void report(Consumer<String> told) {
        Ledger ledger = new Ledger(stack, account -> told.accept(Report.of(account, "")));
        reporter = () -> stack.call(() -> {
            stack.inspector().connections().stream().map(ledger::last).flatMap(Optional::stream)
                    .forEach(a -> told.accept(Report.of(a, isDone(a.connection()) ? "" : ", not over: " + a.connection().state())));
            return null;
        });
    }

    /** Tells of what is not over, at the end. */
    private volatile Runnable reporter = () -> { };

    /** What went around the stack, a line each; empty if nothing did. */
    public List<String> bypasses() {
        return bypasses.lines();
    }

    BoundPorts ports() {
        return ports;
    }

    Within within() {
        return within;
    }

    /** Where the kernel has a listener of this program at an address of the stack. @return null if it is no such one */
    InetSocketAddress companion(InetSocketAddress of) {
        return isOwn(of.getAddress()) ? within.companion(of) : null;
    }

    // ---- what is whose

    /** Whether a destination is reached over the stack. */
    boolean carries(InetAddress remote) {
        return why(remote) == null;
    }

    /** Why not; null: it is. */
    private Bypasses.Why why(InetAddress remote) {
        if (remote.isLoopbackAddress() || remote.isAnyLocalAddress()) {
            return Bypasses.Why.LOOPBACK;
        }
        if (isOwn(remote)) {
            return Bypasses.Why.OWN;
        }
        if (stack.addresses().stream().noneMatch(a -> a.address().getClass() == remote.getClass())) {
            return Bypasses.Why.FAMILY;
        }
        return leavesMachine && isOfMachine(remote) ? Bypasses.Why.MACHINE : null;
    }

    /** Whether the kernel has an address: but for that on the far end of a TUN device, nothing that is sent to it comes to a link. */
    private boolean isOfMachine(InetAddress remote) {
        try {
            NetworkInterface of = NetworkInterface.getByInetAddress(remote);
            return of != null && !(of.isPointToPoint() && stack.links().stream().anyMatch(l -> l.name().equals(of.getName())));
        } catch (SocketException _) {
            return false; // the kernel does not tell
        }
    }

    /** Whether an address is one of the stack. */
    boolean isOwn(InetAddress address) {
        return stack.addresses().stream().map(LinkAddress::address).anyMatch(address::equals);
    }

    /** Whether sockets of the kernel listen beside the stack's. */
    boolean allowsKernel() {
        return refusal == null;
    }

    /**
     * A connection goes around the stack.
     *
     * @param bound whether that is because of the address that it comes from
     * @throws ConnectException if that is refused
     */
    void aroundTo(InetSocketAddress remote, boolean bound) throws ConnectException {
        Bypasses.Why why = bound ? Bypasses.Why.BOUND : why(remote.getAddress());
        if (refusal != null) {
            throw new ConnectException(refusal + why.text());
        }
        bypasses.count(why, "connection to " + text(remote));
    }

    /** A socket listens beside the stack. @throws BindException if that is refused */
    void aroundAt(InetSocketAddress local) throws BindException {
        if (refusal != null) {
            throw new BindException(refusal + Bypasses.Why.LISTENING.text());
        }
        bypasses.count(Bypasses.Why.LISTENING, "listener at " + text(local));
    }

    /** A connection came around the stack. */
    void aroundFrom(InetSocketAddress remote) {
        bypasses.count(Bypasses.Why.ACCEPTED, "connection from " + text(remote.getAddress()));
    }

    /** @throws IOException if that is refused */
    void datagrams() throws IOException {
        if (refusal != null) {
            throw new IOException(refusal + Bypasses.Why.DATAGRAM.text());
        }
        bypasses.count(Bypasses.Why.DATAGRAM, "datagram channel");
    }

    /** One was opened. */
    <T extends DatagramChannel> T counted(T channel) {
        datagramChannels.add(channel);
        return channel;
    }

    /** The JDK made one. */
    void made(DatagramSocket socket) {
        bypasses.count(Bypasses.Why.DATAGRAM, "datagram socket");
        datagramSockets.add(socket);
    }

    private boolean isCounted(int datagramPort) {
        synchronized (datagramSockets) {
            if (datagramSockets.stream().anyMatch(s -> !s.isClosed() && s.getLocalPort() == datagramPort)) {
                return true;
            }
        }
        synchronized (datagramChannels) {
            return datagramChannels.stream().anyMatch(c -> c.isOpen() && c.socket().getLocalPort() == datagramPort);
        }
    }

    /** How a datagram socket is refused; null: it is not. */
    String noDatagrams() {
        return refusal == null ? null : refusal + Bypasses.Why.DATAGRAM.text();
    }

    /**
     * A name is looked up, or the name of an address, by the JDK's resolver.
     *
     * @throws UnknownHostException if that is refused
     */
    public void lookUp(String name) throws UnknownHostException {
        if (refusal != null) {
            throw new UnknownHostException(name + ": " + refusal + Bypasses.Why.LOOKUP.text());
        }
        bypasses.count(Bypasses.Why.LOOKUP, "lookup of " + name);
    }

    /**
     * A lookup had an answer.
     *
     * @param addresses as the program is given them
     */
    public void found(String name, List<InetAddress> addresses) {
        names.found(name, addresses);
    }

    /** From now on {@link #found} is called for all lookups of the process. */
    public void namesAreTold() {
        names.areTold();
    }

    /** What the process holds at the end of a run, and no hook has seen. */
    void found(KernelSockets.Held held) {
        if (held.datagrams() && !isCounted(held.local().getPort())) {
            bypasses.count(Bypasses.Why.FOUND, "datagram socket at port " + held.local().getPort());
        } else if (!held.datagrams() && held.established() && !within.has(held.local(), held.remote()) && !bypasses.knows("connection to " + text(held.remote()))
                && !bypasses.knows("connection from " + text(held.remote().getAddress()))) {
            bypasses.count(Bypasses.Why.FOUND, "connection to " + text(held.remote()));
        }
    }

    void inherited() throws IOException {
        if (refusal != null) {
            throw new IOException(refusal + Bypasses.Why.INHERITED.text());
        }
        bypasses.count(Bypasses.Why.INHERITED, "channel");
    }

    private static String text(InetAddress address) {
        String host = address.getHostAddress();
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static String text(InetSocketAddress address) {
        return text(address.getAddress()) + ":" + address.getPort();
    }

    // ---- the stack's sockets

    StreamSocket connect(InetSocketAddress local, InetSocketAddress remote, SocketConfig config, SocketListener listener)
            throws IOException {
        try {
            if (remote.getPort() == 0) {
                throw new StreamException(Reason.REFUSED, "nobody can listen at port 0"); // as the kernel says it
            }
            List<InetSocketAddress> ways = ways(remote);
            StreamSocket socket = ways.size() <= 1 ? stack.connect(local, remote, config, listener)
                    : stack.connect(local, ways, config, listener);
            open.add(socket);
            return socket;
        } catch (IOException e) {
            throw Errors.ofConnect(e, remote);
        }
    }

    /** Those of the name's addresses that the stack carries. */
    private List<InetSocketAddress> ways(InetSocketAddress remote) {
        boolean named = !remote.getHostString().equals(remote.getAddress().getHostAddress());
        return named && anyAddress.getAsBoolean() ? names.of(remote).stream().filter(r -> carries(r.getAddress())).toList() : List.of(remote);
    }

    StreamListener listen(InetSocketAddress local, SocketConfig config, AcceptListener listener) throws IOException {
        try {
            return stack.listen(local, config, listener);
        } catch (IOException e) {
            throw Errors.ofBind(e);
        }
    }

    void accepted(StreamSocket socket) {
        open.add(socket);
    }

    /** The program closes a socket, or resets it; from now on it is looked after here. */
    void close(StreamSocket socket, boolean reset) {
        if (!open.remove(socket)) {
            return;
        }
        ending.add(socket);
        if (reset) {
            socket.abort();
        } else {
            socket.close();
        }
        socket.listener(this::forget);
        forget(socket, socket.ready());
    }

    private void forget(StreamSocket socket, int ready) {
        if ((ready & StreamSocket.CLOSED) != 0) {
            ending.remove(socket);
        }
    }

    /**
     * The program ends: its sockets close, as a kernel would close them, and what they were given to send is sent.
     *
     * @return connections that had not ended when the time was over
     */
    public int finish(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        new ArrayList<>(open).forEach(s -> close(s, false));
        Set<StreamSocket> left = new HashSet<>(ending);
        while (!left.isEmpty()) {
            left.removeIf(this::isDone);
            long rest = deadline - System.nanoTime();
            if (rest <= 0 || Thread.currentThread().isInterrupted()) {
                break;
            }
            left.stream().findFirst().ifPresent(s -> s.awaitClosed(Duration.ofNanos(Math.min(rest, LOOK_NS))));
        }
        reporter.run();
        return left.size();
    }

    private boolean isDone(StreamSocket socket) {
        return (socket.ready() & StreamSocket.CLOSED) != 0
                || stack.inspector().connection(socket.id()).map(Network::isDone).orElse(true);
    }

    /** Each end has all that the other sent; that a subflow on a failed path has yet to end concerns nobody. */
    private static boolean isDone(ConnectionSnapshot c) {
        return c.state().equals("TIME-WAIT") || c.state().equals("CLOSED");
    }
}
