package mptcp.experiment.sim;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.experiment.plan.CrossPlan;
import mptcp.experiment.plan.EventPlan;
import mptcp.experiment.plan.Experiment;
import mptcp.experiment.plan.FlowPlan;
import mptcp.experiment.plan.HostPlan;
import mptcp.experiment.plan.PathPlan;
import mptcp.experiment.plan.Window;
import mptcp.io.sim.Direction;
import mptcp.io.sim.End;
import mptcp.io.sim.Hop;
import mptcp.io.sim.HopStatistics;
import mptcp.io.sim.Network;
import mptcp.io.sim.PathBuilder;
import mptcp.io.sim.SimPath;
import mptcp.policy.loader.PolicyLoader;

/**
 * One run of an experiment: a function of the experiment and the seed. One thread; several runs may go on at once, each
 * on its own.
 */
public final class Simulation {
    private static final int FIRST_PORT = 7001;
    /** A host that moves has the addresses from this on at its end of the path. */
    private static final int FIRST_MOVED = 3;
    private static final int MOST_MOVED = 254;
    private static final int MOST_LINES = 2000;
    private static final long SETTLE_NS = 1_000_000_000;

    private final Experiment experiment;
    private final long seed;
    private final Network network;
    private final StackFactory factory;
    private final Map<String, DrivenStack> stacks = new LinkedHashMap<>();
    private final Map<String, Integer> pathNumbers = new HashMap<>();
    /** The last byte of the address at the first end of paths that are not where they were. */
    private final Map<String, Integer> moved = new HashMap<>();
    private final Set<String> gone = new HashSet<>();
    private final WireTap tap = new WireTap(FIRST_PORT);
    private final List<FlowRun> flows = new ArrayList<>();
    private final ConnectionOwners owners = new ConnectionOwners();
    private final Map<String, FlowRun> flowsByName = new HashMap<>();
    /** One that was not done when it was asked last, and mostly still is not. */
    private FlowRun going;
    private final List<String> happened = new ArrayList<>();

    private Simulation(Experiment experiment, long seed, PolicyLoader policies) {
        this.experiment = experiment;
        this.seed = seed;
        network = new Network(seed, experiment.payloadFree());
        network.listen(tap);
        network.unevenness(experiment.unevenness().packetsNs());
        factory = policies.stacks();
    }

    /** @throws RuntimeException if a stack misbehaves, such as bytes that arrive changed */
    public static RunRecord run(Experiment experiment, long seed, PolicyLoader policies) {
        Simulation simulation = new Simulation(experiment, seed, policies);
        try {
            return simulation.run();
        } finally {
            simulation.close();
        }
    }

    /**
     * Makes everything that a run is made of and lets each event happen, without any time passing: what cannot be run
     * does not come as far as that.
     *
     * @throws RuntimeException with the message of what refuses
     */
    public static void rehearse(Experiment experiment, PolicyLoader policies) {
        Simulation simulation = new Simulation(experiment, 1, policies);
        try {
            simulation.build();
            simulation.network.poke();
            experiment.events().stream().distinct().forEach(simulation::event);
            simulation.network.poke();
        } finally {
            simulation.close();
        }
    }

    private void close() {
        network.close();
        stacks.values().forEach(DrivenStack::close);
    }

    private void build() {
        experiment.hosts().values().forEach(this::host);
        experiment.links().forEach((name, spec) -> {
            network.hop(name + ">", spec);
            network.hop(name + "<", spec);
        });
        experiment.paths().values().forEach(this::path);
        experiment.hosts().keySet().forEach(this::endpoints);
        experiment.flows().values().forEach(this::flow);
        experiment.cross().forEach(this::cross);
    }

    private RunRecord run() {
        build();
        experiment.events().forEach(e -> at(e.atNs(), () -> event(e)));
        network.every(experiment.sampleNs(), () -> flows.forEach(FlowRun::sample));
        network.runWhile(this::unfinished, experiment.durationNs());
        long endNs = network.nowNs();
        network.runUntil(Math.min(experiment.durationNs(), endNs + SETTLE_NS)); // what is acknowledged last
        present();
        flows.forEach(FlowRun::finish);
        Map<String, HopStatistics> hops = new TreeMap<>();
        network.hops().forEach(hop -> hops.put(hop.name(), hop.statistics()));
        Map<String, Map<String, Long>> counters = new TreeMap<>();
        stacks.forEach((name, stack) -> {
            Map<String, Long> nonZero = new LinkedHashMap<>(stack.inspector().counters());
            check(name, nonZero);
            nonZero.values().removeIf(value -> value == 0);
            counters.put(name, nonZero);
        });
        Map<String, List<RunRecord.Published>> published = new TreeMap<>();
        stacks.forEach((name, stack) -> published.put(name, stack.policies().statistics().stream()
                .map(t -> new RunRecord.Published(t.kind(), t.policy(), t.name(), t.value())).toList()));
        return new RunRecord(seed, network.eventHash(), endNs, flows.stream().map(FlowRun::record).toList(),
                List.copyOf(happened), hops, counters, published);
    }

