package mptcp.nio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.Objects;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import mptcp.api.socket.Stack;

/**
 * Sockets of the JDK's types over one stack, beside the process's own: for programs that know it, and for libraries that
 * take a factory. All of them go over the stack; what it does not carry (loopback, its own addresses, families that no link
 * has) is refused with a {@link java.net.ConnectException} or a {@link java.net.BindException} that says why. Host names are
 * looked up by the JDK. Any thread.
 */
public final class StackSockets implements AutoCloseable {
    private static final String REFUSED = "not over the stack: ";
    private static final Duration LINGER = Duration.ofSeconds(10);

    private final NetSockets sockets;
    private final Network network;
    private final SelectorProvider channels;
    private final Duration linger;
    private volatile boolean closed;

    private StackSockets(Stack stack, Duration linger) {
        this.linger = linger;
        network = new Network(stack, REFUSED);
        sockets = new NetSockets(network);
        channels = new StackSelectorProvider(network);
    }

    /** @param stack remains its owner's, who closes it after this */
    public static StackSockets of(Stack stack) {
        return of(stack, LINGER);
    }

    /** @param linger how long {@link #close} waits for what was written to reach the peer; 10 s where it is not said */
    public static StackSockets of(Stack stack, Duration linger) {
        return new StackSockets(Objects.requireNonNull(stack), Objects.requireNonNull(linger));
    }

    /** Of sockets, connected or not. */
    public SocketFactory socketFactory() {
        return new Sockets();
    }

    /** Of listeners; one without an address listens on all of the stack's, and not in the kernel. */
    public ServerSocketFactory serverSocketFactory() {
        return new ServerSockets();
    }

    /** Of channels and selectors, for libraries that take a provider. */
    public SelectorProvider channels() {
        return channels;
    }

    /**
     * Closes the sockets and channels made here, and waits until their peers have what was written to them: a stack that is
     * closed resets its connections. The factories make no more.
     */
    @Override
    public void close() {
        closed = true;
        network.finish(linger);
    }

    private void ensureOpen() throws SocketException {
        if (closed) {
            throw new SocketException("the factory of this socket is closed");
        }
    }

    /** Not that of the process. */
    private static final class HostSocket extends Socket {
        HostSocket(NetSockets sockets) throws SocketException {
            super(new NetSocketImpl(sockets, false));
        }
    }

    private static final class HostServerSocket extends ServerSocket {
        private final NetSockets sockets;

        HostServerSocket(NetSockets sockets) {
            super(new NetSocketImpl(sockets, true));
            this.sockets = sockets;
        }

        /** The superclass would make a socket of the process. */
        @Override
        public Socket accept() throws IOException {
            if (isClosed()) {
                throw new SocketException("Socket is closed");
            }
            if (!isBound()) {
                throw new SocketException("Socket is not bound yet");
            }
            Socket accepted = new HostSocket(sockets);
            implAccept(accepted);
            return accepted;
        }
    }

    private final class Sockets extends SocketFactory {
        @Override
        public Socket createSocket() throws IOException {
            ensureOpen();
            return new HostSocket(sockets);
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return connected(new InetSocketAddress(host, port), null);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return connected(new InetSocketAddress(host, port), null);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
        }

        private Socket connected(InetSocketAddress to, InetSocketAddress from) throws IOException {
            Socket socket = createSocket();
            try {
                if (from != null) {
                    socket.bind(from);
                }
                socket.connect(to);
                return socket;
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            }
        }
    }

    private final class ServerSockets extends ServerSocketFactory {
        private static final int BACKLOG = 50;

        @Override
        public ServerSocket createServerSocket() throws IOException {
            ensureOpen();
            return new HostServerSocket(sockets);
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return createServerSocket(port, BACKLOG, null);
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) throws IOException {
            return createServerSocket(port, backlog, null);
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress at) throws IOException {
            ServerSocket socket = createServerSocket();
            try {
                socket.bind(new InetSocketAddress(at, port), backlog);
                return socket;
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            }
        }
    }
}
