package mptcp.core.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.QueuedLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hosts whose loops are threads: bytes are right whatever loops do at once, over links of all loops and of one. */
class LoopThreadsTest {
    private static final int CONNECTIONS = 12;
    private static final int BYTES = 60_000;
    private static final long LIMIT_S = 120;
    private static final InetSocketAddress SERVER = new InetSocketAddress(LinkAddress.of("10.0.1.2/24").address(), 80);

    private static Stack stack(Stacks factory, String name, int loops) {
        return factory.create(StackConfig.builder(name).loops(loops).timeWaitNs(1_000_000).build());
    }

    private static void join(Stack client, Stack server, int path, int queues) {
        QueuedLink.Pair pair = QueuedLink.pair("path" + path, 1500, queues);
        client.addLink(pair.a(), List.of(LinkAddress.of("10.0." + path + ".1/24")));
        server.addLink(pair.b(), List.of(LinkAddress.of("10.0." + path + ".2/24")));
    }

    private static byte[] pattern(int number) {
        byte[] bytes = new byte[BYTES];
        new SplittableRandom(number).nextBytes(bytes);
        bytes[0] = (byte) number;
        return bytes;
    }

    private static void send(Stack client, int number) throws IOException {
        try (StreamSocket s = client.connect(SERVER)) {
            s.awaitConnected(Duration.ofSeconds(LIMIT_S));
            OutputStream out = s.outputStream();
            out.write(pattern(number));
            s.shutdownOutput();
            assertArrayEquals(pattern(number + 100), s.inputStream().readAllBytes());
        }
    }

    private static void serve(StreamSocket s) throws IOException {
        try (s) {
            byte[] came = s.inputStream().readAllBytes();
            assertEquals(BYTES, came.length);
            assertArrayEquals(pattern(came[0]), came);
            s.outputStream().write(pattern(came[0] + 100));
            s.shutdownOutput();
            s.inputStream().readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "3, 1", "4, 4", "1, 1"})
    void manyAtOnce(int loops, int queues) throws Exception {
        Stacks factory = new Stacks();
        try (Stack client = stack(factory, "client", loops); Stack server = stack(factory, "server", loops);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            join(client, server, 1, queues);
            join(client, server, 2, queues);
            server.endpoints(List.of(Endpoint.of(1, LinkAddress.of("10.0.2.2/24").address()).withSignal(true)));
            List<Future<?>> all = new ArrayList<>();
            StreamListener listener = server.listen(SERVER);
            for (int i = 0; i < CONNECTIONS; i++) {
                int number = i;
                all.add(threads.submit(() -> {
                    send(client, number);
                    return null;
                }));
                all.add(threads.submit(() -> {
                    serve(listener.accept(Duration.ofSeconds(LIMIT_S)));
                    return null;
                }));
            }
            for (int i = 0; i < 20; i++) { // tools look and swap meanwhile
                client.policies().choose(PolicyKind.SCHEDULER, "builtin");
                List<Long> ids = client.inspector().connections().stream().map(ConnectionSnapshot::id).toList();
                assertEquals(ids.stream().sorted().distinct().toList(), ids);
            }
            for (Future<?> each : all) {
                each.get(LIMIT_S, TimeUnit.SECONDS);
            }
            for (Stack s : List.of(client, server)) {
                assertEquals(0, s.inspector().counters().get("MPTcpContainedFaults"));
            }
            long handed = client.inspector().counters().get("MPTcpLoopHandedOver") + server.inspector().counters().get("MPTcpLoopHandedOver");
            assertEquals(loops > 1, handed > 0);
        }
        assertEquals(List.of(), factory.stacks());
    }

    /** Callbacks are on the loop of their connection, and may ask for the whole host there, all at the same time. */
    @Test
    void callbacksAskForTheHost() throws Exception {
        Stacks factory = new Stacks();
        try (Stack client = stack(factory, "client", 2); Stack server = stack(factory, "server", 2)) {
            join(client, server, 1, 2);
            List<CompletableFuture<Integer>> asked = new ArrayList<>();
            server.listen(SERVER, SocketConfig.DEFAULT, l -> {
                for (StreamSocket s = l.tryAccept(); s != null; s = l.tryAccept()) {
                    assertTrue(server.inspector().connectionCount() > 0);
                    s.abort();
                }
            });
            for (int i = 0; i < CONNECTIONS; i++) {
                CompletableFuture<Integer> seen = new CompletableFuture<>();
                asked.add(seen);
                client.connect(null, SERVER, SocketConfig.DEFAULT, (socket, ready) -> {
                    if ((ready & StreamSocket.CONNECTED) != 0) {
                        seen.complete(client.inspector().connectionCount());
                    }
                });
            }
            for (CompletableFuture<Integer> each : asked) {
                assertTrue(each.get(LIMIT_S, TimeUnit.SECONDS) > 0);
            }
        }
    }
}
