package mptcp.shell.world;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.socket.SocketConfig;

/**
 * Connections between two hosts that are kept full, for a time or up to so many bytes: what iperf3 does. Started and
 * watched by one thread; each connection has two more.
 */
public final class Load implements AutoCloseable {
    /** Of iperf3. */
    public static final int PORT = 5201;

    private static final Duration CONNECT_TIME = Duration.ofSeconds(30);

    /**
     * What is to be done.
     *
     * @param reverse whether the server sends
     * @param streams how many connections
     * @param blockBytes of each write
     * @param bytes of each connection; 0: until it is stopped
     * @param config of the client's ends
     */
    public record Plan(TransferHost client, TransferHost server, boolean ipv6, boolean reverse, int streams,
            int blockBytes, long bytes, SocketConfig config) {
        /** Where the client connects to. @throws IOException if the server has no address of that family */
        public InetSocketAddress remote() throws IOException {
            InetAddress target = server.addresses().stream().filter(a -> a instanceof Inet6Address == ipv6)
                    .findFirst()
                    .orElseThrow(() -> new IOException(server.name() + " has no IPv" + (ipv6 ? 6 : 4) + " address"));
            return new InetSocketAddress(target, PORT);
        }
    }

    private final Clock clock;
    private final List<LoadStream> streams = new ArrayList<>();
    private long startNs;

    private Load(Clock clock) {
        this.clock = clock;
    }

    /**
     * Opens the connections, one after the other, then fills them.
     *
     * @throws IOException if the server cannot listen, or a connection does not come to be
     */
    public static Load start(Plan plan, Clock clock) throws IOException {
        Load load = new Load(clock);
        try (ByteStreamListener listener = plan.server().listen(PORT)) {
            for (int i = 0; i < plan.streams(); i++) {
                load.streams.add(load.open(plan, listener));
            }
        } catch (IOException | RuntimeException e) {
            load.close();
            throw e;
        }
        load.startNs = clock.nowNs();
        for (int i = 0; i < plan.streams(); i++) {
            load.streams.get(i).start(i + 1, plan.blockBytes(), plan.bytes());
        }
        return load;
    }

    private LoadStream open(Plan plan, ByteStreamListener listener) throws IOException {
        ByteStream client = plan.client().open(plan.remote(), plan.config());
        try {
            client.awaitConnected(CONNECT_TIME);
            ByteStream server = listener.accept();
            if (server == null) {
                throw new IOException("the listener of " + plan.server().name() + " was closed");
            }
            return new LoadStream(client, server, plan.reverse(), this);
        } catch (IOException | RuntimeException e) {
            client.abort();
            throw e;
        }
    }

    public List<LoadStream> streams() {
        return List.copyOf(streams);
    }

    /** Since the connections are filled. */
    public long elapsedNs() {
        return clock.nowNs() - startNs;
    }

    /** Waits until all connections have ended, but not longer than this. @return whether they have */
    public synchronized boolean await(long timeoutNs) throws InterruptedException {
        long deadline = clock.nowNs() + timeoutNs;
        while (!streams.stream().allMatch(LoadStream::done)) {
            long left = deadline - clock.nowNs();
            if (left <= 0) {
                return false;
            }
            wait(left / 1_000_000 + 1);
        }
        return true;
    }

    synchronized void changed() {
        notifyAll();
    }

    /** Ends those that have not ended, by resets. */
    public void stop() {
        streams.stream().filter(s -> !s.done()).forEach(LoadStream::stop);
    }

    @Override
    public void close() {
        stop();
    }
}
