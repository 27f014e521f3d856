package mptcp.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.SocketListener;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.DirectLink;

/** Two stacks of one thread with many connections between them, each of which has carried bytes both ways and rests. */
final class IdleConnections implements AutoCloseable {
    private static final int MTU = 1500;
    private static final int PORT = 5001;
    private static final int BYTES = 100;
    private static final int AT_ONCE = 100;
    private static final long TURN_NS = 100_000;
    private static final long PATIENCE_NS = 60_000_000_000L;
    /** Longer than delayed acknowledgements and the like, and than hosts take to see that memory is not needed. */
    private static final long REST_NS = 20_000_000_000L;
    private static final long RESTING_TURN_NS = 10_000_000;

    private final DrivenStack client;
    private final DrivenStack server;
    private final List<StreamSocket> sockets = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4 * BYTES);
    private long nowNs;
    private int answered;
    private IOException failure;

    /** Bytes of the whole program on the heap, after a collection, and of the two stacks outside. */
    record Held(long heap, long outside) {}

    Held memory() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return new Held(least, Memory.slabs(client) + Memory.slabs(server));
    }

    IdleConnections(boolean mptcp) throws IOException {
        StackFactory factory = Policies.factory();
        client = stack(factory, "client", 1, mptcp);
        server = stack(factory, "server", 2, mptcp);
        DirectLink.Pair link = DirectLink.pair("path", "path", MTU);
        client.addLink(link.a(), List.of(LinkAddress.of("10.0.1.1/24")));
        server.addLink(link.b(), List.of(LinkAddress.of("10.0.1.2/24")));
        server.listen(new InetSocketAddress(LinkAddress.of("10.0.1.2").address(), PORT), SocketConfig.DEFAULT,
                listener -> listener.tryAccept().listener(this::echo));
    }

    /** Bytes of buffers that the connections of both stacks have. */
    long held() {
        return client.inspector().memory().heldBytes() + server.inspector().memory().heldBytes();
    }

    private static DrivenStack stack(StackFactory factory, String name, long seed, boolean mptcp) {
        return factory.createDriven(StackConfig.builder(name).entropy(Entropy.seeded(seed)).mptcpVersion(mptcp ? 1 : -1)
                .policySettings(Map.of("static.addresses", "")).build());
    }

    private void echo(StreamSocket socket, int ready) {
        try {
            buffer.clear();
            if (socket.tryRead(buffer) > 0) {
                socket.tryWrite(buffer.flip());
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Opens so many, exchanges bytes on each, and lets all come to rest. */
    void open(int count) throws IOException {
        InetSocketAddress to = new InetSocketAddress(LinkAddress.of("10.0.1.2").address(), PORT);
        for (int left = count; left > 0; left -= AT_ONCE) {
            for (int i = Math.min(left, AT_ONCE); i > 0; i--) {
                sockets.add(client.connect(null, to, SocketConfig.DEFAULT, new Exchange()));
            }
            long deadline = nowNs + PATIENCE_NS;
            while (answered < sockets.size() && nowNs < deadline) {
                turn();
            }
            if (failure != null || answered < sockets.size()) {
                throw new IOException(answered + " of " + sockets.size() + " connections have got their answer", failure);
            }
        }
        for (long end = nowNs + REST_NS; nowNs < end; nowNs += RESTING_TURN_NS) {
            turn();
        }
    }

    private void turn() {
        client.turn(nowNs);
        server.turn(nowNs);
        nowNs += TURN_NS;
    }

    /** Bytes out, and the same number back. */
    private final class Exchange implements SocketListener {
        private boolean sent;
        private int received;

        @Override
        public void ready(StreamSocket socket, int ready) {
            try {
                if (!sent) {
                    buffer.clear().limit(BYTES);
                    sent = socket.tryWrite(buffer) == BYTES;
                }
                buffer.clear();
                int n = socket.tryRead(buffer);
                received += Math.max(0, n);
                if (n > 0 && received == BYTES) {
                    answered++;
                }
            } catch (IOException e) {
                failure = e;
            }
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
