package mptcp.simtest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import mptcp.api.address.LinkAddress;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.End;
import mptcp.io.sim.Network;
import mptcp.io.sim.PathBuilder;
import mptcp.io.sim.SimPath;
import mptcp.io.sim.SimTimer;
import mptcp.io.sim.middlebox.AckForgingProxy;

/**
 * Stacks, paths and transfers in one virtual time. A test describes it, {@link #run} lets it happen and checks it: every
 * byte, every end, the accounts of both ends, and that nothing is left behind.
 */
final class World {
    static final long MS = 1_000_000;
    static final long SECOND = 1_000 * MS;

    /** Names a number of loops for all hosts, whatever a test says. */
    private static final String LOOPS = "SIMTEST_LOOPS";

    private static final long SETTLE_NS = 1800 * SECOND;

    /** Timers, turns and packets of one run; more means that some stack spins. */
    private static final long MAX_STEPS = 6_000_000;

    private final long seed;
    private final Network network;
    private final Policies policies = new Policies();
    private final Map<String, SimHost> hosts = new LinkedHashMap<>();
    private final List<Transfer> transfers = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> plan = new ArrayList<>();
    private final List<Runnable> expectations = new ArrayList<>();
    private long limitNs = 600 * SECOND;
    private int pathsMade;
    /** Of each host. */
    private int loops = wanted(1);
    private boolean policiesMayFail;
    private boolean listenersMayFail;
    /** Something on a path acknowledges what it may not deliver. */
    private boolean acksAreForged;
    private long doneNs;
    private long steps;

    World(long seed) {
        this.seed = seed;
        network = new Network(seed);
    }

    // ---- what there is

    /** A stack; its connection attempts, keys and nonces are functions of the seed. */
    SimHost host(String name, UnaryOperator<StackConfig.Builder> settings) {
        Entropy entropy = Entropy.seeded(new SplittableRandom(seed ^ name.hashCode()).nextLong());
        StackConfig config = settings.apply(
                StackConfig.builder(name).entropy(entropy).loops(loops).timeWaitNs(2 * SECOND)).build();
        SimHost host = new SimHost(config, policies);
        hosts.put(name, host);
        network.add(host.stack());
        host.choose(PolicyKind.PATH_MANAGER, "fullmesh");
        host.choose(PolicyKind.CONGESTION_CONTROL, "lia");
        host.choose(PolicyKind.RETRANSMIT, "threshold");
        host.choose(PolicyKind.SCHEDULER, "minrtt");
        return host;
    }

    private static int wanted(int otherwise) {
        String text = System.getenv(LOOPS);
        return text == null || text.isBlank() ? otherwise : Integer.parseInt(text.strip());
    }

    /** How many loops the hosts have that are described from now on. */
    World loops(int n) {
        loops = wanted(n);
        note(loops + " loops");
        return this;
    }

    /** Describes the client or the server, both by the same settings; call it before anything else. */
    void hosts(UnaryOperator<StackConfig.Builder> settings) {
        host("client", settings);
        host("server", settings);
    }

    SimHost client() {
        return named("client");
    }

    SimHost server() {
        return named("server");
    }

    private SimHost named(String name) {
        SimHost known = hosts.get(name);
        return known != null ? known : host(name, b -> b);
    }

    List<SimHost> hosts() {
        return List.copyOf(hosts.values());
    }

    Policies policies() {
        return policies;
    }

    /** A path between client and server: the n-th has 10.n.0.1 and 10.n.0.2, or fd00:n::1 and fd00:n::2. */
    SimPath path(Route route) {
        return path(client(), server(), route);
    }

    SimPath path(SimHost a, SimHost b, Route route) {
        int n = ++pathsMade;
        note("path " + n + ": " + route);
        PathBuilder builder = network.newPath("path" + n).offload(route.offload()).between(
                End.of(a.stack(), addresses(n, 1, route)), End.of(b.stack(), addresses(n, 2, route)));
        if (route.sharedForward() != null) {
            builder.forward(route.sharedForward()).backward(route.sharedBackward());
        } else {
            builder.forward(route.forward()).backward(route.backward());
        }
        for (Route.Box box : route.boxes()) {
            acksAreForged |= box.box() instanceof AckForgingProxy;
            if (box.only() == null) {
                builder.middlebox(box.box());
            } else {
                builder.middlebox(box.only(), box.box());
            }
        }
        return builder.create();
    }

