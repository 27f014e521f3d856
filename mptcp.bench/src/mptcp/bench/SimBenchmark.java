package mptcp.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.LinkSpec;
import mptcp.io.sim.Network;

/** How fast the simulator runs with real stacks: packets of simulated links for each second of wall clock. */
final class SimBenchmark implements Benchmark {
    private static final double TARGET_PACKETS = 1500;
    private static final double TARGET_PACKETS_WITHOUT_PAYLOAD = 3000;
    private static final int PORT = 5001;
    private static final long STEP_NS = 10_000_000;
    private static final long WINDOWS_GROW_NS = 1_000_000_000;
    private static final int COUNTED = 100;
    private static final int MOST_PAIRS = 1000;
    private static final double IDLE_HOST_KB = 64;
    private static final double ALL_PAIRS_MB = 1000;

    /** @param spec of each direction of both paths */
    private record Variant(String name, String spec, boolean payloadFree, double target) {}

    private static final List<Variant> VARIANTS = List.of(
            new Variant("two paths of 1 Gbit/s, 5 ms one way", "rate=1g,delay=5ms,queue=2m", false, TARGET_PACKETS),
            new Variant("two paths of 100 Mbit/s, 5 ms one way, 0.1 % loss",
                    "rate=100m,delay=5ms,queue=200k,loss=0.1%", false, TARGET_PACKETS),
            new Variant("the same without payload", "rate=100m,delay=5ms,queue=200k,loss=0.1%", true,
                    TARGET_PACKETS_WITHOUT_PAYLOAD),
            new Variant("two paths of 100 Mbit/s, 5 ms one way, 1 % reordered, 0.1 % loss",
                    "rate=100m,delay=5ms,queue=200k,loss=0.1%,reorder=1%/2ms", false, TARGET_PACKETS));

    @Override
    public String name() {
        return "sim";
    }

    @Override
    public String summary() {
        return "the simulated network with real stacks: packets through its links a second, and what hosts take";
    }

    @Override
    public void run(Session session) throws IOException, InterruptedException {
        for (Variant variant : VARIANTS) {
            session.progress(variant.name());
            try (Simulation simulation = new Simulation(LinkSpec.of(variant.spec()), variant.payloadFree())) {
                simulation.run(session.choose(1, 4) * 1_000_000_000L);
                long packets = simulation.packets();
                long virtual = simulation.network.nowNs();
                long received = simulation.sink.received();
                long cpu = Cpu.threadNs(Thread.currentThread());
                long wall = simulation.run(session.choose(2, 6) * 1_000_000_000L);
                cpu = Cpu.threadNs(Thread.currentThread()) - cpu;
                packets = simulation.packets() - packets;
                virtual = simulation.network.nowNs() - virtual;
                received = simulation.sink.received() - received;
                session.result(variant.name(), "packets delivered", packets * 1e6 / wall, "thousand/s",
                        variant.target());
                session.result(variant.name(), "for each second of CPU time", packets * 1e6 / cpu, "thousand");
                session.result(variant.name(), "virtual time", virtual / (double) wall, "s/s");
                session.result(variant.name(), "goodput in virtual time", received * 8e3 / virtual, "Mbit/s");
            }
        }
        pairs(session, 1);
        pairs(session, 10);
        pairs(session, 100);
        if (!session.quick()) {
            pairs(session, MOST_PAIRS);
        }
    }

    /** By how many pairs of hosts there are: the time of a packet, and the memory of a host and of a pair. */
    private static void pairs(Session session, int pairs) throws IOException, InterruptedException {
        String variant = pairs + (pairs == 1 ? " pair" : " pairs") + " over two private paths of 20 Mbit/s, 10 ms";
        session.progress(variant);
        long before = Memory.retained();
        try (SimWorld world = new SimWorld(new SimWorld.Options(pairs, 2, false))) {
            world.run(STEP_NS);
            long idle = (Memory.retained() - before) / (2 * pairs);
            world.connect();
            // As many packets for each number of pairs; at least as long as windows take to grow.
            world.run(Math.max(WINDOWS_GROW_NS, session.choose(20, 100) * 1_000_000_000L / pairs));
            long packets = world.packets();
            long cpu = Cpu.ownNs();
            world.run(session.choose(50, 300) * 1_000_000_000L / pairs);
            cpu = Cpu.ownNs() - cpu;
            packets = world.packets() - packets;
            session.result(variant, "for each second of CPU time", packets * 1e6 / cpu, "thousand packets");
            if (pairs >= COUNTED) { // what else the process does is in it, so that few hosts cannot be told from it
                session.limited(variant, "memory of an idle host", idle / 1e3, "kB", IDLE_HOST_KB);
                session.limited(variant, "memory of all pairs that send", (Memory.retained() - before + world.slabs()) / 1e6, "MB",
                        ALL_PAIRS_MB * pairs / MOST_PAIRS);
            }
        }
    }

    /** A client that sends without end to a server, over two paths. */
    private static final class Simulation implements AutoCloseable {
        final Network network;
        final Sink sink = new Sink();
        final Source source = new Source();
        private final DrivenStack client;
        private final DrivenStack server;

        Simulation(LinkSpec spec, boolean payloadFree) throws IOException {
            network = new Network(1, payloadFree);
            StackFactory factory = Policies.factory();
            client = factory.createDriven(
                    StackConfig.builder("client").entropy(Entropy.seeded(1)).payloadFree(payloadFree).build());
            server = factory.createDriven(StackConfig.builder("server").entropy(Entropy.seeded(2)).payloadFree(payloadFree)
                    .policySettings(Map.of("static.addresses", "10.0.2.2")).build());
            for (int i = 1; i <= 2; i++) {
                network.path("path" + i, client, List.of(LinkAddress.of("10.0." + i + ".1/24")), server,
                        List.of(LinkAddress.of("10.0." + i + ".2/24")), spec, spec);
            }
            InetSocketAddress to = new InetSocketAddress(LinkAddress.of("10.0.1.2").address(), PORT);
            server.listen(to, SocketConfig.DEFAULT, l -> l.tryAccept().listener(sink));
            source.allow(Long.MAX_VALUE / 2);
            StreamSocket socket = client.connect(null, to, SocketConfig.DEFAULT, source);
            source.ready(socket, 0);
        }

        /**
         * Runs for so much CPU time, which is the same work on a busy machine.
         *
         * @return nanoseconds of wall clock it took
         */
        long run(long cpuNs) throws IOException {
            Thread thread = Thread.currentThread();
            long start = System.nanoTime();
            long end = Cpu.threadNs(thread) + cpuNs;
            while (Cpu.threadNs(thread) < end) {
                network.runFor(STEP_NS);
                if (source.failure() != null) {
                    throw source.failure();
                }
            }
            return System.nanoTime() - start;
        }

        long packets() {
            return network.hops().stream().mapToLong(hop -> hop.statistics().deliveredPackets()).sum();
        }

        @Override
        public void close() {
            client.close();
            server.close();
            network.close();
        }
    }
}
