package mptcp.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.IpLink;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.SocketListener;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.QueuedLink;

/**
 * Two stacks of so many loops each, joined by links in memory with a queue for each. Thread n turns the n-th loop of both, so
 * one loop is what one thread can do, and n loops what n can. Made, measured and closed by one thread.
 */
final class LoopsRig implements AutoCloseable {
    private static final int MTU = 1500;
    private static final int PORT = 5001;
    private static final int APART = 32;
    private static final int IDLE_TURNS = 64;
    private static final long IDLE_NS = 20_000;
    private static final int SETUP_TURNS = 20_000;

    private final int loops;
    private final DrivenStack client;
    private final DrivenStack server;
    private final InetSocketAddress to = new InetSocketAddress(LinkAddress.of("10.0.1.2").address(), PORT);
    private final List<Sink> sinks = new ArrayList<>();
    /** Lies between what different threads write to, so that they do not share lines of the processor's caches. */
    private final List<long[]> apart = new ArrayList<>();
    private final List<Source> sources = new ArrayList<>();
    private final List<StreamSocket> sockets = new ArrayList<>();
    private final LongAdder finished = new LongAdder();
    private volatile boolean running;
    private volatile Throwable failure;

    /** What threads did in some time. */
    record Outcome(long amount, long wallNs, long cpuNs) {
        double perSecond() {
            return amount * 1e9 / wallNs;
        }

        /** For each second of a thread. */
        double perCpuSecond() {
            return amount * 1e9 / cpuNs;
        }
    }

    LoopsRig(int loops, DirectPair.Options options) {
        this.loops = loops;
        StackFactory factory = Policies.factory();
        client = factory.createDriven(config("client", 1, options).loops(loops).build());
        server = factory.createDriven(config("server", 2, options).loops(loops).build());
        for (int i = 1; i <= Math.max(1, options.subflows()); i++) {
            QueuedLink.Pair pair = QueuedLink.pair("path" + i, MTU, loops);
            client.addLink(link(pair.a(), options), List.of(LinkAddress.of("10.0." + i + ".1/24")));
            server.addLink(link(pair.b(), options), List.of(LinkAddress.of("10.0." + i + ".2/24")));
        }
    }

    private static IpLink link(IpLink link, DirectPair.Options options) {
        return options.superSegments() ? link : new OrdinaryLink(link);
    }

    private static StackConfig.Builder config(String name, long seed, DirectPair.Options options) {
        return StackConfig.builder(name).entropy(Entropy.seeded(seed)).mptcpVersion(options.mptcp() ? 1 : -1)
                .checksums(options.checksums()).maxSubflows(Math.max(1, options.subflows()))
                .timeWaitNs(1_000_000)
                .policySettings(Map.of("static.addresses", name.equals("server") && options.subflows() > 1 ? "10.0.2.2" : ""));
    }

    // --- bytes

    /** Opens connections, by turns on the loops of the client, with all their subflows. */
    void connect(int connections, int subflows) throws IOException {
        server.listen(to, SocketConfig.DEFAULT.withBacklog(1024), l -> {
            for (StreamSocket s = l.tryAccept(); s != null; s = l.tryAccept()) {
                Sink sink = new Sink();
                apart.add(new long[APART]);
                sinks.add(sink); // all are accepted before there is more than one thread
                s.listener(sink);
            }
        });
        for (int i = 0; i < connections; i++) {
            Source source = new Source();
            apart.add(new long[APART]);
            sources.add(source);
            source.allow(1 << 14);
            sockets.add(client.connect(null, to, SocketConfig.DEFAULT, source));
        }
        long now = System.nanoTime();
        for (int i = 0; i < SETUP_TURNS && !complete(connections, subflows); i++) {
            now += 100_000;
            client.turn(now);
            server.turn(now);
        }
        if (!complete(connections, subflows)) {
            throw new IOException("connections without all their subflows: " + client.inspector().connections());
        }
        long allowed = 1L << 50;
        for (int i = 0; i < connections; i++) {
            sources.get(i).allow(allowed);
            sources.get(i).ready(sockets.get(i), 0);
        }
    }