    private static List<LinkAddress> addresses(int path, int end, Route route) {
        List<LinkAddress> all = new ArrayList<>();
        if (route.hasV4()) {
            all.add(LinkAddress.of("10." + path + ".0." + end + "/24"));
        }
        if (route.hasV6()) {
            all.add(LinkAddress.of("fd00:" + path + "::" + end + "/64"));
        }
        return all;
    }

    /** Of the n-th path; end 1 is the client's. */
    static InetAddress address(int path, int end, boolean v6) {
        try {
            return InetAddress.getByName(v6 ? "fd00:" + path + "::" + end : "10." + path + ".0." + end);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("a literal address needs no name service", e);
        }
    }

    Network network() {
        return network;
    }

    int pathsMade() {
        return pathsMade;
    }

    // ---- what happens

    /** A connection from client to server that begins at time 0, over the first path. */
    Transfer transfer(long up, long down) {
        return transfer(client(), server(), up, down);
    }

    Transfer transfer(SimHost from, SimHost to, long up, long down) {
        Transfer t = new Transfer(transfers.size() + 1, this, from, to).bytes(up, down, seed);
        transfers.add(t);
        return t;
    }

    List<Transfer> transfers() {
        return transfers;
    }

    /** Does something at a virtual time. */
    void at(long timeNs, String what, Runnable action) {
        note("%.3f s: %s".formatted(timeNs / 1e9, what));
        network.at(timeNs, () -> atPresent(action));
    }

    /** The stacks' clocks stand at their last turn: what is called from outside is to happen now. */
    private void atPresent(Runnable action) {
        hosts.values().forEach(h -> h.stack().turn(nowNs()));
        action.run();
    }

    /** For tests: what is to hold when all is over. */
    void expect(Runnable assertions) {
        expectations.add(assertions);
    }

    /** The longest it may take, in virtual time; then it counts as silence. */
    void limit(long ns) {
        limitNs = ns;
    }

    /** Policies that fail are what the test is about. */
    void policiesMayFail() {
        policiesMayFail = true;
    }

    /** So are listeners. */
    void listenersMayFail() {
        listenersMayFail = true;
    }

    void note(String line) {
        plan.add(line);
    }

    /** A tick of an application until it has ended. */
    void whileNotDone(Party party, long periodNs, Runnable tick) {
        SimTimer[] self = new SimTimer[1];
        self[0] = network.every(periodNs, () -> {
            if (party.done()) {
                self[0].cancel();
            } else {
                tick.run();
                atPresent(party::pump);
            }
        });
    }

    /** Does something again and again, until it says that this was the last time, or for 100 s. */
    void every(long periodNs, BooleanSupplier last) {
        SimTimer[] self = new SimTimer[1];
        self[0] = network.every(periodNs, () -> atPresent(() -> {
            if (last.getAsBoolean() || nowNs() > 100 * SECOND) {
                self[0].cancel();
            }
        }));
    }

