package mptcp.net;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOptions;
import java.net.UnknownHostException;

/** What {@link java.net.Socket} and {@link java.net.ServerSocket} call. Threads: as those allow. */
final class NetSocketImpl extends SocketImpl {
    private final StackSockets sockets;
    private final Settings settings = new Settings();
    private InetSocketAddress bound;
    private volatile Connection connection;
    private volatile Acceptor acceptor;
    private volatile boolean closed;

    NetSocketImpl(StackSockets sockets) {
        this.sockets = sockets;
        fd = new FileDescriptor(); // never valid; some callers look whether there is one
    }

    @Override
    protected void create(boolean stream) throws SocketException {
        if (!stream) {
            throw new SocketException("only stream sockets");
        }
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
    protected void connect(SocketAddress to, int timeoutMs) throws IOException {
        if (!(to instanceof InetSocketAddress remote)) {
            throw new IllegalArgumentException("no internet address: " + to);
        }
        if (remote.isUnresolved()) {
            throw new UnknownHostException(remote.getHostName());
        }
        try {
            adopt(sockets.connect(bound, remote, settings, timeoutMs));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void adopt(Connection c) throws IOException {
        connection = c;
        address = c.remote().getAddress();
        port = c.remote().getPort();
        localport = c.local().getPort();
        bound = c.local();
        if (closed) {
            c.close();
            throw new SocketException("Socket closed");
        }
    }

    @Override
    protected void bind(InetAddress to, int toPort) {
        bound = new InetSocketAddress(to, toPort);
        localport = toPort;
    }

    @Override
    protected void listen(int backlog) throws IOException {
        acceptor = sockets.listen(bound, backlog);
        bound = acceptor.local();
        address = bound.getAddress(); // of a listening socket, its own
        localport = bound.getPort();
    }

    @Override
    protected void accept(SocketImpl accepted) throws IOException {
        Acceptor from = acceptor;
        if (from == null || closed) {
            throw new SocketException("Socket closed");
        }
        ((NetSocketImpl) accepted).adopt(from.accept(settings.timeoutMs()));
    }

    private Connection connected() throws SocketException {
        Connection c = connection;
        if (closed || c == null) {
            throw new SocketException(closed ? "Socket closed" : "Not connected");
        }
        return c;
    }

    @Override
    protected InputStream getInputStream() throws IOException {
        connected();
        return new In();
    }

    @Override
    protected OutputStream getOutputStream() throws IOException {
        connected();
        return new Out();
    }

    @Override
    protected int available() throws IOException {
        return connected().available();
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
    protected void close() throws IOException {
        closed = true;
        if (connection != null) {
            connection.close();
        }
        if (acceptor != null) {
            acceptor.close();
        }
    }

    @Override
    protected boolean supportsUrgentData() {
        return false;
    }

    @Override
    protected void sendUrgentData(int data) throws SocketException {
        throw new SocketException("Urgent data are not sent (RFC 6093)");
    }

    @Override
    public void setOption(int option, Object value) throws SocketException {
        settings.put(option, value);
        Connection c = connection;
        if (c != null && option != SocketOptions.SO_TIMEOUT) {
            try {
                c.configure(settings);
            } catch (IOException e) {
                throw Errors.of(e);
            }
        }
    }

    @Override
    public Object getOption(int option) throws SocketException {
        if (option == SocketOptions.SO_BINDADDR) {
            return bound == null ? InetAddress.ofLiteral("0.0.0.0") : bound.getAddress();
        }
        return settings.get(option);
    }

    private final class In extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            return connected().read(b, off, len, settings.timeoutMs());
        }

        @Override
        public int available() throws IOException {
            return connected().available();
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
            connected().write(b, off, len);
        }

        @Override
        public void close() throws IOException {
            NetSocketImpl.this.close();
        }
    }
}