    private boolean complete(int connections, int subflows) {
        return sinks.size() == connections && client.inspector().connections().stream().allMatch(c -> c.subflows().size() >= subflows);
    }

    long received() {
        return sinks.stream().mapToLong(Sink::received).sum();
    }

    // --- connections

    /** So many at a time, from now on: each sends a byte, reads the end and is closed, and another one follows it on its loop. */
    void churn(int atOnce) throws IOException {
        ThreadLocal<ByteBuffer> buffers = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(16));
        server.listen(to, SocketConfig.DEFAULT.withBacklog(4096), l -> {
            for (StreamSocket s = l.tryAccept(); s != null; s = l.tryAccept()) {
                s.listener((socket, ready) -> serve(socket, buffers.get().clear()));
            }
        });
        for (int i = 0; i < atOnce; i++) {
            client.connect(null, to, SocketConfig.DEFAULT, new Visit(buffers));
        }
    }

    private void serve(StreamSocket socket, ByteBuffer buffer) {
        try {
            if (socket.tryRead(buffer) > 0) {
                socket.listener(null);
                socket.close();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(Throwable t) {
        if (running) {
            failure = t;
        }
    }

    private final class Visit implements SocketListener {
        private final ThreadLocal<ByteBuffer> buffers;
        private boolean sent;

        Visit(ThreadLocal<ByteBuffer> buffers) {
            this.buffers = buffers;
        }

        @Override
        public void ready(StreamSocket socket, int ready) {
            try {
                ByteBuffer buffer = buffers.get();
                if (!sent && (ready & StreamSocket.CONNECTED) != 0) {
                    sent = socket.tryWrite(buffer.clear().limit(1)) == 1;
                }
                if (sent && socket.tryRead(buffer.clear()) < 0) {
                    socket.listener(null);
                    socket.close();
                    finished.increment();
                    client.connect(null, to, SocketConfig.DEFAULT, new Visit(buffers));
                }
            } catch (IOException e) {
                failed(e);
            }
        }
    }

    long finished() {
        return finished.sum();
    }

    // --- running

    /** Runs for so much time of each thread, of which the first part is not counted. */
    Outcome run(long warmNs, long cpuNs, LongSupplier amount) throws IOException {
        running = true;
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            workers.add(new Worker(i));
        }
        workers.forEach(Thread::start);
        try {
            await(workers, warmNs);
            long before = amount.getAsLong();
            long cpu = cpu(workers);
            long wall = System.nanoTime();
            await(workers, warmNs + cpuNs);
            return new Outcome(amount.getAsLong() - before, System.nanoTime() - wall, cpu(workers) - cpu);
        } finally {
            running = false;
            for (Worker each : workers) {
                join(each);
            }
        }
    }

    private static long cpu(List<Worker> workers) {
        return workers.stream().mapToLong(Cpu::threadNs).sum();
    }

    private void await(List<Worker> workers, long cpuNs) throws IOException {
        while (cpu(workers) < cpuNs * loops) {
            Pause.millis(5);
            if (failure != null) {
                throw new IOException("a loop has failed: " + failure, failure);
            }
        }
    }

    private static void join(Thread thread) throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private final class Worker extends Thread {
        private final int loop;

        Worker(int loop) {
            super("loop " + loop);
            this.loop = loop;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                for (int idle = 0; running; ) {
                    long now = System.nanoTime();
                    boolean more = client.turn(loop, now) <= now | server.turn(loop, now) <= now;
                    idle = more ? 0 : idle + 1;
                    if (idle > IDLE_TURNS) {
                        LockSupport.parkNanos(IDLE_NS); // what is waited for is another thread's: its time is not this one's
                    }
                }
            } catch (Throwable t) {
                failure = t;
            }
        }
    }

    /** A counter of both stacks. */
    long counter(String name) {
        settle();
        return client.inspector().counters().get(name) + server.inspector().counters().get(name);
    }

    /** One thread has all loops again. */
    private void settle() {
        client.turn(System.nanoTime());
        server.turn(System.nanoTime());
    }

    @Override
    public void close() {
        settle();
        client.close();
        server.close();
    }
}
