package mptcp.conformance.mp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.Direction;
import mptcp.io.sim.End;
import mptcp.io.sim.LinkSpec;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.Network;
import mptcp.io.sim.PathBuilder;
import mptcp.testkit.ScriptEntropy;

/** Two stacks, a path with a middlebox between them, and a stream in each direction. One thread, virtual time. */
final class Exchange implements AutoCloseable {
    private static final long STEP_NS = 1_000_000;
    private static final long LIMIT_NS = 1_500_000_000_000L;
    private static final LinkSpec PATH = LinkSpec.of("rate=20m,delay=10ms,queue=100k");

    private final Network network;
    private final DrivenStack client;
    private final DrivenStack server;
    private final StreamListener listener;
    private final Party opener = new Party();
    private final Party acceptor = new Party();
    private ConnectionSnapshot middle;

    /** What one application sends, and what it got. */
    static final class Party {
        private StreamSocket socket;
        private byte[] toSend = new byte[0];
        private int sent;
        private final ByteArrayOutputStream got = new ByteArrayOutputStream();
        private boolean ended;
        private StreamException error;

        byte[] got() {
            return got.toByteArray();
        }

        StreamException error() {
            return error;
        }

        boolean over() {
            return ended || error != null;
        }

        private void step() throws IOException {
            if (socket == null || over()) {
                return;
            }
            try {
                if (sent < toSend.length) {
                    sent += socket.tryWrite(ByteBuffer.wrap(toSend, sent, toSend.length - sent));
                    if (sent == toSend.length) {
                        socket.shutdownOutput();
                    }
                }
                ByteBuffer target = ByteBuffer.allocate(65_536);
                int n = socket.tryRead(target);
                got.write(target.array(), 0, target.position());
                ended = n < 0;
            } catch (StreamException e) {
                error = e;
            }
        }
    }

    Exchange(int version, boolean checksums, boolean v6, Direction only, Middlebox box) throws IOException {
        this(version, checksums, v6, b -> {
            if (only == null) {
                b.middlebox(box);
            } else {
                b.middlebox(only, box);
            }
        });
    }

    private Exchange(int version, boolean checksums, boolean v6, Consumer<PathBuilder> boxes) throws IOException {
        network = new Network(1);
        client = stack("client", version, checksums);
        server = stack("server", version, checksums);
        PathBuilder path = network.newPath("path").between(End.of(client, v6 ? "fd00:1::1/64" : "10.0.1.1/24"),
                End.of(server, v6 ? "fd00:1::2/64" : "10.0.1.2/24")).forward(PATH).backward(PATH);
        boxes.accept(path);
        path.create();
        InetSocketAddress to = new InetSocketAddress(v6 ? "fd00:1::2" : "10.0.1.2", 80);
        listener = server.listen(to, SocketConfig.DEFAULT, null);
        opener.socket = client.connect(null, to, SocketConfig.DEFAULT, null);
    }

    private static DrivenStack stack(String name, int version, boolean checksums) {
        StackFactory maker = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
        return maker.createDriven(StackConfig.builder(name).mptcpVersion(version).checksums(checksums)
                .entropy(new ScriptEntropy(name.hashCode())).build());
    }

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    /** Both send and end their direction; until both have seen the other's end, or an error. */
    Exchange run(byte[] fromClient, byte[] fromServer) throws IOException {
        opener.toSend = fromClient;
        acceptor.toSend = fromServer;
        while (!(opener.over() && acceptor.over()) && network.nowNs() < LIMIT_NS) {
            if (acceptor.socket == null) {
                acceptor.socket = listener.tryAccept();
            }
            opener.step();
            acceptor.step();
            network.runFor(opener.sent < fromClient.length || network.nowNs() < 10_000 * STEP_NS ? STEP_NS : 100 * STEP_NS);
            if (opener.got.size() >= fromServer.length / 2 && middle == null && !client.inspector().connections().isEmpty()) {
                middle = client.inspector().connections().getFirst();
            }
        }
        return this;
    }

    Party opener() {
        return opener;
    }

    Party acceptor() {
        return acceptor;
    }

    /** The client's connection in mid-transfer. */
    ConnectionSnapshot middle() {
        return middle;
    }

    String counters() {
        return client.inspector().counters() + "\n" + server.inspector().counters();
    }

    /** How far one went without a difference: all, or less than all and then an error. */
    static boolean isStartOf(byte[] part, byte[] whole) {
        return part.length <= whole.length && Arrays.equals(part, 0, part.length, whole, 0, part.length);
    }

    @Override
    public void close() {
        network.close();
        client.close();
        server.close();
    }
}
