package mptcp.nio;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.ref.Cleaner;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What {@link java.net.Socket} and {@link java.net.ServerSocket} call: a channel that no interrupt of a platform thread
 * closes. Threads: as those allow.
 */
final class NetSocketImpl extends SocketImpl {
    private static final Map<Integer, SocketOption<?>> NUMBERED = Map.of(
            SocketOptions.SO_RCVBUF, StandardSocketOptions.SO_RCVBUF,
            SocketOptions.SO_SNDBUF, StandardSocketOptions.SO_SNDBUF,
            SocketOptions.SO_LINGER, StandardSocketOptions.SO_LINGER,
            SocketOptions.SO_KEEPALIVE, StandardSocketOptions.SO_KEEPALIVE,
            SocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_REUSEADDR,
            SocketOptions.SO_REUSEPORT, StandardSocketOptions.SO_REUSEPORT,
            SocketOptions.TCP_NODELAY, StandardSocketOptions.TCP_NODELAY,
            SocketOptions.IP_TOS, StandardSocketOptions.IP_TOS,
            SocketOptions.SO_OOBINLINE, ChannelOptions.OOB_INLINE);

    private static final Cleaner CLEANER = Cleaner.create();

    private final NetSockets sockets;
    private final boolean server;
    private volatile StackSocketChannel connection;
    private volatile StackServerSocketChannel listener;
    private InetSocketAddress wanted;
    /** Options that server sockets have and their channels have not, such as the type of service. */
    private final ChannelOptions unchanneled = ChannelOptions.ofSocket();
    private volatile int timeoutMs;
    private volatile boolean ended;
    private volatile boolean closed;
    /** Of the channel; with it. */
    private volatile Cleaner.Cleanable cleanable;

    /** @param sockets null for one that nothing is ever asked of */
    NetSocketImpl(NetSockets sockets, boolean server) {
        this.sockets = sockets;
        this.server = server;
        fd = new FileDescriptor(); // never valid; some callers look whether there is one
    }

    /** For sockets that override all that would come here. */
    static SocketImpl unused() {
        return new NetSocketImpl(null, false);
    }

    // --- life

    @Override
    protected void create(boolean stream) throws IOException {
        if (!stream) {
            throw new IOException("Datagram socket creation not supported");
        }
        if (server) {
            listener = sockets.openServer();
            closedWhenUnreachable(listener);
        } else {
            connection = sockets.open();
            closedWhenUnreachable(connection);
        }
    }

    /** As the JDK has it: who forgets a socket without closing it does not keep it for ever. */
    private void closedWhenUnreachable(Channel channel) {
        cleanable = CLEANER.register(this, () -> {
            try {
                end(channel);
            } catch (IOException _) {
                // it is closed, whatever its end was
            }
        });
    }

    @Override
    protected void connect(String host, int toPort) throws IOException {
        connect(new InetSocketAddress(host, toPort), 0);
    }

    @Override
    protected void connect(InetAddress to, int toPort) throws IOException {
        connect(new InetSocketAddress(to, toPort), 0);
    }

