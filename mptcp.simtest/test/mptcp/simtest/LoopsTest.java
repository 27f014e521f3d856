package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.ListenerSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts of several loops: connections are spread, every subflow finds its connection, tools see one host. */
class LoopsTest {
    private static final int TRANSFERS = 12;

    private static Scenario crowd(int loops) {
        return Scenario.of(LoopsTest.class, w -> {
            w.loops(loops);
            w.hosts(b -> b.maxSubflows(4));
            w.path(Route.of("rate=40m,delay=3ms,queue=100k,loss=0.5%"));
            w.path(Route.of("rate=40m,delay=8ms,queue=100k,loss=0.5%"));
            for (int i = 0; i < TRANSFERS; i++) {
                w.transfer(200_000, 50_000);
            }
            w.at(120 * MS, "one host", () -> oneHost(w));
        });
    }

    /** While all of them are there. */
    private static void oneHost(World w) {
        for (SimHost h : w.hosts()) {
            List<ConnectionSnapshot> all = h.stack().inspector().connections();
            assertEquals(LongStream.rangeClosed(1, TRANSFERS).boxed().toList(), all.stream().map(ConnectionSnapshot::id).toList());
            assertEquals(TRANSFERS, h.stack().inspector().connectionCount());
            assertEquals(List.of(4L, 5L, 6L), h.stack().inspector().connections(3, 3).stream().map(ConnectionSnapshot::id).toList());
            assertTrue(h.stack().inspector().memory().heldBytes() > 0);
            for (ConnectionSnapshot c : all) {
                assertTrue(c.subflows().size() > 1, () -> "joined: " + SimHost.describe(c));
                assertEquals(c.id(), h.stack().inspector().connection(c.id()).orElseThrow().id());
            }
            long spread = all.stream().map(c -> Integer.toUnsignedLong(c.localToken()) * h.stack().config().loops() >>> 32).distinct().count();
            int loops = h.stack().config().loops();
            assertTrue(h == w.client() ? spread == loops : loops == 1 || spread > 1, "loops with connections, by their tokens: " + spread);
        }
        w.client().stack().policies().choose(7, PolicyKind.SCHEDULER, "roundrobin");
        w.client().choose(PolicyKind.SCHEDULER, "redundant");
        for (ConnectionSnapshot c : w.client().stack().inspector().connections()) {
            assertEquals(c.id() == 7 ? "roundrobin" : "redundant", c.policies().get(PolicyKind.SCHEDULER));
        }
        assertThrows(IllegalArgumentException.class, () -> w.client().stack().policies().choose(99, PolicyKind.SCHEDULER, "minrtt"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7})
    void connectionsAreSpread(int loops) {
        World w = crowd(loops).run(1);
        for (SimHost h : w.hosts()) {
            assertEquals(loops > 1, h.counter("MPTcpLoopHandedOver") > 0);
            assertEquals(0, h.counter("MPTcpLoopBacklogDrop"));
            assertTrue(h.counter("MPTcpExtMPJoinNoTokenFound") <= 2, "joins find their connections, but for one that has just ended");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void aFunctionOfTheSeed(int loops) {
        crowd(loops).verify(3);
    }

    /** The client cannot choose what the server's home of a join is: some stray, and their home knows as long as they are there. */
    @Test
    void joinsOfThePeerStray() {
        Scenario.of(LoopsTest.class, w -> {
            w.loops(4);
            w.path(Route.of("rate=40m,delay=3ms,queue=100k"));
            w.path(Route.of("rate=40m,delay=8ms,queue=100k"));
            for (int i = 0; i < TRANSFERS; i++) {
                w.transfer(100_000, 100_000);
            }
            w.at(60 * MS, "strays", () -> {
                assertEquals(0, w.client().strays(), "ports that this end chooses lead to their loop");
                assertTrue(w.server().strays() > 0, () -> "strays: " + w.server().strays());
            });
        }).run(1);
    }

    /** A listener is one: of all loops, with one backlog; closing one part closes it. */
    @Test
    void listeners() {
        Scenario.of(LoopsTest.class, w -> {
            w.loops(3);
            w.path(Route.of("rate=40m,delay=3ms,queue=100k"));
            List<StreamSocket> sockets = new ArrayList<>();
            w.at(0, "listen", () -> unchecked(() -> {
                InetSocketAddress at = new InetSocketAddress(World.address(1, 2, false), 80);
                var l = w.server().stack().listen(at, SocketConfig.DEFAULT.withBacklog(5), null);
                assertThrows(StreamException.class, () -> w.server().stack().listen(at));
                for (int i = 0; i < 8; i++) {
                    sockets.add(w.client().stack().connect(at));
                }
                w.at(100 * MS, "look", () -> {
                    assertEquals(5, l.pending());
                    assertEquals(List.of(5), w.server().stack().inspector().listeners().stream()
                            .filter(s -> s.local().getPort() == 80).map(ListenerSnapshot::pending).toList());
                    sockets.add(l.tryAccept());
                    assertEquals(4, l.pending());
                    l.close();
                    assertEquals(0, l.pending());
                    assertEquals(1, w.server().stack().inspector().listeners().size(), "that of the transfer");
                    sockets.forEach(StreamSocket::abort);
                });
            }));
            w.transfer(1000, 1000);
        }).run(1);
    }

    /** Whose port it is, is found whatever loop is asked; when it is taken, it is taken. */
    @Test
    void portsThatAreNamed() {
        Scenario.of(LoopsTest.class, w -> {
            w.loops(4);
            w.path(Route.of("rate=40m,delay=3ms,queue=100k"));
            InetSocketAddress to = new InetSocketAddress(World.address(1, 2, false), 80);
            w.at(0, "connect", () -> unchecked(() -> {
                w.server().stack().listen(to, SocketConfig.DEFAULT, null);
                List<StreamSocket> sockets = new ArrayList<>();
                for (int port = 1000; port < 1016; port++) {
                    InetSocketAddress from = new InetSocketAddress(World.address(1, 1, false), port);
                    sockets.add(w.client().stack().connect(from, to, SocketConfig.DEFAULT, null));
                    assertThrows(StreamException.class, () -> w.client().stack().connect(from, to, SocketConfig.DEFAULT, null));
                }
                w.at(100 * MS, "look", () -> {
                    assertEquals(16, w.server().stack().inspector().connections().stream()
                            .filter(c -> c.local().getPort() == 80 && c.state().equals("ESTAB")).count());
                    sockets.forEach(StreamSocket::abort);
                });
            }));
            w.transfer(1000, 1000);
        }).run(1);
    }

    /** Each opens, carries and ends by the cookie of another loop's making. */
    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void cookies(int version) {
        Scenario.of(LoopsTest.class, w -> {
            w.loops(3);
            w.hosts(b -> b.mptcpVersion(version));
            w.path(Route.of("rate=40m,delay=30ms,queue=100k"));
            w.path(Route.of("rate=40m,delay=30ms,queue=100k"));
            InetSocketAddress to = new InetSocketAddress(World.address(1, 2, false), 80);
            w.at(0, "connect", () -> unchecked(() -> {
                var l = w.server().stack().listen(to, SocketConfig.DEFAULT.withBacklog(3), null);
                List<StreamSocket> sockets = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    sockets.add(w.client().stack().connect(to));
                }
                w.at(3 * SECOND, "look", () -> {
                    assertTrue(w.server().counter("TcpExtSyncookiesSent") > 0);
                    assertTrue(w.server().counter("TcpExtSyncookiesRecv") > 0);
                    sockets.forEach(StreamSocket::abort);
                    l.close();
                });
            }));
            w.transfer(1000, 1000);
        }).run(1);
    }

    /** Links and addresses that come and go are those of every loop. */
    @Test
    void addressesAreEveryLoops() {
        Scenario.of(LoopsTest.class, w -> {
            w.loops(4);
            w.path(Route.of("rate=40m,delay=3ms,queue=100k"));
            w.path(Route.of("rate=40m,delay=8ms,queue=100k"));
            for (int i = 0; i < TRANSFERS; i++) {
                w.transfer(2_000_000, 0);
            }
            w.at(100 * MS, "gone", () -> w.client().stack().removeAddress(World.address(2, 1, false)));
            w.at(300 * MS, "none", () -> {
                for (ConnectionSnapshot c : w.client().stack().inspector().connections()) {
                    assertTrue(c.subflows().stream().allMatch(s -> s.link().equals("path1")), () -> SimHost.describe(c));
                }
                assertEquals(1, w.client().stack().addresses().size());
                assertEquals(List.of("path1", "path2"), w.client().stack().links().stream().map(l -> l.name()).toList());
            });
        }).run(1);
    }

    /** A number that does not change; the rest does, on all loops. */
    @Test
    void settings() {
        Scenario.of(LoopsTest.class, w -> {
            w.loops(2);
            w.path(Route.of("rate=40m,delay=3ms,queue=100k"));
            w.transfer(1000, 1000);
            w.at(0, "settings", () -> {
                var stack = w.client().stack();
                stack.reconfigure(stack.config().toBuilder().maxSubflows(3).policySettings(Map.of("a.b", "c")).build());
                assertEquals(3, stack.config().maxSubflows());
                assertThrows(IllegalArgumentException.class, () -> stack.reconfigure(stack.config().toBuilder().loops(3).build()));
            });
        }).run(1);
    }

    private interface Throwing {
        void run() throws IOException;
    }

    private static void unchecked(Throwing task) {
        try {
            task.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
