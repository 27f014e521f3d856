package mptcp.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mptcp.api.address.LinkAddress;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.Hop;
import mptcp.io.sim.LinkSpec;
import mptcp.io.sim.Network;

/**
 * Pairs of hosts in one simulated network, each with a connection that carries bytes without end from its client to its
 * server. One thread.
 */
final class SimWorld implements AutoCloseable {
    private static final int PORT = 5001;
    private static final long RATE = 20_000_000;

    private final Network network;
    private final StackFactory factory = Policies.factory();
    private final Options options;
    private final List<DrivenStack> stacks = new ArrayList<>();
    private final List<Source> sources = new ArrayList<>();
    private final List<Sink> sinks = new ArrayList<>();
    private final List<List<Hop>> shared = new ArrayList<>();

    /**
     * @param pairs of hosts
     * @param paths of each pair, all of 20 Mbit/s, 10 ms one way and 50 kB of queue for each pair
     * @param bottlenecks whether all pairs share as many bottlenecks; otherwise all paths are private
     * @param impairments of all links, as a {@link LinkSpec} says them; may be empty
     * @param payloadFree whether bytes are counted only
     */
    record Options(int pairs, int paths, boolean bottlenecks, String impairments, boolean payloadFree) {
        Options(int pairs, int paths, boolean bottlenecks) {
            this(pairs, paths, bottlenecks, "");
        }

        Options(int pairs, int paths, boolean bottlenecks, String impairments) {
            this(pairs, paths, bottlenecks, impairments, false);
        }

        Options withoutPayload() {
            return new Options(pairs, paths, bottlenecks, impairments, true);
        }
    }

    SimWorld(Options options) {
        this.options = options;
        network = new Network(1, options.payloadFree());
        if (options.bottlenecks()) {
            for (int i = 1; i <= options.paths(); i++) {
                for (String side : List.of(">", "<")) {
                    shared.add(List.of(network.hop("link" + i + side, spec(options.pairs()))));
                }
            }
        }
        for (int i = 0; i < options.pairs(); i++) {
            pair(i);
        }
    }

    private LinkSpec spec(int pairs) {
        LinkSpec spec = LinkSpec.of("rate=" + RATE * pairs + ",delay=10ms,queue=" + 50_000L * pairs);
        return options.impairments().isEmpty() ? spec : spec.with(options.impairments());
    }

    private void pair(int i) {
        DrivenStack client = stack("client" + i, 2L * i + 1, "");
        DrivenStack server = stack("server" + i, 2L * i + 2, options.paths() < 2 ? "" : address(i, 1, 2));
        for (int p = 0; p < options.paths(); p++) {
            List<LinkAddress> near = List.of(LinkAddress.of(address(i, p, 1) + "/24"));
            List<LinkAddress> far = List.of(LinkAddress.of(address(i, p, 2) + "/24"));
            String name = "pair" + i + "path" + p;
            if (options.bottlenecks()) {
                network.path(name, client, near, server, far, shared.get(2 * p), shared.get(2 * p + 1));
            } else {
                network.path(name, client, near, server, far, spec(1), spec(1));
            }
        }
    }

    private DrivenStack stack(String name, long seed, String addresses) {
        DrivenStack stack = factory.createDriven(StackConfig.builder(name).entropy(Entropy.seeded(seed))
                .payloadFree(options.payloadFree())
                .policySettings(Map.of("static.addresses", addresses)).build());
        stacks.add(stack);
        return stack;
    }

    private String address(int pair, int path, int end) {
        int number = pair * options.paths() + path + 1;
        return "10." + number / 256 + "." + number % 256 + "." + end;
    }

    /** For connections of all hosts that are to come. */
    void choose(PolicyKind kind, String name) {
        stacks.forEach(stack -> stack.policies().choose(kind, name));
    }

    /** What all hosts have counted, by its name in Linux's tables. */
    long counted(String counter) {
        long sum = 0;
        for (DrivenStack stack : stacks) {
            sum += stack.inspector().counters().getOrDefault(counter, 0L);
        }
        return sum;
    }

    /** Opens the connections, one a millisecond. */
    void connect() throws IOException {
        for (int i = 0; i < options.pairs(); i++) {
            Sink sink = new Sink();
            Source source = new Source();
            sinks.add(sink);
            sources.add(source);
            InetSocketAddress to = new InetSocketAddress(LinkAddress.of(address(i, 0, 2)).address(), PORT);
            stacks.get(2 * i + 1).listen(to, SocketConfig.DEFAULT, l -> l.tryAccept().listener(sink));
            source.allow(Long.MAX_VALUE / 2);
            StreamSocket socket = stacks.get(2 * i).connect(null, to, SocketConfig.DEFAULT, source);
            source.ready(socket, 0);
            network.runFor(1_000_000);
        }
    }

    /** Lets so much virtual time pass. @throws IOException if a connection has failed */
    void run(long durationNs) throws IOException {
        network.runFor(durationNs);
        for (Source source : sources) {
            if (source.failure() != null) {
                throw source.failure();
            }
        }
    }

    /** Makes a path of all pairs a black hole. */
    void pathDown(int path) {
        for (int i = 0; i < options.pairs(); i++) {
            network.pathDown("pair" + i + "path" + path);
        }
    }

    /** Ends what {@link #pathDown} began. */
    void pathUp(int path) {
        for (int i = 0; i < options.pairs(); i++) {
            network.pathUp("pair" + i + "path" + path);
        }
    }

    /** Packets that left a link, so far. */
    long packets() {
        return network.hops().stream().mapToLong(hop -> hop.statistics().deliveredPackets()).sum();
    }

    /** From now on the hash is of headers only. */
    void hashHeaders() {
        network.hashHeaders();
    }

    /** Of all that happened so far. */
    long eventHash() {
        return network.eventHash();
    }

    /** Bytes outside of the heap that all stacks have for connections; what is on its way is in buffers of the network. */
    long slabs() {
        return stacks.stream().mapToLong(Memory::slabs).sum();
    }

    /** Virtual time. */
    long nowNs() {
        return network.nowNs();
    }

    /** Bytes that the servers' applications have read. */
    long received() {
        return sinks.stream().mapToLong(Sink::received).sum();
    }

    @Override
    public void close() {
        stacks.forEach(DrivenStack::close);
        network.close();
    }
}