    @Override
    protected void connect(SocketAddress to, int timeout) throws IOException {
        if (!(to instanceof InetSocketAddress remote)) {
            throw new IllegalArgumentException("Unsupported address type");
        }
        if (remote.isUnresolved()) {
            throw new UnknownHostException(remote.getHostName());
        }
        StackSocketChannel c = connection;
        if (closed || c == null) {
            throw new SocketException("Socket closed");
        }
        try {
            c.connect(remote, Signal.deadline(TimeUnit.MILLISECONDS.toNanos(timeout)), true);
        } catch (ClosedChannelException e) {
            throw Errors.caused(new SocketException("Socket closed"), e);
        } catch (IOException e) {
            close();
            throw e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException)
                    ? Errors.caused(new SocketException("Closed by interrupt"), e) : e;
        }
        described(c);
    }

    private void described(StackSocketChannel c) {
        address = c.remoteAddress().getAddress();
        port = c.remoteAddress().getPort();
        localport = c.local().getPort();
    }

    @Override
    protected void bind(InetAddress to, int toPort) throws IOException {
        InetSocketAddress at = new InetSocketAddress(to, toPort);
        if (server) {
            wanted = at; // a channel binds and listens at once
            localport = toPort;
            return;
        }
        try {
            connection.bind(at);
        } catch (RuntimeException | ClosedChannelException e) {
            throw Errors.ofSocket(e);
        }
        localport = connection.local().getPort();
    }

    @Override
    protected void listen(int backlog) throws IOException {
        try {
            listener.bind(wanted, backlog);
        } catch (RuntimeException | ClosedChannelException e) {
            throw Errors.ofSocket(e);
        }
        address = wanted.getAddress(); // of a listening socket, what was asked for
        localport = listener.local().getPort();
    }

    @Override
    protected void accept(SocketImpl accepted) throws IOException {
        StackServerSocketChannel from = listener;
        if (from == null || closed) {
            throw new SocketException("Socket closed");
        }
        StackSocketChannel c;
        try {
            c = from.accept(Signal.deadline(TimeUnit.MILLISECONDS.toNanos(timeoutMs)), true);
        } catch (ClosedChannelException e) {
            throw Errors.caused(new SocketException("Socket closed"), e);
        }
        NetSocketImpl to = (NetSocketImpl) accepted;
        StackSocketChannel unused = to.connection;
        if (unused != null) {
            to.cleanable.clean();
        }
        to.connection = c;
        to.closedWhenUnreachable(c);
        to.described(c);
    }

    @Override
    protected void close() throws IOException {
        closed = true;
        Channel c = server ? listener : connection;
        if (c != null) {
            end(c);
            cleanable.clean(); // nothing is left to do, and nothing to remember
        }
    }

    private static void end(Channel channel) throws IOException {
        if (channel instanceof StackSocketChannel connection) {
            endOutput(connection);
        }
        channel.close();
    }

    /** What is unread, and resets a connection, comes behind the end of what was sent, not in its place. */
    private static void endOutput(StackSocketChannel c) {
        if (c.isConnected() && c.options().lingerSeconds() != 0) {
            try {
                c.shutdownOutput();
            } catch (IOException _) {
                // there is no connection to end any more
            }
        }
    }

    private StackSocketChannel connected() throws SocketException {
        StackSocketChannel c = connection;
        if (closed || c == null || !c.isOpen()) {
            throw new SocketException("Socket closed");
        }
        if (!c.isConnected()) {
            throw new SocketException("Not connected");
        }
        return c;
    }

    @Override
    protected int available() throws IOException {
        StackSocketChannel c = connected();
        return c.isInputOpen() ? c.stream().available() : 0;
    }

    @Override
    protected void shutdownInput() throws IOException {
        connected().shutdownInput();
    }

    @Override
    protected void shutdownOutput() throws IOException {
        connected().shutdownOutput();
    }

    @Override
    protected boolean supportsUrgentData() {
        return connection != null && !(connection.stream() instanceof StackStream); // RFC 6093
    }

    @Override
    protected void sendUrgentData(int data) throws IOException {
        StackSocketChannel c = connected();
        if (!c.isOutputOpen()) {
            throw new IOException("Broken pipe");
        }
        c.transfer().sendUrgent(data);
    }

    // --- data

    @Override
    protected InputStream getInputStream() throws IOException {
        return new In();
    }

    @Override
    protected OutputStream getOutputStream() throws IOException {
        return new Out();
    }

    /** As sockets say it: all but what the caller has to tell apart is a SocketException. */
    private static IOException told(IOException e) {
        return switch (e) {
            case InterruptedIOException i -> i;
            case ClosedChannelException _ -> Errors.caused(new SocketException("Socket closed"), e);
            default -> Errors.ofSocket(e);
        };
    }

    private final class In extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            Objects.checkFromIndexSize(off, len, b.length);
            if (len == 0 || ended) {
                return len == 0 ? 0 : -1; // as sockets do, even once they are closed
            }
            try {
                int n = new ChannelStreams.In(connected(), () -> timeoutMs).read(b, off, len);
                ended = n < 0;
                return n;
            } catch (IOException e) {
                throw told(e);
            }
        }

        @Override
        public int available() throws IOException {
            return NetSocketImpl.this.available();
        }

        @Override
        public void close() throws IOException {
            NetSocketImpl.this.close();
        }
    }

    private final class Out extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            Objects.checkFromIndexSize(off, len, b.length);
            if (len == 0) {
                return; // a closed socket takes it, too
            }
            StackSocketChannel c = connected();
            if (!c.isOutputOpen()) {
                throw new SocketException("Broken pipe");
            }
            try {
                new ChannelStreams.Out(c).write(b, off, len);
            } catch (IOException e) {
                throw !closed && c.isOpen() && !c.isOutputOpen() ? Errors.caused(new SocketException("Broken pipe"), e) : told(e);
            }
        }

        @Override
        public void close() throws IOException {
            NetSocketImpl.this.close();
        }
    }

    // --- options

    private NetworkChannel channel() throws SocketException {
        NetworkChannel c = server ? listener : connection;
        if (closed || c == null || !c.isOpen()) {
            throw new SocketException("Socket closed");
        }
        return c;
    }

    @Override
    protected Set<SocketOption<?>> supportedOptions() {
        return server ? NetSockets.SERVER_OPTIONS : NetSockets.OPTIONS;
    }

    @Override
    protected <T> void setOption(SocketOption<T> name, T value) throws IOException {
        checkSupported(name);
        if (!name.type().isInstance(value)) {
            throw new IllegalArgumentException("Invalid value '" + value + "'");
        }
        NetworkChannel c = channel();
        if (c.supportedOptions().contains(name)) {
            c.setOption(name, value);
        } else {
            unchanneled.set(name, value);
        }
    }

    @Override
    protected <T> T getOption(SocketOption<T> name) throws IOException {
        checkSupported(name);
        NetworkChannel c = channel();
        return c.supportedOptions().contains(name) ? c.getOption(name) : unchanneled.get(name);
    }

    private void checkSupported(SocketOption<?> name) {
        if (!supportedOptions().contains(name)) {
            throw new UnsupportedOperationException("'" + name + "' not supported");
        }
    }

    @Override
    public void setOption(int option, Object value) throws SocketException {
        switch (option) {
            case SocketOptions.SO_TIMEOUT -> timeoutMs = (Integer) value;
            default -> set(numbered(option), option == SocketOptions.SO_LINGER && value instanceof Boolean ? -1 : value);
        }
    }

    private static SocketOption<?> numbered(int option) throws SocketException {
        SocketOption<?> name = NUMBERED.get(option);
        if (name == null) {
            throw new SocketException("Unknown option " + option);
        }
        return name;
    }

    private <T> void set(SocketOption<T> name, Object value) throws SocketException {
        try {
            channel().setOption(name, name.type().cast(value));
        } catch (IOException | IllegalArgumentException | ClassCastException | UnsupportedOperationException e) {
            throw e instanceof SocketException s ? s : Errors.caused(new SocketException(e.getMessage()), e);
        }
    }

    @Override
    public Object getOption(int option) throws SocketException {
        switch (option) {
            case SocketOptions.SO_TIMEOUT -> {
                return timeoutMs;
            }
            case SocketOptions.SO_BINDADDR -> {
                channel();
                InetSocketAddress local = server ? listener.local() : connection.local();
                return local == null ? InetAddress.ofLiteral("0.0.0.0") : local.getAddress();
            }
            default -> {
                try {
                    return channel().getOption(numbered(option));
                } catch (IOException | UnsupportedOperationException e) {
                    throw e instanceof SocketException s ? s : Errors.caused(new SocketException(e.getMessage()), e);
                }
            }
        }
    }
}
