package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.pattern.Pattern;
import mptcp.lab.socket.KernelServerSocket;
import mptcp.lab.socket.KernelSocket;
import mptcp.lab.socket.Protocol;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many short connections, one after the other and at once: each exchanges its bytes, and none is left over. */
@Timeout(60)
final class ManyConnectionsTest {
    private static final int BYTES = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(Await.SECONDS);

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    @ParameterizedTest
    @CsvSource({"CLIENT, 200, 1", "SERVER, 200, 1", "CLIENT, 50, 50", "SERVER, 50, 50"})
    void noneIsLeftOver(Role role, int connections, int atOnce) throws Exception {
        try (Trial trial = new Trial(LAB.lab(), Protocol.MPTCP,
                config -> config.timeWaitNs(Duration.ofSeconds(2).toNanos()))) {
            LAB.lab().endpoints("", true, true);
            Exchanger exchanger = role == Role.CLIENT ? new ToKernel(trial) : new FromKernel(trial);
            long start = System.nanoTime();
            for (int done = 0; done < connections; done += atOnce) {
                List<CompletableFuture<?>> ends = new ArrayList<>();
                for (int i = 0; i < atOnce; i++) {
                    ends.addAll(exchanger.start(done + i));
                }
                for (CompletableFuture<?> end : ends) {
                    Await.result("a short exchange", Await.SECONDS, trial::state, end);
                }
            }
            Figures.print("%s: %d connections, %d at once, in %.2f s", role, connections, atOnce,
                    (System.nanoTime() - start) / 1e9);
            exchanger.close();
            assertNoneLeft(trial);
        }
    }

    private static void assertNoneLeft(Trial trial) throws Exception {
        trial.await("nothing but TIME-WAIT", () -> trial.stack().inspector().connections().stream()
                .allMatch(Trial::isOver));
        trial.await("the kernel has none", () -> trial.view().sockets().connections().isEmpty());
        trial.await("nothing", () -> trial.stack().inspector().connections().isEmpty());
        assertEquals(0, trial.counter("MPTcpExtMPCurrEstab"), trial::state);
        assertEquals(0, trial.view().counters().get("MPTcpExtMPCurrEstab"), trial::state);
        assertEquals(0, trial.counter("TcpOutRsts"), trial::state);
        assertEquals(List.of(), trial.view().troubles(), trial::state);
    }

    /** Starts both ends of short exchanges. */
    private interface Exchanger extends AutoCloseable {
        List<CompletableFuture<?>> start(int seed) throws IOException;

        @Override
        void close();
    }

    private record ToKernel(Trial trial, KernelServerSocket listener) implements Exchanger {
        ToKernel(Trial trial) throws IOException {
            this(trial, trial.peer().listen(new InetSocketAddress(InetAddress.ofLiteral("::"), 0)));
        }

        @Override
        public List<CompletableFuture<?>> start(int seed) throws IOException {
            var to = new InetSocketAddress(trial.lab().path(1).peerAddress(Trial.IPV4),
                    listener.localAddress().getPort());
            return List.of(trial.peer().start("server", serve(() -> trial.peer().accept(listener))),
                    trial.peer().start("our client", ask(() -> trial.stack().connect(to), seed)));
        }

        @Override
        public void close() {
            listener.close();
        }

        private static Callable<Void> serve(Callable<KernelSocket> accept) {
            return () -> {
                try (KernelSocket socket = accept.call()) {
                    echo(End.of(socket));
                }
                return null;
            };
        }

        private static Callable<Void> ask(Callable<StreamSocket> connect, int seed) {
            return () -> {
                try (StreamSocket socket = connect.call()) {
                    socket.awaitConnected(PATIENCE);
                    converse(End.of(socket), seed);
                }
                return null;
            };
        }
    }

    private record FromKernel(Trial trial, StreamListener listener) implements Exchanger {
        FromKernel(Trial trial) throws IOException {
            this(trial, trial.stack().listen(new InetSocketAddress(InetAddress.ofLiteral("::"), 0)));
        }

        @Override
        public List<CompletableFuture<?>> start(int seed) {
            var to = new InetSocketAddress(trial.lab().path(1).address(Trial.IPV6), listener.local().getPort());
            return List.of(trial.peer().start("our server", () -> {
                try (StreamSocket socket = listener.accept(PATIENCE)) {
                    echo(End.of(socket));
                }
                return null;
            }), trial.peer().start("client", () -> {
                try (KernelSocket socket = trial.peer().connect(to)) {
                    converse(End.of(socket), seed);
                }
                return null;
            }));
        }

        @Override
        public void close() {
            listener.close();
        }
    }

    /** Sends its bytes and the end, and expects them and the end back. */
    private static void converse(End end, int seed) throws IOException {
        byte[] bytes = new Pattern(seed).bytes(0, BYTES);
        end.write(ByteBuffer.allocateDirect(BYTES).put(bytes).flip());
        end.shutdownOutput();
        assertArrayEquals(bytes, readAll(end));
    }

    private static void echo(End end) throws IOException {
        byte[] bytes = readAll(end);
        end.write(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
        end.shutdownOutput();
    }

    private static byte[] readAll(End end) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(2 * BYTES);
        while (end.read(buffer) >= 0) {
            assertTrue(buffer.hasRemaining(), "more than was sent");
        }
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
