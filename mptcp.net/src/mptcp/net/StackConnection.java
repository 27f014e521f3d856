package mptcp.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamSocket;

/** A connection of the stack, with the blocking calls that programs expect. One thread reads while another writes. */
final class StackConnection implements Connection {
    private final StreamSocket socket;
    private final Consumer<StackConnection> onClose;
    private final Readiness readiness;
    private volatile boolean inputShut;
    private volatile boolean closed;

    /** @param onClose told once, before the socket closes */
    StackConnection(StreamSocket socket, Readiness readiness, Consumer<StackConnection> onClose) {
        this.socket = socket;
        this.readiness = readiness;
        this.onClose = onClose;
        socket.listener((_, _) -> readiness.change());
    }

    /** Opens a connection and waits for it; errors are those that {@link java.net.Socket#connect} promises. */
    static StackConnection connect(Stack stack, InetSocketAddress local, InetSocketAddress remote, Settings settings,
            int timeoutMs, Consumer<StackConnection> onOpen, Consumer<StackConnection> onClose) throws IOException {
        Readiness readiness = new Readiness();
        long deadline = Readiness.deadline(timeoutMs);
        try {
            StreamSocket socket = stack.connect(local, remote,
                    settings.applyTo(SocketConfig.DEFAULT), null);
            StackConnection c = new StackConnection(socket, readiness, onClose);
            onOpen.accept(c);
            try {
                c.awaitConnected(deadline);
            } catch (IOException e) {
                c.onClose.accept(c);
                socket.abort();
                throw e;
            }
            return c;
        } catch (StreamException e) {
            throw Errors.ofConnect(e, remote);
        }
    }

    private void awaitConnected(long deadline) throws IOException {
        while (true) {
            int before = readiness.count();
            if (closed) {
                throw new SocketException("Socket closed");
            }
            if (socket.error() != null) {
                throw socket.error();
            }
            if ((socket.ready() & StreamSocket.CONNECTED) != 0) {
                return;
            }
            readiness.await(before, deadline, "Connect");
        }
    }

    StreamSocket socket() {
        return socket;
    }

    @Override
    public InetSocketAddress local() {
        return socket.local();
    }

    @Override
    public InetSocketAddress remote() {
        return socket.remote();
    }

    @Override
    public int read(byte[] target, int offset, int length, int timeoutMs) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
        long deadline = Readiness.deadline(timeoutMs);
        while (true) {
            int before = readiness.count();
            checkOpen();
            if (inputShut) {
                return -1;
            }
            int n = tryRead(buffer);
            if (n != 0) {
                return n;
            }
            readiness.await(before, deadline, "Read");
        }
    }

    private int tryRead(ByteBuffer buffer) throws SocketException {
        try {
            return socket.tryRead(buffer);
        } catch (IOException e) {
            throw Errors.of(e);
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(source, offset, length);
        while (buffer.hasRemaining()) {
            int before = readiness.count();
            checkOpen();
            if (tryWrite(buffer) == 0) {
                readiness.await(before, Long.MAX_VALUE, "Write");
            }
        }
    }

    private int tryWrite(ByteBuffer buffer) throws SocketException {
        try {
            return socket.tryWrite(buffer);
        } catch (IOException e) {
            throw Errors.of(e);
        }
    }

    private void checkOpen() throws SocketException {
        if (closed) {
            throw new SocketException("Socket closed");
        }
    }

    @Override
    public int available() {
        return inputShut ? 0 : (int) Math.min(Integer.MAX_VALUE, socket.available());
    }

    @Override
    public void shutdownInput() {
        inputShut = true;
        socket.shutdownInput();
        readiness.change();
    }

    @Override
    public void shutdownOutput() {
        socket.shutdownOutput();
    }

    @Override
    public void configure(Settings settings) {
        socket.reconfigure(settings.applyTo(socket.config()));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onClose.accept(this);
            socket.close();
            readiness.change();
        }
    }

    @Override
    public String toString() {
        return local() + " - " + remote();
    }
}