    /** The built-in policy goes on in the place of one that failed: what came out would be told of the wrong one. */
    private void check(String host, Map<String, Long> counters) {
        if (counters.getOrDefault("MPTcpPolicyFailures", 0L) > 0) {
            throw new IllegalStateException("a policy of " + host + " failed, and the built-in one took its place: see the log");
        }
        if (counters.getOrDefault("MPTcpPolicyDeclined", 0L) > 0) {
            throw new IllegalStateException("a policy of " + host + " declined a connection, which had the built-in one: see the log");
        }
        if (experiment.payloadFree() && counters.getOrDefault("MPTcpContainedFaults", 0L) > 0) {
            throw new IllegalStateException(host + " found bytes out of place, or failed otherwise: see its log");
        }
    }

    private boolean unfinished() {
        if (going != null && !going.done()) { // asked after every event: that costs the same with a thousand flows
            return true;
        }
        for (FlowRun flow : flows) {
            if (!flow.done()) {
                going = flow;
                return true;
            }
        }
        return false;
    }

    // ---- building

    private void host(HostPlan plan) {
        Entropy entropy = Entropy.seeded(new SplittableRandom(seed ^ plan.name().hashCode()).nextLong());
        StackConfig config = plan.settings().toBuilder().entropy(entropy)
                .payloadFree(experiment.payloadFree()).build();
        DrivenStack stack = factory.createDriven(config);
        stacks.put(plan.name(), stack);
        network.add(stack);
        plan.policies().forEach(stack.policies()::choose);
        stack.inspector().monitor((nowNs, connection, subflow, event, detail) -> {
            if (event.equals("SF_CLOSED") || event.equals("CLOSED")) {
                FlowRun owner = owners.of(stack, connection);
                if (owner != null) {
                    owner.closing();
                }
            }
            note(nowNs, String.format(Locale.ROOT, "%s/%d%s %s %s", plan.name(), connection,
                    subflow < 0 ? "" : " subflow " + subflow, event, detail).strip());
        });
    }

    private void note(long nowNs, String line) {
        if (happened.size() < MOST_LINES) {
            happened.add(String.format(Locale.ROOT, "%.6f %s", nowNs / 1e9, line));
        }
    }

    /** The n-th path has 10.n.0.1 at its first end and 10.n.0.2 at the other. */
    private void path(PathPlan plan) {
        int number = pathNumbers.size() + 1;
        pathNumbers.put(plan.name(), number);
        PathBuilder path = network.newPath(plan.name()).between(
                End.of(stacks.get(plan.a()), List.of(LinkAddress.of(address(number, 1) + "/24"))),
                End.of(stacks.get(plan.b()), List.of(LinkAddress.of(address(number, 2) + "/24"))));
        if (plan.through().isEmpty()) {
            path.forward(plan.forward()).backward(plan.backward());
        } else {
            List<List<String>> routes = new ArrayList<>(List.of(plan.through()));
            routes.addAll(plan.others());
            path.routes(routes.stream().map(r -> r.stream().map(link -> network.hop(link + ">")).toList()).toList(),
                    routes.stream().map(r -> r.reversed().stream().map(link -> network.hop(link + "<")).toList())
                            .toList());
        }
        path.create();
        stacks.get(plan.a()).tags(plan.name(), plan.tags());
        stacks.get(plan.b()).tags(plan.name(), plan.tags());
    }

    private static String address(int path, int end) {
        return "10." + path % 256 + "." + path / 256 + "." + end;
    }

    private void cross(CrossPlan plan) {
        List<Hop> forward = List.of(network.hop(plan.over() + ">"));
        List<Hop> backward = List.of(network.hop(plan.over() + "<"));
        new CrossTraffic(plan, network, seed, plan.forward() ? forward : backward,
                plan.forward() ? backward : forward);
    }

    private InetSocketAddress socketAddress(PathPlan path, String host, int port) {
        int end = path.a().equals(host) ? moved.getOrDefault(path.name(), 1) : 2;
        return new InetSocketAddress(InetAddress.ofLiteral(address(pathNumbers.get(path.name()), end)), port);
    }

    /** A host that flows lead to announces its addresses; those of backup paths are marked. */
    private void endpoints(String host) {
        boolean signal = experiment.flows().values().stream().anyMatch(f -> f.to().equals(host));
        List<Endpoint> endpoints = new ArrayList<>();
        for (PathPlan path : experiment.paths().values()) {
            boolean here = path.a().equals(host) && !gone.contains(path.name()) || path.b().equals(host);
            if (here) {
                endpoints.add(Endpoint.of(endpoints.size() + 1, socketAddress(path, host, 0).getAddress())
                        .withSignal(signal)
                        .withBackup(path.backup()));
            }
        }
        stacks.get(host).endpoints(endpoints);
    }

