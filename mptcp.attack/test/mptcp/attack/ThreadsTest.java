package mptcp.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.DirectLink;
import mptcp.io.sim.pattern.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Applications whose threads do with shared sockets what they like: read, write, wait, shut down, close and abort the same one at once, and
 * are interrupted meanwhile; and an operator who takes links and addresses away and brings them, and changes settings. No thread hangs, no
 * byte is wrong, and when all sockets are closed nothing is left.
 */
@Timeout(300)
class ThreadsTest {
    private static final int SOCKETS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A connection: one thread reads each end and one writes, as the API asks for; what else is done, anybody does. */
    private static final class Pair {
        final StreamSocket[] ends = new StreamSocket[2];
        final Pattern[] patterns = {new Pattern(11), new Pattern(12)};
    }

    private static final class Turmoil {
        final Stack[] stacks = new Stack[2];
        final Queue<String> wrong = new ConcurrentLinkedQueue<>();
        final List<Thread> threads = new ArrayList<>();
        final AtomicInteger rounds = new AtomicInteger();
        final AtomicLong bytes = new AtomicLong();
        final StreamListener door;
        volatile boolean over;

        Turmoil(int loops) throws IOException {
            for (int i = 0; i < 2; i++) {
                stacks[i] = Target.FACTORY.create(StackConfig.builder((i == 0 ? "here" : "there") + loops).loops(loops).minRtoNs(20_000_000)
                        .timeWaitNs(1_000_000).closeTimeoutNs(2_000_000_000L).build());
            }
            link(1);
            link(2);
            door = stacks[1].listen(new InetSocketAddress(InetAddress.ofLiteral("10.0.1.2"), 80));
        }

        private void link(int i) {
            DirectLink.Pair pair = DirectLink.pair("link" + i, "link" + i, 1500);
            stacks[0].addLink(pair.a(), List.of(LinkAddress.of("10.0." + i + ".1/24")));
            stacks[1].addLink(pair.b(), List.of(LinkAddress.of("10.0." + i + ".2/24")));
        }

        /** The first link and its addresses stay: connections begin there. */
        private void operates() {
            SplittableRandom random = new SplittableRandom(99);
            try {
                while (!over) {
                    operate(stacks[random.nextInt(2)], random);
                }
            } catch (RuntimeException e) {
                wrong.add("operating: " + e + " at " + e.getStackTrace()[0]);
            }
        }

        private void operate(Stack s, SplittableRandom random) {
            switch (random.nextInt(7)) {
                case 0 -> {
                    stacks[0].removeLink("link2");
                    stacks[1].removeLink("link2");
                    link(2);
                }
                case 1 -> {
                    LinkAddress more = LinkAddress.of("10.0.2." + (10 + random.nextInt(200)) + "/24");
                    s.addAddress("link2", more);
                    s.removeAddress(more.address());
                }
                case 2 -> s.reconfigure(s.config().toBuilder().memoryLimit(random.nextBoolean() ? 1 << 20 : 1 << 28)
                        .maxSubflows(1 + random.nextInt(8)).build());
                case 3 -> s.endpoints(random.nextBoolean() ? List.of() : List.of(Endpoint.of(1,
                        InetAddress.ofLiteral("10.0.2." + (s == stacks[0] ? 1 : 2))).withSignal(true).withSubflow(true)));
                case 4 -> s.inspector().counters();
                case 5 -> s.inspector().connections();
                default -> s.policies().choose(PolicyKind.values()[random.nextInt(4)], random.nextBoolean() ? null : "builtin");
            }
        }

        /** Connections one after the other, each with its turmoil. */
        void connections(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            while (!over) {
                try {
                    one(random);
                    rounds.incrementAndGet();
                } catch (StreamException e) {
                    // it was ended before it was open
                } catch (IOException | InterruptedException | RuntimeException e) {
                    wrong.add("a connection: " + e);
                    return;
                }
            }
        }

        private void one(SplittableRandom random) throws IOException, InterruptedException {
            Pair p = new Pair();
            synchronized (door) {
                p.ends[0] = stacks[0].connect(null, door.local(), SocketConfig.DEFAULT.withBuffers(random.nextInt(2) * 30_000, 0), null);
                p.ends[1] = door.accept(Duration.ofSeconds(20));
            }
            List<Thread> all = new ArrayList<>();
            for (int e = 0; e < 2; e++) {
                int end = e;
                all.add(Thread.ofVirtual().unstarted(() -> reads(p, end)));
                all.add(Thread.ofPlatform().unstarted(() -> writes(p, end)));
            }
            for (int i = 0; i < 3; i++) {
                SplittableRandom mine = random.split();
                all.add(Thread.ofPlatform().unstarted(() -> meddles(p, mine, all)));
            }
            all.forEach(Thread::start);
            for (Thread each : all) {
                if (!each.join(PATIENCE)) {
                    wrong.add("a thread hangs: " + List.of(each.getStackTrace()) + " " + p.ends[0].ready() + " " + p.ends[1].ready());
                    over = true;
                }
            }
            p.ends[0].close();
            p.ends[1].close();
        }

