package mptcp.itest.world;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.io.sim.LinkSpec;
import mptcp.io.sim.Network;
import mptcp.io.sim.PacedRunner;

/**
 * Two hosts of the simulator, joined by two paths. Either the test's thread is their loop and time is virtual, or a
 * thread of their own follows the clock.
 */
public final class TwoHosts implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final long VIRTUAL_LIMIT_NS = 120_000_000_000L;
    private static final long IDLE_NS = 5_000_000_000L;
    private static final long SHORT_NS = 600_000_000L;
    private static final long TIMEOUT_NS = 3_000_000_000L;
    private static final LinkSpec FAST = LinkSpec.of("rate=50m,delay=3ms,queue=100k");
    private static final LinkSpec SLOW = LinkSpec.of("rate=30m,delay=9ms,queue=150k");
    private static final LinkSpec FAST_LOSSY = LinkSpec.of("rate=20m,delay=5ms,queue=60k,loss=1%");
    private static final LinkSpec SLOW_LOSSY = LinkSpec.of("rate=10m,delay=25ms,queue=60k,loss=1%");

    private final Network network;
    private final DrivenStack client;
    private final DrivenStack server;
    private final PacedRunner runner;
    private int nextPort = 7000;

    private TwoHosts(StackFactory factory, boolean paced, boolean lossy, long seed) {
        int number = NUMBER.incrementAndGet();
        network = new Network(seed);
        client = stack(factory, "client" + number, seed);
        server = stack(factory, "server" + number, seed + 1);
        LinkSpec fast = lossy ? FAST_LOSSY : FAST;
        LinkSpec slow = lossy ? SLOW_LOSSY : SLOW;
        network.path("fast", client, addresses(1, 1), server, addresses(1, 2), fast, fast);
        network.path("slow", client, addresses(2, 1), server, addresses(2, 2), slow, slow);
        // the client announces its second address as well as the server, so that any path manager finds the second path
        client.endpoints(List.of(Endpoint.of(1, addresses(2, 1).getFirst().address()).withSubflow(true)));
        server.endpoints(List.of(Endpoint.of(1, addresses(2, 2).getFirst().address()).withSignal(true)));
        runner = paced ? new PacedRunner(network) : null;
        if (paced) {
            runner.start();
        }
    }

    private static DrivenStack stack(StackFactory factory, String name, long seed) {
        return factory.createDriven(StackConfig.builder(name).entropy(Entropy.seeded(seed)).policySet("report").build());
    }

    private static List<LinkAddress> addresses(int path, int host) {
        return List.of(LinkAddress.of("10.20." + path + "." + host + "/24"));
    }

    /** The calling thread is the loop. */
    public static TwoHosts virtual(StackFactory factory, long seed) {
        return new TwoHosts(factory, false, false, seed);
    }

    /** The same over paths that lose packets. */
    public static TwoHosts lossy(StackFactory factory, long seed) {
        return new TwoHosts(factory, false, true, seed);
    }

    /** A thread of its own is the loop. */
    public static TwoHosts paced(StackFactory factory, long seed) {
        return new TwoHosts(factory, true, false, seed);
    }

    public DrivenStack client() {
        return client;
    }

    public DrivenStack server() {
        return server;
    }

    /** Where it listens. */
    public InetAddress serverAddress() {
        return addresses(1, 2).getFirst().address();
    }

    /** On the loop, now. */
    public <T> T call(Callable<T> task) {
        if (runner != null) {
            return runner.call(task);
        }
        return client.call(task);
    }

    /** Begins a transfer from the client to the server. */
    public Flow start() {
        return start(SocketConfig.DEFAULT, SocketConfig.DEFAULT);
    }

    /** With settings of the connecting socket and of the listener. */
    public Flow start(SocketConfig config, SocketConfig listening) {
        InetSocketAddress at = new InetSocketAddress(addresses(1, 2).getFirst().address(), nextPort++);
        return call(() -> new Flow(client, server, at, config, listening));
    }

    /** Begins a transfer from the server to the client. */
    public Flow startBack(SocketConfig config, SocketConfig listening) {
        InetSocketAddress at = new InetSocketAddress(addresses(1, 1).getFirst().address(), nextPort++);
        return call(() -> new Flow(server, client, at, config, listening));
    }

    /** Lets time pass until it is so. */
    public void until(String what, BooleanSupplier condition) {
        if (runner != null) {
            Await.until(what, () -> condition.getAsBoolean() || failed());
            return;
        }
        if (!network.runWhile(() -> !condition.getAsBoolean(), network.nowNs() + VIRTUAL_LIMIT_NS)) {
            throw new AssertionError("in " + VIRTUAL_LIMIT_NS / 1_000_000_000 + " s of virtual time not so: " + what
                    + "\n" + client.inspector().connections());
        }
    }

    private boolean failed() {
        if (runner.failure() != null) {
            throw new AssertionError("the loop ended", runner.failure());
        }
        return false;
    }

    /** Lets so many more bytes arrive. */
    public void more(Flow flow, long bytes) {
        long goal = flow.received() + bytes;
        until(goal + " bytes received", () -> flow.received() >= goal);
    }

    /** Ends the transfer and waits for its last byte. */
    public void finish(Flow flow) {
        call(() -> {
            flow.finish();
            return null;
        });
        until("end of the stream", flow::complete);
    }

    /**
     * Has all happen in a transfer that policies are told of: losses, timeouts, a path that goes and comes, addresses that do,
     * a window that is full, time that passes; at last another policy takes over.
     */
    public void everything(Flow flow, PolicyKind kind, long some) {
        InetAddress third = LinkAddress.of("10.20.1.9/24").address();
        List<Runnable> events = List.of(() -> downFor("fast", SHORT_NS), () -> downFor("slow", SHORT_NS),
                () -> downFor("fast", TIMEOUT_NS),
                () -> client.addAddress("fast", LinkAddress.of("10.20.1.9/24")), () -> client.removeAddress(third),
                () -> client.endpoints(List.of()), () -> server.removeAddress(addresses(2, 2).getFirst().address()),
                () -> idle(flow), () -> client.policies().choose(flow.id(), kind, "builtin"));
        more(flow, some);
        for (Runnable each : events) {
            client.turn(network.nowNs());
            server.turn(network.nowNs());
            each.run();
            more(flow, some);
        }
    }

    private void downFor(String path, long ns) {
        pathDown(path);
        pass(ns);
        pathUp(path);
    }

    /** The application has nothing to say for a while. */
    private void idle(Flow flow) {
        flow.pause(true);
        pass(IDLE_NS);
        flow.pause(false);
    }

    private void pass(long ns) {
        network.runWhile(() -> true, network.nowNs() + ns);
        client.turn(network.nowNs());
        server.turn(network.nowNs());
    }

    public void pathDown(String name) {
        call(() -> {
            network.pathDown(name);
            return null;
        });
    }

    public void pathUp(String name) {
        call(() -> {
            network.pathUp(name);
            return null;
        });
    }

    /** The sending end of a transfer. */
    public ConnectionSnapshot snapshot(Flow flow) {
        return flow.from().inspector().connection(flow.id()).orElseThrow();
    }

    /** The policy that the sending end of a transfer uses. */
    public String inUse(Flow flow, PolicyKind kind) {
        return flow.from().policies().inUse(flow.id(), kind);
    }

    /** A counter, of both hosts together. */
    public long countBoth(String counter) {
        return count(counter) + server.inspector().counters().get(counter);
    }

    /** A counter of the client. */
    public long count(String counter) {
        return client.inspector().counters().get(counter);
    }

    @Override
    public void close() {
        call(() -> {
            for (DrivenStack stack : List.of(client, server)) {
                network.remove(stack);
                stack.close();
            }
            return null;
        });
        if (runner != null) {
            runner.close();
        }
        network.close();
    }
}