    /** A little later than it is said to, and at most a tenth of the flow's life. */
    private FlowPlan uneven(FlowPlan plan) {
        long endNs = plan.stopNs() < 0 ? experiment.durationNs() : plan.stopNs();
        long mostNs = Math.min(experiment.unevenness().startsNs(), (endNs - plan.startNs()) / 10);
        return mostNs <= 0 ? plan : plan.startingAt(plan.startNs() + new SplittableRandom(
                seed ^ ("start " + plan.name()).hashCode()).nextLong(mostNs));
    }

    private void flow(FlowPlan planned) {
        FlowPlan plan = uneven(planned);
        int port = FIRST_PORT + flows.size();
        FlowRun flow = new FlowRun(plan, network, stacks.get(plan.from()), stacks.get(plan.to()), owners,
                experiment.windows(), experiment.maps(), experiment.durationNs(), seed);
        flows.add(flow);
        tap.add(flow);
        flowsByName.put(plan.name(), flow);
        PathPlan over = experiment.paths().get(plan.over());
        try {
            flow.listen(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), port));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        at(plan.startNs(), () ->
                flow.connect(socketAddress(over, plan.from(), 0), socketAddress(over, plan.to(), port)));
        if (plan.stopNs() >= 0) {
            at(plan.stopNs(), flow::stop);
        }
        for (int i = 0; i < experiment.windows().size(); i++) {
            int window = i;
            Window w = experiment.windows().get(i);
            at(w.fromNs(), () -> flow.windowBegins(window));
            at(w.toNs(), () -> flow.windowEnds(window));
        }
    }

    // ---- events

    private void at(long timeNs, Runnable action) {
        network.at(timeNs, () -> {
            present();
            action.run();
        });
    }

    /** The stacks' clocks stand at their last turn: what is called from outside is to happen now. */
    private void present() {
        stacks.values().forEach(stack -> stack.turn(network.nowNs()));
    }

    private void event(EventPlan event) {
        note(network.nowNs(), "** " + event.text());
        switch (event) {
            case EventPlan.Link e -> hops(e).forEach(hop -> hop.spec(e.change()));
            case EventPlan.Path e -> path(e, network.path(e.name()));
            case EventPlan.Deliveries e -> hops(new EventPlan.Link(0, e.name(), e.direction(), "")).forEach(hop ->
                    hop.deliveries(e.trace()));
            case EventPlan.Move e -> move(e);
            case EventPlan.Host e -> host(e, stacks.get(e.name()));
            case EventPlan.Flow e -> {
                flowsByName.get(e.name()).swap(e.policies());
                flowsByName.get(e.name()).say(e.hint());
            }
        }
    }

    /**
     * A path leads to whatever address is at its first end: the network knows where its hosts are. With no address there it
     * leads nowhere: else what other addresses of the host are answered by that way would still arrive.
     */
    private void move(EventPlan.Move e) {
        PathPlan plan = experiment.paths().get(e.name());
        DrivenStack host = stacks.get(plan.a());
        boolean was = !gone.add(e.name());
        if (!was) {
            host.removeAddress(socketAddress(plan, plan.a(), 0).getAddress());
            if (!e.again()) {
                network.path(e.name()).down();
            }
        }
        if (e.again()) {
            gone.remove(e.name());
            if (was) {
                network.path(e.name()).up();
            }
            moved.merge(e.name(), FIRST_MOVED, (last, _) -> last == MOST_MOVED ? FIRST_MOVED : last + 1);
            host.addAddress(e.name(), LinkAddress.of(
                    address(pathNumbers.get(e.name()), moved.get(e.name())) + "/24"));
        }
        endpoints(plan.a());
    }

    private Set<Hop> hops(EventPlan.Link e) {
        return List.of(">", "<").stream()
                .filter(side -> switch (e.direction()) {
                    case BOTH -> true;
                    case FORWARD -> side.equals(">");
                    case BACKWARD -> side.equals("<");
                })
                .map(side -> network.hop(e.name() + side)).collect(Collectors.toSet());
    }

    private static void path(EventPlan.Path e, SimPath path) {
        if (e.up() != null) {
            if (e.up()) {
                path.up();
            } else {
                path.down();
            }
            return;
        }
        for (Direction d : Direction.values()) {
            boolean meant = switch (e.direction()) {
                case BOTH -> true;
                case FORWARD -> d == Direction.FORWARD;
                case BACKWARD -> d == Direction.BACKWARD;
            };
            if (meant) {
                path.spec(d, path.spec(d).with(e.change()));
            }
        }
    }

    private static void host(EventPlan.Host e, DrivenStack stack) {
        if (!e.settings().isEmpty()) {
            Map<String, String> settings = new LinkedHashMap<>(stack.config().policySettings());
            settings.putAll(e.settings());
            stack.reconfigure(stack.config().toBuilder().policySettings(settings).build());
        }
        Map<PolicyKind, String> chosen = e.policies();
        chosen.forEach(stack.policies()::choose);
    }
}
