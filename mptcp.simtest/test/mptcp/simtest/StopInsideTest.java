package mptcp.simtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import mptcp.api.address.LinkAddress;
import mptcp.api.inspect.Monitor;
import mptcp.api.link.IpLink;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.SocketListener;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.core.loop.OpenStack;
import mptcp.io.sim.DirectLink;
import mptcp.testkit.fault.Callback;
import mptcp.testkit.fault.Faulty;
import mptcp.testkit.fault.Stub;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The host is stopped, or loses a link, from within each callback of a policy, a listener, a monitor and a link: a stop ends with the turn,
 * resets the peer and leaves no memory; without the link the connection goes on over the other.
 */
@Timeout(60)
class StopInsideTest {
    private static final long TURN_NS = 1_000_000;
    private static final int TURNS = 3_000;
    private static final int BYTES = 40_000;

    private final Policies policies = new Policies();
    private final ByteBuffer buffer = ByteBuffer.allocate(8 << 10);
    private OpenStack clients;
    private DrivenStack client;
    private DrivenStack server;
    private StreamListener door;
    private StreamSocket here;
    private StreamSocket there;
    private boolean ready;
    private int committed;
    private long nowNs;
    private long written;
    private long read;

    /** What is called from within. */
    private enum Act {
        STOP {
            @Override
            void commit(DrivenStack stack) {
                stack.close();
            }
        },
        REMOVE_LINK {
            @Override
            void commit(DrivenStack stack) {
                stack.removeLink("two");
            }
        };

        abstract void commit(DrivenStack stack);
    }

    private void commit(Act act) {
        if (ready && committed++ == 0) {
            act.commit(client);
        }
    }

    private void open(Act act, String linkMethod, Class<?> listener) throws IOException {
        for (String name : List.of("client", "server")) {
            OpenStack open = new OpenStack(StackConfig.builder(name).entropy(Entropy.seeded(name.hashCode())).minRtoNs(20 * TURN_NS)
                    .timeWaitNs(50 * TURN_NS).build(), policies.registry());
            if (name.equals("client")) {
                clients = open;
                client = open.stack();
            } else {
                server = open.stack();
            }
        }
        for (int i = 1; i <= 2; i++) {
            DirectLink.Pair pair = DirectLink.pair(i == 1 ? "one" : "two", "peer" + i, 1500);
            IpLink own = i == 1 ? pair.a() : Stub.of(IpLink.class, (m, arguments) -> {
                if (m.getName().equals(linkMethod)) {
                    commit(act);
                }
                return m.invoke(pair.a(), arguments);
            });
            client.addLink(own, List.of(LinkAddress.of("10.0." + i + ".1/24")));
            server.addLink(pair.b(), List.of(LinkAddress.of("10.0." + i + ".2/24")));
        }
        client.policies().choose(PolicyKind.PATH_MANAGER, "fullmesh");
        client.policies().choose(PolicyKind.SCHEDULER, "roundrobin");
        if (listener == Monitor.class) {
            client.inspector().monitor((now, connection, subflow, event, detail) -> commit(act));
        }
        door = server.listen(new InetSocketAddress(InetAddress.ofLiteral("10.0.1.2"), 5001));
    }

    private void connect(Act act, Class<?> listener) throws IOException {
        turn();
        here = client.connect(null, door.local(), SocketConfig.DEFAULT, listener == SocketListener.class ? (_, _) -> commit(act) : null);
        ready = true;
    }

    private void turn() {
        for (DrivenStack s : List.of(client, server)) {
            s.turn(nowNs);
            s.turn(nowNs);
        }
        nowNs += TURN_NS;
    }

    private void exchange(Act act) throws IOException {
        for (int i = 0; i < TURNS && read < BYTES; i++) {
            turn();
            if (act == Act.STOP && committed > 0) {
                return;
            }
            there = there == null ? door.tryAccept() : there;
            boolean open = (here.ready() & (StreamSocket.CONNECTED | StreamSocket.FAILED)) == StreamSocket.CONNECTED;
            if (open && here.error() == null && written < BYTES) {
                written += here.tryWrite(buffer.clear());
            }
            for (int n = 1; there != null && n > 0; read += Math.max(0, n)) {
                n = there.tryRead(buffer.clear());
            }
        }
    }

    private void check(Act act) {
        ready = false;
        if (act == Act.STOP && committed > 0) {
            for (int i = 0; i < 200; i++) {
                turn();
            }
            assertEquals(Long.MAX_VALUE, client.turn(nowNs), "nothing is left to be done");
            assertEquals(0, clients.nativeBytes());
            assertNotNull(here.error(), "the application is told");
            assertTrue(there == null || there.error() != null || (there.ready() & StreamSocket.CLOSED) != 0, "so is the peer's");
            assertThrows(RuntimeException.class, () -> client.addAddress("one", LinkAddress.of("10.0.9.1/24")));
        } else {
            assertTrue(read >= BYTES, () -> read + " bytes");
            assertNull(here.error());
            assertEquals(0, client.inspector().counters().get("MPTcpContainedFaults"));
            assertEquals(committed > 0 && act == Act.REMOVE_LINK, client.links().size() == 1);
            here.close();
            there.close();
            for (int i = 0; i < TURNS && client.inspector().connectionCount() > 0; i++) {
                turn();
            }
            client.close();
            assertEquals(0, clients.nativeBytes());
        }
        server.close();
    }

    private static Stream<Arguments> callbacks(Act act) {
        return Callback.ofConnections().stream().map(c -> Arguments.of(act, c));
    }

    static Stream<Arguments> stops() {
        return callbacks(Act.STOP);
    }

    static Stream<Arguments> links() {
        return callbacks(Act.REMOVE_LINK);
    }

    @ParameterizedTest
    @MethodSource("links")
    @Tag("slow")
    void linksOfPolicies(Act act, Callback at) throws IOException {
        policies(act, at);
    }

    @ParameterizedTest
    @MethodSource("stops")
    void policies(Act act, Callback at) throws IOException {
        PolicyFactory<?> good = policies.of(at.kind()).stream().filter(f -> List.of("minrtt", "lia", "threshold", "fullmesh").contains(f.name()))
                .findFirst().orElseThrow();
        Faulty faulty = new Faulty("stopping", at, good, 1, (method, arguments, instead) -> {
            Object answer = instead.answer();
            commit(act);
            return answer;
        });
        policies.add(at.kind(), faulty.factory());
        open(act, "none", null);
        client.policies().choose(at.kind(), "stopping");
        connect(act, null);
        exchange(act);
        check(act);
        assertFalse(faulty.late().stream().anyMatch(m -> !m.equals("detach")), () -> "calls after its detach: " + faulty.late());
    }

    static Stream<Arguments> others() {
        return Stream.of(Act.values()).flatMap(a -> Stream.of("poll", "flush", "commit", "claim", "mtu", "nextEventNs", "SocketListener", "Monitor")
                .map(w -> Arguments.of(a, w)));
    }

    @ParameterizedTest
    @MethodSource
    void others(Act act, String where) throws IOException {
        Class<?> listener = where.equals("Monitor") ? Monitor.class : where.equals("SocketListener") ? SocketListener.class : null;
        open(act, where, listener);
        connect(act, listener);
        exchange(act);
        assertTrue(committed > 0, "it came to it");
        check(act);
    }
}
