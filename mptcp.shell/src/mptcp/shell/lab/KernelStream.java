package mptcp.shell.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mptcp.lab.socket.KernelSocket;
import mptcp.shell.world.ByteStream;
import mptcp.shell.world.ConnectionId;

/** A connection of the kernel. */
final class KernelStream implements ByteStream {
    /** Transfers wait as long as it takes; who has no patience cancels them. */
    static final long FOR_EVER_NS = TimeUnit.DAYS.toNanos(1000);

    private final KernelSocket socket;
    private final InetSocketAddress remote;

    /** @param remote whom to connect to; null if it is connected */
    KernelStream(KernelSocket socket, InetSocketAddress remote) {
        this.socket = socket;
        this.remote = remote;
        socket.timeoutNs(FOR_EVER_NS);
    }

    @Override
    public ConnectionId id() {
        return null;
    }

    @Override
    public void awaitConnected(Duration timeout) throws IOException {
        if (remote != null) {
            socket.timeoutNs(timeout.toNanos());
            socket.connect(remote);
            socket.timeoutNs(FOR_EVER_NS);
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return socket.read(target);
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        socket.write(source);
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public void abort() {
        socket.abort();
    }
}
