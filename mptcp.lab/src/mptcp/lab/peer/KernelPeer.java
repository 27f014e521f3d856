package mptcp.lab.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import mptcp.lab.Host;
import mptcp.lab.socket.KernelServerSocket;
import mptcp.lab.socket.KernelSocket;
import mptcp.lab.socket.Protocol;

/**
 * Programs on the kernel host, as tests need them: they accept or connect and transfer patterns, each on a platform
 * thread of its own, since waiting for a kernel socket occupies a thread. Closing it closes all their sockets.
 */
public final class KernelPeer implements AutoCloseable {
    private static final int BACKLOG = 1024;

    private final Host host;
    private final Protocol protocol;
    private final List<Runnable> open = new ArrayList<>(); // guarded by itself
    private boolean closed; // guarded by open

    public KernelPeer(Host host, Protocol protocol) {
        this.host = host;
        this.protocol = protocol;
    }

    /** Both directions of a connection. */
    public record Exchange(Transfer sent, Transfer received) {}

    /** Listens; {@code [::]} and port 0 for all addresses of both families and any port. */
    public KernelServerSocket listen(InetSocketAddress local) throws IOException {
        return keep(KernelServerSocket.listen(host, protocol, local, BACKLOG));
    }

    /** Connects. */
    public KernelSocket connect(InetSocketAddress remote) throws IOException {
        return keep(KernelSocket.connect(host, protocol, null, remote));
    }

    /** Accepts; the socket is closed with this peer at the latest. */
    public KernelSocket accept(KernelServerSocket listener) throws IOException {
        return keep(listener.accept());
    }

    /** Sends a pattern and receives up to the end, at the same time. */
    public CompletableFuture<Exchange> exchange(KernelSocket socket, long seed, long bytes) {
        var sent = start("sender", () -> Transfer.send(socket, seed, bytes));
        return start("receiver", () -> Transfer.receive(socket)).thenCombine(sent, (r, s) -> new Exchange(s, r));
    }

    /** Accepts one connection and sends a pattern to it while receiving what it sends. */
    public CompletableFuture<Exchange> exchangeWithNext(KernelServerSocket listener, long seed, long bytes) {
        return start("server", () -> accept(listener)).thenCompose(socket -> exchange(socket, seed, bytes));
    }

    /** Runs something on a platform thread. */
    public <T> CompletableFuture<T> start(String what, Callable<T> task) {
        var future = new CompletableFuture<T>();
        Thread.ofPlatform().daemon().name("kernel " + what).start(() -> {
            try {
                future.complete(task.call());
            } catch (Throwable e) {
                future.completeExceptionally(new CompletionException(what + ": " + e.getMessage(), e));
            }
        });
        return future;
    }

    private KernelSocket keep(KernelSocket socket) throws SocketException {
        keep(socket::close);
        return socket;
    }

    private KernelServerSocket keep(KernelServerSocket socket) throws SocketException {
        keep(socket::close);
        return socket;
    }

    private void keep(Runnable close) throws SocketException {
        synchronized (open) {
            if (!closed) {
                open.add(close);
                return;
            }
        }
        close.run();
        throw new SocketException("the peer was closed meanwhile");
    }

    @Override
    public void close() {
        synchronized (open) {
            closed = true;
            open.forEach(Runnable::run);
            open.clear();
        }
    }
}
