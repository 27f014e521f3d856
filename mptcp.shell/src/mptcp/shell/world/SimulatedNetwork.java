package mptcp.shell.world;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.io.sim.Direction;
import mptcp.io.sim.LinkSpec;
import mptcp.io.sim.Network;
import mptcp.io.sim.PacedRunner;
import mptcp.io.sim.PcapWriter;
import mptcp.io.sim.SimPath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded network, in the simulator at the pace of the clock: its one thread is the loop of both hosts. The server
 * announces its IPv4 addresses but the first, so that a path manager of the client opens one subflow over each path.
 */
public final class SimulatedNetwork implements EmbeddedNetwork {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedNetwork.class);

    private final Network network;
    private final DrivenStack client;
    private final DrivenStack server;
    private final List<NetworkPath> paths = new ArrayList<>();
    private final PacedRunner runner;

    private SimulatedNetwork(StackFactory factory, List<LinkSpec> specs, long seed) {
        network = new Network(seed);
        client = factory.createDriven(StackConfig.builder(CLIENT).policyClock(Clock.WALL::nowNs).build());
        server = factory.createDriven(StackConfig.builder(SERVER).policyClock(Clock.WALL::nowNs).build());
        List<Endpoint> announced = new ArrayList<>();
        for (int i = 1; i <= specs.size(); i++) {
            List<LinkAddress> a = addresses(i, 1);
            List<LinkAddress> b = addresses(i, 2);
            LinkSpec spec = specs.get(i - 1);
            paths.add(new OfSimulator(network.path("path" + i, client, a, server, b, spec, spec)));
            if (i > 1) { // the first is what clients connect to
                announced.add(Endpoint.of(i, b.getFirst().address()).withSignal(true));
            }
        }
        server.endpoints(announced);
        runner = new PacedRunner(network);
    }

    /**
     * Makes the hosts and starts their thread.
     *
     * @param specs one path each
     */
    public static SimulatedNetwork start(StackFactory factory, List<LinkSpec> specs, long seed) {
        SimulatedNetwork made = new SimulatedNetwork(factory, specs, seed);
        made.runner.start();
        made.runner.call(() -> {
            made.network.poke(); // from now on that thread is the loop of both, and not the one that made them
            return null;
        });
        return made;
    }

    private static List<LinkAddress> addresses(int path, int host) {
        return List.of(LinkAddress.of("10." + path + ".0." + host + "/24"),
                LinkAddress.of("fd00:" + path + "::" + host + "/64"));
    }

    @Override
    public Stack client() {
        return client;
    }

    @Override
    public Stack server() {
        return server;
    }

    @Override
    public List<NetworkPath> paths() {
        return List.copyOf(paths);
    }

    @Override
    public Trace trace(Path file) {
        AtomicReference<IOException> failure = new AtomicReference<>();
        PcapWriter writer = runner.call(() -> network.capture(file, new ChoiceComments(client.inspector()), e -> {
            failure.set(e);
            LOG.warn("The trace to {} has ended, what came before is in it: {}", file, e.getMessage());
        }));
        return new OfClient(runner, writer, file, failure);
    }

    @Override
    public Throwable failure() {
        return runner.failure();
    }

    @Override
    public void close() {
        List<DrivenStack> stacks = List.of(client, server);
        try {
            if (runner.isRunning()) {
                runner.call(() -> {
                    stacks.forEach(network::remove);
                    stacks.forEach(DrivenStack::close);
                    return null;
                });
            }
            runner.close();
        } catch (IllegalStateException | CompletionException e) { // its thread does not come back: it is left behind, and its names are free
            stacks.forEach(DrivenStack::close);
        }
        network.close();
    }

    private record OfClient(PacedRunner runner, PcapWriter writer, Path file, AtomicReference<IOException> ended)
            implements Trace {
        @Override
        public Throwable failure() {
            return ended.get();
        }

        @Override
        public void close() throws IOException {
            if (runner.isRunning()) {
                runner.call(() -> {
                    writer.close();
                    return null;
                });
            }
            if (ended.get() != null) {
                throw new IOException(ended.get().getMessage(), ended.get());
            }
        }
    }

    /** The same settings in both directions. */
    private record OfSimulator(SimPath path) implements NetworkPath {
        @Override
        public String name() {
            return path.name();
        }

        @Override
        public LinkSpec spec() {
            return path.spec(Direction.FORWARD);
        }

        @Override
        public void spec(LinkSpec spec) {
            path.spec(spec);
        }

        @Override
        public long dropped() {
            return path.hop(Direction.FORWARD).statistics().dropped()
                    + path.hop(Direction.BACKWARD).statistics().dropped();
        }

        @Override
        public long delivered() {
            return path.hop(Direction.FORWARD).statistics().deliveredPackets()
                    + path.hop(Direction.BACKWARD).statistics().deliveredPackets();
        }
    }
}
