package mptcp.shell.world;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One connection of a {@link Load}: a thread fills it at one end, another empties it at the other. */
public final class LoadStream {
    private final ByteStream client;
    private final ByteStream server;
    private final boolean reverse;
    private final Load owner;
    private volatile boolean stopping;
    private volatile long sent;
    private volatile long received;
    private volatile long sentNs;
    private volatile long receivedNs;
    private volatile String failure;
    private volatile boolean done;

    LoadStream(ByteStream client, ByteStream server, boolean reverse, Load owner) {
        this.client = client;
        this.server = server;
        this.reverse = reverse;
        this.owner = owner;
    }

    /** @param bytes to send, or 0: until {@link #stop} */
    void start(int number, int blockBytes, long bytes) {
        Thread.ofPlatform().daemon().name("load-" + number + "-in")
                .start(() -> guarded(() -> empty(reverse ? client : server, blockBytes)));
        Thread.ofPlatform().daemon().name("load-" + number + "-out")
                .start(() -> guarded(() -> fill(reverse ? server : client, blockBytes, bytes)));
    }

    private interface Work {
        void run() throws IOException;
    }

    private void guarded(Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            if (!stopping) {
                failure = e.getMessage() == null ? e.toString() : e.getMessage();
                stop();
            }
        }
    }

    private void fill(ByteStream stream, int blockBytes, long bytes) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(blockBytes);
        try (GeneratedChannel content = new GeneratedChannel(blockBytes, 1)) {
            content.read(block);
        }
        while (!stopping && (bytes == 0 || sent < bytes)) {
            block.clear();
            block.limit((int) (bytes == 0 ? blockBytes : Math.min(blockBytes, bytes - sent)));
            int n = block.remaining();
            stream.write(block);
            sent = sent + n;
            sentNs = owner.elapsedNs();
        }
        stream.shutdownOutput();
        Copier.drain(stream);
        stream.close();
    }

    private void empty(ByteStream stream, int blockBytes) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(blockBytes);
        for (int n = stream.read(block); n >= 0; n = stream.read(block.clear())) {
            received = received + n;
            receivedNs = owner.elapsedNs();
        }
        stream.close();
        done = true;
        owner.changed();
    }

    /** Ends it at once, by resets: what is under way does not arrive. */
    void stop() {
        stopping = true;
        client.abort();
        server.abort();
        done = true;
        owner.changed();
    }

    boolean done() {
        return done;
    }

    /** The client's end; null if its host lets nobody look. */
    public ConnectionId client() {
        return client.id();
    }

    /** The end that sends; null if its host lets nobody look. */
    public ConnectionId sender() {
        return reverse ? server.id() : client.id();
    }

    /** Bytes handed to the connection. */
    public long sent() {
        return sent;
    }

    /** Bytes that came out of it. */
    public long received() {
        return received;
    }

    /** When the last byte was handed to the connection, from the begin of the load. */
    public long sentNs() {
        return sentNs;
    }

    /** When the last byte came out of it, from the begin of the load. */
    public long receivedNs() {
        return receivedNs;
    }

    /** Why it ended before its time, or null. */
    public String failure() {
        return failure;
    }
}
