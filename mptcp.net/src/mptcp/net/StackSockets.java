package mptcp.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import mptcp.api.address.LinkAddress;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamSocket;

/**
 * Makes {@link Socket} and {@link ServerSocket} of this process sockets of a stack. Loopback addresses, and those of a
 * family of which the stack has no address, stay with the kernel. Channels are not concerned: the JDK has no such hook
 * for them. Any thread.
 */
final class StackSockets {
    private final Stack stack;
    private final Set<StackConnection> open = ConcurrentHashMap.newKeySet();
    /** Closed by the program, and not yet over. */
    private final Set<StreamSocket> ending = ConcurrentHashMap.newKeySet();
    private final List<Consumer<ConnectionSnapshot>> observers = new CopyOnWriteArrayList<>();

    StackSockets(Stack stack) {
        this.stack = stack;
    }

    /**
     * From now on the process makes its sockets here.
     *
     * @throws IOException if other code has installed a factory before: the JDK takes only one
     */
    @SuppressWarnings("deprecation") // there is no other way in, and no removal is announced
    void install() throws IOException {
        Socket.setSocketImplFactory(() -> new NetSocketImpl(this));
        ServerSocket.setSocketFactory(() -> new NetSocketImpl(this));
    }

    /** Told of each connection of the stack when the program closes it, or at the end. */
    void observe(Consumer<ConnectionSnapshot> observer) {
        observers.add(observer);
    }

    Connection connect(InetSocketAddress local, InetSocketAddress remote, Settings settings, int timeoutMs)
            throws IOException {
        if (!isOurs(remote.getAddress())) {
            return KernelConnection.connect(local, remote, settings, timeoutMs);
        }
        return StackConnection.connect(stack, local, remote, settings, timeoutMs, open::add, this::closing);
    }

    Acceptor listen(InetSocketAddress local, int backlog) throws IOException {
        if (!local.getAddress().isAnyLocalAddress() && !isOwn(local.getAddress())) {
            return new KernelAcceptor(local, backlog);
        }
        // Java's wildcard means both families
        InetSocketAddress at = local.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.ofLiteral("::"), local.getPort()) : local;
        return new StackAcceptor(stack, at, Math.max(1, backlog), this::accepted);
    }

    private Connection accepted(StreamSocket socket) {
        StackConnection c = new StackConnection(socket, new Readiness(), this::closing);
        open.add(c);
        return c;
    }

    private boolean isOurs(InetAddress remote) {
        return !remote.isLoopbackAddress() && !remote.isAnyLocalAddress() && !isOwn(remote)
                && stack.addresses().stream().anyMatch(a -> a.address().getClass() == remote.getClass());
    }

    private boolean isOwn(InetAddress address) {
        return stack.addresses().stream().map(LinkAddress::address).anyMatch(address::equals);
    }

    private void closing(StackConnection c) {
        if (!open.remove(c)) {
            return;
        }
        StreamSocket socket = c.socket();
        if (!observers.isEmpty()) {
            stack.inspector().connections().stream().filter(s -> s.id() == socket.id())
                    .forEach(s -> observers.forEach(o -> o.accept(s)));
        }
        ending.add(socket);
        socket.listener((s, ready) -> {
            if ((ready & (StreamSocket.CLOSED | StreamSocket.FAILED)) != 0) {
                ending.remove(s);
            }
        });
    }

    /**
     * The program ends: its sockets close, as a kernel would close them, and what they were given to send is sent.
     *
     * @return connections that had not ended when the time was over
     */
    int finish(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (StackConnection c : new ArrayList<>(open)) {
            c.close();
        }
        int left = 0;
        for (StreamSocket socket : ending) {
            Duration rest = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            left += socket.awaitClosed(rest) ? 0 : 1;
        }
        return left;
    }
}
