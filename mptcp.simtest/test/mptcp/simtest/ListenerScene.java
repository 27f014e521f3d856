package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import mptcp.api.inspect.Monitor;
import mptcp.api.socket.AcceptListener;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.SocketListener;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.testkit.fault.Stub;

/** A connection with the listener that fails, and a transfer beside it. */
final class ListenerScene {
    private static final int PORT = 9000;

    /** What the listener does in each of its calls. */
    @FunctionalInterface
    interface Misdeed {
        void commit() throws Throwable;
    }

    private final World w;
    private StreamListener door;
    private StreamSocket socket;
    private final boolean survives;
    private int calls;

    /** @param survives whether the connection goes on after what it does */
    ListenerScene(World w, Class<?> type, Misdeed misdeed, boolean survives) {
        this.w = w;
        this.survives = survives;
        w.path(Route.of("rate=20m,delay=5ms,queue=60k"));
        w.path(Route.of("rate=10m,delay=20ms,queue=60k"));
        Object bad = Stub.of(type, (method, arguments) -> {
            calls++;
            misdeed.commit();
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
        w.at(200 * MS, "looking", this::look);
    }

    private void look() {
        StreamSocket accepted = door.tryAccept();
        if (!survives) {
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

    /** How often the listener was called. */
    int calls() {
        return calls;
    }
}