    void check(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            failures.add(otherwise.get());
        }
    }

    /** Turns every host again and again while there is something to do, be there work or not. {@code first}: what is done before each turn */
    void everyTurn(long periodNs, Runnable first) {
        SimTimer[] self = new SimTimer[1];
        self[0] = network.every(periodNs, () -> {
            if (allDone() || nowNs() > 100 * SECOND) {
                self[0].cancel();
                return;
            }
            first.run();
            hosts.values().forEach(h -> h.stack().turn(nowNs()));
        });
    }

    // ---- running it

    /** Lets it happen and checks it. @throws AssertionError with all that is known about what went wrong */
    void run() {
        try {
            letHappen();
        } finally {
            close();
        }
    }

    /** Completes captures; the stacks, which have memory outside the heap, give it back. */
    void close() {
        network.close();
        hosts().forEach(h -> h.stack().close());
    }

    private void letHappen() {
        try {
            transfers.forEach(this::begin);
            network.runWhile(() -> step() && !allDone(), limitNs);
            if (acksAreForged && failures.isEmpty()) {
                transfers.stream().filter(t -> !t.done() && t.deceived()).forEach(this::giveUp);
                network.runWhile(() -> step() && !allDone(), network.nowNs() + limitNs);
            }
            doneNs = network.nowNs();
            if (failures.isEmpty() && allDone()) {
                network.runWhile(this::step, doneNs + SETTLE_NS); // TIME-WAIT, late packets
            }
            if (failures.isEmpty()) {
                verdict();
            }
            if (failures.isEmpty()) {
                expectations.forEach(Runnable::run);
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(report(e.toString()), e);
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(report(String.join("; ", failures)));
        }
    }

    /**
     * A plain TCP connection whose sender was told that all had arrived, and whose receiver waits for it: the one who forged the
     * acknowledgements has lost bytes of which no end can know (RFC 3135 section 4.1.3). That is silence for ever, and no fault of the
     * stacks; a wrong byte would be. The applications lose their patience.
     */
    private void giveUp(Transfer t) {
        note("%.3f s: %s waits for bytes whose acknowledgements were forged".formatted(nowNs() / 1e9, t.client().name()));
        atPresent(() -> {
            t.client().abort();
            t.server().abort();
        });
    }

    /** Asked after every event. */
    private boolean step() {
        check(++steps < MAX_STEPS, () -> "more than " + MAX_STEPS + " events: somebody spins");
        return failures.isEmpty();
    }

    private void verdict() {
        for (Transfer t : transfers) {
            failures.addAll(t.verdict());
        }
        if (!failures.isEmpty()) {
            return;
        }
        hosts().forEach(h -> failures.addAll(h.leaks()));
        check(network.packetsInside() == 0, () -> network.packetsInside() + " packets are left in the network");
        for (SimHost h : hosts()) {
            check(policiesMayFail || h.counter("MPTcpPolicyFailures") == 0, () -> h.name() + ": a policy failed");
            check(listenersMayFail || h.counter("MPTcpContainedFaults") == 0, () -> h.name() + ": a fault in the stack");
        }
    }

    private void begin(Transfer t) {
        try {
            t.to().stack().listen(new InetSocketAddress(wildcard(t), t.port()), t.serverConfig(), l -> {
                for (StreamSocket s = l.tryAccept(); s != null; s = l.tryAccept()) {
                    if (acksAreForged && t.server().started()) {
                        s.abort(); // a late copy of the SYN, and whoever forges acknowledgements has answered the SYN/ACK to it (1333044)
                        continue;
                    }
                    check(!t.server().started(), () -> "a second connection for " + t);
                    t.server().begin(s);
                    s.listener((socket, ready) -> t.server().pump());
                }
            });
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        network.at(t.startNs(), () -> atPresent(() -> connect(t)));
    }

    private static InetAddress wildcard(Transfer t) {
        try {
            return InetAddress.getByName(t.ipv6() || t.destinations().stream().anyMatch(p -> p < 0) ? "::" : "0.0.0.0");
        } catch (UnknownHostException e) {
            throw new IllegalStateException("a literal address needs no name service", e);
        }
    }

    private void connect(Transfer t) {
        try {
            InetSocketAddress local = t.anywhere() ? null : new InetSocketAddress(address(t.path(), 1, t.ipv6()), 0);
            if (!t.destinations().isEmpty()) {
                List<InetSocketAddress> remotes = t.destinations().stream()
                        .map(p -> new InetSocketAddress(address(Math.abs(p), 2, p < 0), t.port())).toList();
                t.client().begin(t.from().stack().connect(local, remotes, t.clientConfig(), (socket, ready) -> t.client().pump()));
                return;
            }
            InetSocketAddress remote = new InetSocketAddress(address(t.path(), 2, t.ipv6()), t.port());
            ByteBuffer first = t.client().first(t.firstBytes());
            t.client().begin(t.from().stack().connect(local, remote, t.clientConfig(),
                    (socket, ready) -> t.client().pump(), first));
            t.client().took(first);
        } catch (StreamException e) {
            t.client().cannotConnect(e);
        } catch (IOException e) {
            throw new IllegalStateException("no other exception is documented", e);
        }
    }

    private boolean allDone() {
        for (Transfer t : transfers) { // no stream: asked after every event
            if (!t.done()) {
                return false;
            }
        }
        return true;
    }

    // ---- how it went

    long seed() {
        return seed;
    }

    long nowNs() {
        return network.nowNs();
    }

    /** When the last transfer was over. */
    long doneNs() {
        return doneNs;
    }

    private String report(String what) {
        StringBuilder text = new StringBuilder(what);
        text.append("\n  at ").append(network.nowNs() / 1e9).append(" s, seed ").append(seed);
        plan.forEach(line -> text.append("\n  ").append(line));
        transfers.forEach(t -> text.append("\n  ").append(t));
        for (SimHost h : hosts.values()) {
            text.append("\n  ").append(h.name()).append(": ").append(h.counters());
            for (ConnectionSnapshot c : h.stack().inspector().connections()) {
                text.append("\n    ").append(SimHost.describe(c));
            }
            h.events().forEach(e -> text.append("\n    ").append(e));
        }
        return text.toString();
    }
}
