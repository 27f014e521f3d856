package mptcp.itest.world;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.pattern.Pattern;

/**
 * One connection that sends as fast as it can until it is told to finish; what arrives is compared byte by byte. It
 * lives on the loop; the counters may be read on any thread.
 */
public final class Flow {
    private static final int CHUNK = 32 << 10;
    private static final Pattern PATTERN = new Pattern(20_140_822);

    private final DrivenStack from;
    private final StreamListener listener;
    private final StreamSocket sender;
    private final ByteBuffer out = ByteBuffer.allocate(CHUNK);
    private final ByteBuffer in = ByteBuffer.allocate(CHUNK);
    private volatile long length = Long.MAX_VALUE;
    private volatile long sent;
    private volatile long received;
    private volatile boolean ended;
    private volatile Throwable failure;
    private boolean shut;
    private boolean paused;

    /** Loop thread, or before there is one. */
    Flow(DrivenStack client, DrivenStack server, InetSocketAddress at, SocketConfig config, SocketConfig listening)
            throws IOException {
        out.limit(0);
        from = client;
        listener = server.listen(at, listening, l -> accepted(l.tryAccept()));
        sender = client.connect(null, at, config, (_, _) -> guarded(this::send));
    }

    private void accepted(StreamSocket socket) {
        if (socket != null) {
            socket.listener((s, _) -> guarded(() -> receive(s)));
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void guarded(Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void send() throws IOException {
        while (!shut && !paused) {
            if (!out.hasRemaining()) {
                int n = (int) Math.min(CHUNK, length - sent);
                if (n <= 0) {
                    shut = true;
                    sender.shutdownOutput();
                    return;
                }
                out.clear().limit(n);
                PATTERN.fill(out, sent);
                out.flip();
            }
            int n = sender.tryWrite(out);
            if (n == 0) {
                return;
            }
            sent += n;
        }
    }

    private void receive(StreamSocket socket) throws IOException {
        while (!ended) {
            int n = socket.tryRead(in.clear());
            if (n <= 0) {
                if (n < 0) {
                    ended = true;
                    socket.close();
                    sender.close();
                    listener.close();
                }
                return;
            }
            long wrong = PATTERN.mismatch(in.flip(), received);
            if (wrong >= 0) {
                throw new IOException("byte " + wrong + " is not the one that was sent");
            }
            received += n;
        }
    }

    /** Whether the application has nothing to say for a while. Loop thread. */
    void pause(boolean on) {
        paused = on;
        guarded(this::send);
    }

    /** Ends the stream at some place that is not sent yet. Loop thread. */
    void finish() {
        length = sent + out.remaining();
        guarded(this::send);
    }

    /** The host that connected, and sends. */
    public DrivenStack from() {
        return from;
    }

    /** The connection at the sending host. */
    public long id() {
        return sender.id();
    }

    /** Bytes that arrived and were right. */
    public long received() {
        check();
        return received;
    }

    /** Whether all arrived, and the end of the stream with it. */
    public boolean complete() {
        check();
        return ended && received == length;
    }

    private void check() {
        if (failure != null) {
            throw new AssertionError("after " + received + " of " + sent + " bytes", failure);
        }
    }
}
