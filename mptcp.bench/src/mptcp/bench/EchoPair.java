package mptcp.bench;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamSocket;
import mptcp.lab.Host;
import mptcp.lab.Lab;
import mptcp.lab.peer.KernelPeer;
import mptcp.lab.socket.KernelServerSocket;
import mptcp.lab.socket.KernelSocket;
import mptcp.lab.socket.Protocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to a program at a kernel socket that sends back what it gets; that program waits in the kernel, not in a poll. */
final class EchoPair implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EchoPair.class);
    private static final int PATIENCE_S = 10;

    private final KernelPeer server;
    private final KernelServerSocket listener;
    private final CompletableFuture<?> echo;
    private final AutoCloseable client;
    private volatile boolean closing;
    private final RoundTrips.Exchange writing;
    private final RoundTrips.Exchange reading;

    /** Opens a client. */
    @FunctionalInterface
    private interface Opening {
        Client open(InetSocketAddress to) throws IOException;
    }

    /** The client's end of the connection. */
    private record Client(AutoCloseable socket, RoundTrips.Exchange writing, RoundTrips.Exchange reading) {}

    private EchoPair(Lab lab, Protocol protocol, Opening opening) throws IOException {
        server = new KernelPeer(lab.kernel(), protocol);
        listener = server.listen(new InetSocketAddress("::", 0));
        echo = server.start("echo", () -> {
            serve();
            return null;
        });
        try {
            Client opened = opening.open(new InetSocketAddress(lab.path(1).peerAddress(StandardProtocolFamily.INET),
                    listener.localAddress().getPort()));
            client = opened.socket;
            writing = opened.writing;
            reading = opened.reading;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** The kernel at both ends. */
    static EchoPair linux(Lab lab, Protocol protocol) throws IOException {
        return new EchoPair(lab, protocol, to -> {
            Host host = lab.user();
            KernelSocket socket = KernelSocket.connect(host, protocol, null, to);
            socket.blocking();
            Arena arena = Arena.ofShared();
            MemorySegment one = arena.allocate(1);
            return new Client(() -> {
                socket.close();
                arena.close();
            }, () -> socket.send(one), () -> {
                if (socket.receive(one) != 1) {
                    throw new EOFException("the peer has ended the connection");
                }
            });
        });
    }

    /** A stack that is there at our end. */
    static EchoPair stack(Lab lab, Stack stack, Protocol protocol) throws IOException {
        return new EchoPair(lab, protocol, to -> {
            StreamSocket socket = stack.connect(null, to, SocketConfig.DEFAULT, null);
            socket.awaitConnected(Duration.ofSeconds(PATIENCE_S));
            ByteBuffer one = ByteBuffer.allocateDirect(1);
            return new Client(socket, () -> socket.write(one.clear()), () -> {
                if (socket.read(one.clear()) != 1) {
                    throw new EOFException("the peer has ended the connection");
                }
            });
        });
    }

    private void serve() throws IOException {
        try (KernelSocket socket = server.accept(listener); Arena arena = Arena.ofConfined()) {
            socket.noDelay(true);
            socket.blocking();
            MemorySegment one = arena.allocate(1);
            while (!closing && socket.receive(one) == 1) {
                socket.send(one);
            }
        }
    }

    RoundTrips.Exchange exchange() {
        return () -> {
            writing.once();
            reading.once();
        };
    }

    /** @return a thread that waits for a byte until the connection is closed */
    Thread waitForNothing(ThreadFactory threads) {
        Thread thread = threads.newThread(() -> {
            try {
                reading.once();
            } catch (IOException e) {
                LOG.debug("the connection was closed", e);
            }
        });
        thread.start();
        return thread;
    }

    void check() throws IOException {
        if (echo.isCompletedExceptionally() && !closing) {
            throw new IOException(echo.exceptionNow().getMessage(), echo.exceptionNow());
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            client.close();
        } catch (Exception e) {
            throw new IllegalStateException("the connection cannot be closed", e);
        } finally {
            server.close();
        }
    }
}
