package mptcp.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.QueuedLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Threads that ask and wait for answers, and run turns of the loop meanwhile: bytes are right, and nobody waits for ever. */
class CallerTurnsTest {
    private static final int QUESTIONS = 300;
    private static final long LIMIT_S = 120;
    private static final Duration LIMIT = Duration.ofSeconds(LIMIT_S);
    private static final String COUNTER = "MPTcpLoopCallerTurn";
    private static final InetSocketAddress SERVER = new InetSocketAddress(LinkAddress.of("10.0.1.2/24").address(), 80);

    private static Stack stack(Stacks factory, String name, int loops, long spinNs, boolean help) {
        return factory.create(StackConfig.builder(name).loops(loops).spinNs(spinNs).callerTurns(help).timeWaitNs(1_000_000).build());
    }

    private static long turns(Stack stack) {
        return stack.inspector().counters().getOrDefault(COUNTER, 0L);
    }

    private static byte ask(StreamSocket s, ByteBuffer one, byte question) throws IOException {
        one.clear().put(question).flip();
        s.write(one);
        assertEquals(1, s.read(one.clear()));
        return one.get(0);
    }

    private static void converse(Stack client) throws IOException {
        try (StreamSocket s = client.connect(SERVER)) {
            s.awaitConnected(LIMIT);
            ByteBuffer one = ByteBuffer.allocate(1);
            for (int i = 0; i < QUESTIONS; i++) {
                assertEquals((byte) (i + 1), ask(s, one, (byte) i));
            }
        }
    }

    private static void answer(StreamSocket s) throws IOException {
        try (s) {
            ByteBuffer one = ByteBuffer.allocate(1);
            while (s.read(one.clear()) > 0) {
                one.put(0, (byte) (one.get(0) + 1)).flip();
                s.write(one);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0, true", "1, 4, 0, true", "2, 4, 0, true", "1, 2, 50000, true", "1, 2, 0, false"})
    void conversations(int loops, int threads, long spinNs, boolean help) throws Exception {
        Stacks factory = new Stacks();
        try (Stack client = stack(factory, "client", loops, spinNs, help); Stack server = stack(factory, "server", loops, spinNs, help);
                ExecutorService platform = Executors.newCachedThreadPool();
                ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            QueuedLink.Pair pair = QueuedLink.pair("path1", 1500, loops);
            client.addLink(pair.a(), List.of(LinkAddress.of("10.0.1.1/24")));
            server.addLink(pair.b(), List.of(LinkAddress.of("10.0.1.2/24")));
            StreamListener listener = server.listen(SERVER);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                ExecutorService here = i % 2 == 0 ? platform : virtual;
                ExecutorService there = i / 2 % 2 == 0 ? platform : virtual;
                all.add(there.submit(() -> {
                    answer(listener.accept(LIMIT));
                    return null;
                }));
                all.add(here.submit(() -> {
                    converse(client);
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get(LIMIT_S, TimeUnit.SECONDS);
            }
            assertEquals(help, turns(client) + turns(server) > 0, "turns of callers: " + turns(client) + ", " + turns(server));
        }
    }

    /** Whoever waits is told that the stack was closed, also when he runs turns meanwhile. */
    @Test
    void closingEndsAWait() throws Exception {
        Stacks factory = new Stacks();
        Stack client = stack(factory, "client", 1, 1_000_000, true);
        try (Stack server = stack(factory, "server", 1, 0, true)) {
            QueuedLink.Pair pair = QueuedLink.pair("path1", 1500, 1);
            client.addLink(pair.a(), List.of(LinkAddress.of("10.0.1.1/24")));
            server.addLink(pair.b(), List.of(LinkAddress.of("10.0.1.2/24")));
            StreamListener listener = server.listen(SERVER);
            CompletableFuture<Void> waits = new CompletableFuture<>();
            StreamSocket s = client.connect(SERVER);
            s.awaitConnected(LIMIT);
            StreamSocket there = listener.accept(LIMIT);
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    ByteBuffer one = ByteBuffer.allocate(1);
                    assertEquals(1, s.read(one));
                    s.read(one.clear());
                    waits.complete(null);
                } catch (Throwable t) {
                    waits.completeExceptionally(t);
                }
            });
            there.write(ByteBuffer.wrap(new byte[1]));
            client.close();
            ExecutionException e = assertThrows(ExecutionException.class, () -> waits.get(LIMIT_S, TimeUnit.SECONDS));
            assertTrue(e.getCause() instanceof StreamException, () -> e.getCause().toString());
        } finally {
            client.close();
        }
    }

    /** A listener that runs on the thread of a caller may close the stack: nobody waits for himself. */
    @Test
    void aListenerClosesTheStackOnACallersThread() throws Exception {
        Stacks factory = new Stacks();
        Stack client = stack(factory, "client", 1, 1_000_000, true);
        try (Stack server = stack(factory, "server", 1, 0, true)) {
            QueuedLink.Pair pair = QueuedLink.pair("path1", 1500, 1);
            client.addLink(pair.a(), List.of(LinkAddress.of("10.0.1.1/24")));
            server.addLink(pair.b(), List.of(LinkAddress.of("10.0.1.2/24")));
            StreamListener listener = server.listen(SERVER);
            StreamSocket asks = client.connect(SERVER);
            asks.awaitConnected(LIMIT);
            StreamSocket there = listener.accept(LIMIT);
            CompletableFuture<Void> answers = CompletableFuture.runAsync(() -> {
                try {
                    answer(there);
                } catch (IOException e) {
                    // the client's reset ends it
                }
            });
            ByteBuffer one = ByteBuffer.allocate(1);
            ask(asks, one, (byte) 0);
            asks.listener((_, ready) -> {
                if ((ready & StreamSocket.READABLE) != 0) {
                    client.close();
                }
            });
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < QUESTIONS; i++) {
                    ask(asks, one, (byte) i);
                }
            });
            answers.get(LIMIT_S, TimeUnit.SECONDS);
        } finally {
            client.close();
        }
    }
}
