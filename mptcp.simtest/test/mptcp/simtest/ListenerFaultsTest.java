package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import mptcp.api.inspect.Monitor;
import mptcp.api.socket.AcceptListener;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.SocketListener;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.testkit.fault.Fault;
import mptcp.testkit.fault.Stub;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Listeners of applications and tools that throw, in each of their calls: the connection of a socket listener ends, others
 * only are counted and named; whoever is beside them is unharmed.
 */
class ListenerFaultsTest {
    private static final int PORT = 9000;

    static Stream<Arguments> faults() {
        return Stream.of(SocketListener.class, AcceptListener.class, Monitor.class).flatMap(type -> Stream.of(Fault.values())
                .map(f -> Arguments.of(type, f)));
    }

    /** A connection with the listener that fails, and a transfer beside it. */
    private static final class Scene {
        private final World w;
        private StreamListener door;
        private StreamSocket socket;
        private int calls;

        Scene(World w, Class<?> type, Fault fault) {
            this.w = w;
            w.listenersMayFail();
            w.path(Route.of("rate=20m,delay=5ms,queue=60k"));
            w.path(Route.of("rate=10m,delay=20ms,queue=60k"));
            Object bad = Stub.of(type, (method, arguments) -> {
                calls++;
                fault.commit();
                return null;
            });
            AcceptListener accept = bad instanceof AcceptListener a ? a : null;
            SocketListener socketListener = bad instanceof SocketListener s ? s : null;
            w.transfer(300_000, 300_000);
            w.at(10 * MS, "the connection", () -> {
                try {
                    if (bad instanceof Monitor monitor) {
                        w.client().stack().inspector().monitor(monitor);
                    }
                    door = w.server().stack().listen(new InetSocketAddress(World.address(1, 2, false), PORT),
                            SocketConfig.DEFAULT, accept);
                    socket = w.client().stack().connect(null, new InetSocketAddress(World.address(1, 2, false), PORT),
                            SocketConfig.DEFAULT, socketListener);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            w.at(200 * MS, "looking", () -> look(type));
        }

        private void look(Class<?> type) {
            StreamSocket accepted = door.tryAccept();
            if (type == SocketListener.class) {
                assertNotNull(socket.error(), "the connection of a listener that fails ends, and it is told why");
            } else {
                assertNull(socket.error());
                assertNotNull(accepted, "it can be accepted all the same");
                carries(accepted);
            }
            door.close();
        }

        /** What was written arrives; the ends are closed when it has. */
        private void carries(StreamSocket accepted) {
            ByteBuffer hello = ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII));
            ByteBuffer got = ByteBuffer.allocate(16);
            try {
                assertEquals(5, socket.tryWrite(hello));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            w.at(w.nowNs() + 100 * MS, "reading", () -> {
                try {
                    assertEquals(5, accepted.tryRead(got));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                assertEquals(hello.flip(), got.flip());
                socket.close();
                accepted.close();
            });
        }
    }

    @ParameterizedTest
    @MethodSource
    void faults(Class<?> type, Fault fault) {
        Scene[] made = new Scene[1];
        World w = Scenario.of(ListenerFaultsTest.class, world -> made[0] = new Scene(world, type, fault)).run(1);
        assertTrue(made[0].calls > 0, "it was called");
        SimHost at = type == AcceptListener.class ? w.server() : w.client();
        assertTrue(at.counter("MPTcpContainedFaults") > 0);
        assertEquals(0, (type == AcceptListener.class ? w.client() : w.server()).counter("MPTcpContainedFaults"));
        if (type == SocketListener.class) {
            assertEquals(1, made[0].calls, "not called again");
        }
    }
}