        private void reads(Pair p, int e) {
            ByteBuffer buffer = ByteBuffer.allocate(5000);
            long at = 0;
            try {
                for (int n = p.ends[e].read(buffer); n >= 0; n = p.ends[e].read(buffer.clear())) {
                    long bad = p.patterns[1 - e].mismatch(buffer.flip(), at);
                    if (bad >= 0) {
                        wrong.add("a wrong byte at " + bad);
                    }
                    at += n;
                    bytes.addAndGet(n);
                }
            } catch (StreamException | InterruptedIOException e1) {
                // ended, or interrupted
            } catch (IOException | RuntimeException e1) {
                wrong.add("reading: " + e1 + " at " + e1.getStackTrace()[0]);
            }
        }

        private void writes(Pair p, int e) {
            long at = 0;
            try {
                while (true) {
                    ByteBuffer more = ByteBuffer.wrap(p.patterns[e].bytes(at, 3000));
                    at += more.remaining();
                    p.ends[e].write(more);
                }
            } catch (StreamException | InterruptedIOException e1) {
                // ended, or interrupted
            } catch (IOException | RuntimeException e1) {
                wrong.add("writing: " + e1 + " at " + e1.getStackTrace()[0]);
            }
        }

        private void meddles(Pair p, SplittableRandom random, List<Thread> all) {
            try {
                for (int n = 1 + random.nextInt(12); n > 0; n--) {
                    meddle(p.ends[random.nextInt(2)], random, all);
                }
                StreamSocket last = p.ends[random.nextInt(2)];
                if (random.nextBoolean()) {
                    last.close();
                } else {
                    last.abort();
                }
                p.ends[0].close();
                p.ends[1].close();
            } catch (RuntimeException e) {
                wrong.add("meddling: " + e + " at " + e.getStackTrace()[0]);
            }
        }

        private void meddle(StreamSocket s, SplittableRandom random, List<Thread> all) {
            switch (random.nextInt(14)) {
                case 0 -> s.shutdownOutput();
                case 1 -> s.shutdownInput();
                case 2 -> s.cork(random.nextBoolean());
                case 3 -> s.reconfigure(s.config().withNoDelay(true).withBuffers(10_000 + random.nextInt(50_000), 10_000 + random.nextInt(50_000)));
                case 4 -> s.listener((x, ready) -> x.available());
                case 5 -> s.listener(null);
                case 6 -> s.awaitClosed(Duration.ofMillis(random.nextInt(3)));
                case 7 -> all.get(random.nextInt(4)).interrupt();
                case 8 -> Thread.currentThread().interrupt();
                case 9 -> s.endRecord(s.written());
                case 10 -> stacks[0].inspector().connections();
                case 11 -> s.ready();
                case 12 -> {
                    if (random.nextInt(6) == 0) {
                        s.close();
                    }
                }
                default -> {
                    if (random.nextInt(6) == 0) {
                        s.abort();
                    }
                }
            }
        }

        void run(int seconds) throws InterruptedException {
            threads.add(Thread.ofPlatform().start(this::operates));
            for (int i = 0; i < SOCKETS; i++) {
                long seed = i;
                threads.add(Thread.ofPlatform().start(() -> connections(seed)));
            }
            long until = System.nanoTime() + seconds * 1_000_000_000L;
            for (Thread each : threads) {
                each.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
            }
            over = true;
            for (Thread each : threads) {
                if (!each.join(PATIENCE)) {
                    wrong.add("hangs: " + List.of(each.getStackTrace()));
                }
            }
            assertEquals(List.of(), List.copyOf(wrong));
            assertTrue(rounds.get() > 0, "there were connections");
            long limit = System.nanoTime() + PATIENCE.toNanos();
            for (Stack s : stacks) {
                while (s.inspector().connectionCount() > 0 && System.nanoTime() < limit) {
                    Thread.onSpinWait();
                }
                assertEquals(List.of(), s.inspector().connections(), "connections are left");
                assertEquals(0, s.inspector().counters().get("MPTcpContainedFaults"));
            }
            System.out.println("measured: " + rounds.get() + " connections in turmoil, " + bytes.get() + " bytes read");
        }

        void close() {
            stacks[0].close();
            stacks[1].close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void someSeconds(int loops) throws Exception {
        turmoil(loops, 5);
    }

    @Test
    @Tag("slow")
    void aMinute() throws Exception {
        turmoil(1, 60);
        turmoil(3, 60);
    }

    private static void turmoil(int loops, int seconds) throws Exception {
        LoopLog.takeErrors();
        Turmoil t = new Turmoil(loops);
        try {
            t.run(seconds);
        } finally {
            t.close();
        }
        assertEquals(List.of(), LoopLog.takeErrors());
    }
}
