package mptcp.shell.fake;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;

/** Accepts connections in memory. */
final class FakeListener implements StreamListener {
    private static final FakeSocket CLOSED = new FakeSocket(0, null, null, null);

    private final InetSocketAddress local;
    private final BlockingQueue<FakeSocket> queue = new LinkedBlockingQueue<>();

    FakeListener(InetSocketAddress local) {
        this.local = local;
    }

    void offer(FakeSocket socket) {
        queue.add(socket);
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public StreamSocket tryAccept() {
        return queue.poll();
    }

    @Override
    public StreamSocket accept(Duration timeout) throws IOException {
        try {
            FakeSocket socket = queue.take();
            if (socket == CLOSED) {
                throw new StreamException(StreamException.Reason.CLOSED, "listener closed");
            }
            return socket;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public int pending() {
        return queue.size();
    }

    @Override
    public void close() {
        queue.add(CLOSED);
    }
}
