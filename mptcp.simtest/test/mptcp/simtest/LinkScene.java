package mptcp.simtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.IpLink;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.core.loop.OpenStack;
import mptcp.io.sim.DirectLink;
import mptcp.testkit.fault.Faulty.Good;
import mptcp.testkit.fault.Stub;

/** Two hosts with a good link and one that misbehaves at the client; a connection over both, and one over the good one. */
final class LinkScene implements AutoCloseable {
    private static final long TURN_NS = 1_000_000;
    private static final int MOST_TURNS = 400_000;
    private static final int BYTES = 30_000;
    private static final int PORT = 5001;

    /** What the link does in a method instead. */
    @FunctionalInterface
    interface Misdeed {
        Object commit(Good good) throws Throwable;
    }

    private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    private final Policies policies = new Policies();
    private final OpenStack clients;
    private final DrivenStack client;
    private final DrivenStack server;
    private final StreamListener door;
    private final IpLink bad;
    private int calls;
    private long nowNs;

    /** @param from the call of the method from which on it misbehaves; {@code to}: and up to which */
    LinkScene(int loops, String method, int from, int to, Misdeed misdeed) throws IOException {
        clients = stack("client", loops, 1);
        client = clients.stack();
        server = stack("server", loops, 2).stack();
        DirectLink.Pair one = DirectLink.pair("good", "good", 1500);
        DirectLink.Pair two = DirectLink.pair("bad", "other", 1500);
        bad = Stub.of(IpLink.class, (m, arguments) -> {
            Good good = () -> m.invoke(two.a(), arguments);
            if (m.getName().equals(method)) {
                calls++;
                if (calls >= from && calls <= to) {
                    return misdeed.commit(good);
                }
            }
            return good.answer();
        });
        client.addLink(one.a(), List.of(LinkAddress.of("10.0.1.1/24")));
        client.addLink(bad, List.of(LinkAddress.of("10.0.2.1/24")));
        server.addLink(one.b(), List.of(LinkAddress.of("10.0.1.2/24")));
        server.addLink(two.b(), List.of(LinkAddress.of("10.0.2.2/24")));
        server.endpoints(List.of(Endpoint.of(1, InetAddress.ofLiteral("10.0.2.2")).withSignal(true)));
        client.policies().choose(PolicyKind.PATH_MANAGER, "fullmesh");
        client.policies().choose(PolicyKind.SCHEDULER, "roundrobin");
        client.policies().choose(PolicyKind.RETRANSMIT, "threshold");
        door = server.listen(new InetSocketAddress(InetAddress.ofLiteral("10.0.1.2"), PORT));
    }

    private OpenStack stack(String name, int loops, long seed) {
        return new OpenStack(StackConfig.builder(name).entropy(Entropy.seeded(seed)).loops(loops).minRtoNs(20 * TURN_NS).maxRtoNs(1_000 * TURN_NS)
                .policySettings(Map.of("static.addresses", "")).timeWaitNs(100 * TURN_NS).build(), policies.registry());
    }

    private void turn() {
        for (DrivenStack s : List.of(client, server)) {
            s.turn(nowNs);
            s.turn(nowNs);
        }
        nowNs += TURN_NS;
    }

    /** Both connections carry their bytes; a new one can be made; the link goes. */
    void run() throws IOException {
        for (int i = 0; i < 5; i++) {
            turn();
        }
        carry("tested");
        carry("beside");
        client.removeLink("bad");
        carry("after it");
        assertEquals(List.of("good"), links());
    }

    private void carry(String what) throws IOException {
        Speech up = new Speech(what.hashCode());
        Speech down = new Speech(~what.hashCode());
        StreamSocket here = client.connect(null, door.local(), SocketConfig.DEFAULT, null);
        StreamSocket there = null;
        long[] written = new long[2];
        long[] read = new long[2];
        int turns = 0;
        for (; turns < MOST_TURNS && (read[0] < BYTES || read[1] < BYTES); turns++) {
            turn();
            there = there == null ? door.tryAccept() : there;
            step(here, up, 0, down, 1, written, read);
            if (there != null) {
                step(there, down, 1, up, 0, written, read);
            }
        }
        int took = turns;
        assertTrue(took < MOST_TURNS, () -> what + ": %d and %d bytes of %d after %d turns".formatted(read[0], read[1], BYTES, took));
        here.close();
        there.close();
        for (int i = 0; i < 20_000 && client.inspector().connectionCount() + server.inspector().connectionCount() > 0; i++) {
            turn();
        }
        assertNull(here.error(), what);
        assertNull(there.error(), what);
        assertEquals(0, client.inspector().connectionCount(), what);
    }

    private void step(StreamSocket s, Speech out, int outAt, Speech in, int inAt, long[] written, long[] read) throws IOException {
        if ((s.ready() & StreamSocket.CONNECTED) == 0) {
            assertNull(s.error());
            return;
        }
        buffer.clear().limit((int) Math.min(buffer.capacity(), BYTES - written[outAt]));
        out.fill(buffer, written[outAt]);
        written[outAt] += s.tryWrite(buffer);
        buffer.clear();
        int n = s.tryRead(buffer);
        if (n > 0) {
            assertEquals(-1, in.mismatch(buffer.flip(), read[inAt]), "a wrong byte");
            read[inAt] += n;
        }
    }

    long faults() {
        return client.inspector().counters().get("MPTcpContainedFaults");
    }

    int calls() {
        return calls;
    }

    List<String> links() {
        return client.links().stream().map(l -> l == bad ? "bad" : l.name()).toList();
    }

    /** The time that a loop would have slept in so many turns in which nothing happens. */
    long sleepsOfIdle(int turns) {
        DirectLink.Pair idle = DirectLink.pair("idle", "idle", 1500);
        IpLink eager = Stub.of(IpLink.class, (m, arguments) -> {
            calls++;
            return m.getName().equals("nextEventNs") ? Long.MIN_VALUE : m.invoke(idle.a(), arguments);
        });
        client.addLink(eager, List.of());
        long slept = 0;
        for (int i = 0; i < turns; i++) {
            long due = client.turn(nowNs);
            slept += Math.min(due, nowNs + 1_000 * TURN_NS) - nowNs;
        }
        return slept;
    }

    void refuses(IpLink worse, String method) {
        boolean asked = !List.of("onReadable", "newWaiter").contains(method) && !(method.equals("queues") && client.config().loops() == 1);
        if (asked) { // a driven stack does not wait
            assertThrows(RuntimeException.class, () -> client.addLink(worse, List.of(LinkAddress.of("10.0.3.1/24"))));
            assertEquals(List.of("good", "bad"), links());
            assertEquals(2, client.addresses().size());
        }
    }

    void addsAnAddressTwice() {
        client.addLink(DirectLink.pair("third", "third", 1500).a(), List.of(LinkAddress.of("10.0.3.1/24"), LinkAddress.of("10.0.1.1/24")));
    }

    @Override
    public void close() {
        client.close();
        server.close();
        assertEquals(0, clients.nativeBytes());
    }
}
