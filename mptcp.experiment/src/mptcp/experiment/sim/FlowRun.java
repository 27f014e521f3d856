package mptcp.experiment.sim;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import mptcp.api.hint.Hint;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.experiment.plan.AppPlan;
import mptcp.experiment.plan.FlowPlan;
import mptcp.experiment.plan.Window;
import mptcp.io.sim.Network;
import mptcp.io.sim.SimPath;
import mptcp.io.sim.packet.TcpView;

/** A flow while it runs: its connection, its applications, and what is noted of it. */
final class FlowRun {
    private final FlowPlan plan;
    private final Network network;
    private final DrivenStack from;
    private final DrivenStack to;
    private final ConnectionOwners owners;
    /** Its connections, the first one first. */
    private final List<Channel> channels = new ArrayList<>();
    private final StreamEnd client;
    private final StreamEnd server;
    private final Application application;
    private final MapLog maps;
    /** Bytes of payload that arrived, repeated ones too, by path and the client's port. */
    private final Map<Wire, long[]> delivered = new HashMap<>();
    /** Of what was seen on the wire since there are several connections: whether it is of the first one. */
    private final Map<Wire, Boolean> firstWires = new HashMap<>();
    private final Meter whole;
    private final List<Meter> meters = new ArrayList<>();
    private final List<SubflowTrack> tracks = new ArrayList<>();
    private final Map<List<Object>, SubflowTrack> tracksByEnds = new HashMap<>();
    private final List<FlowSample> samples = new ArrayList<>();
    private final long endNs;
    private Hint hint = Hint.NONE;
    private InetSocketAddress local;
    private InetSocketAddress remote;
    private long connectedNs = -1;
    private long overNs = -1;
    private boolean stopped;

    /**
     * @param owners told of its connections
     * @param seed what the applications' choices follow from
     */
    FlowRun(FlowPlan plan, Network network, DrivenStack from, DrivenStack to, ConnectionOwners owners,
            List<Window> windows, Window mapped, long durationNs, long seed) {
        this.plan = plan;
        this.network = network;
        this.from = from;
        this.to = to;
        this.owners = owners;
        endNs = plan.stopNs() < 0 ? durationNs : Math.min(plan.stopNs(), durationNs);
        client = new StreamEnd(plan.name() + " at " + from.name(), from.config().payloadFree(), this::clientRead, this::connected);
        server = new StreamEnd(plan.name() + " at " + to.name(), to.config().payloadFree(), this::serverRead, () -> { });
        say(plan.hints().all(), client, server);
        channels.add(new Channel(client, server));
        application = application(channels.getFirst(), new SplittableRandom(seed ^ ("flow " + plan.name()).hashCode()));
        maps = new MapLog(plan.upward(), mapped);
        whole = new Meter(plan.startNs(), endNs);
        for (Window w : windows) {
            meters.add(new Meter(w.fromNs(), w.toNs()));
        }
    }

    private Application application(Channel first, SplittableRandom random) {
        Around around = new Around();
        return switch (plan.app()) {
            case null -> new Messages(plan, around, client, server);
            case AppPlan.Web web -> new WebClient(web, around, first.exchange(), random);
            case AppPlan.Dash dash -> new DashClient(dash, around, first.exchange());
            case AppPlan.Live live -> new LiveSource(live, around, client, server, random);
            case AppPlan.OnOff onOff -> new OnOffSource(onOff, around, client, random);
            case AppPlan.Replay replay -> new Replayed(replay, around, client, server);
            case AppPlan.Shorts shorts -> new ShortFlows(shorts, around, first.exchange(), random);
        };
    }

    /** What the applications see of this run. */
    private final class Around implements Application.Surroundings {
        @Override
        public long nowNs() {
            return network.nowNs();
        }

        @Override
        public void after(long delayNs, Runnable action) {
            network.after(delayNs, () -> {
                if (overNs < 0) {
                    action.run();
                }
            });
        }

        @Override
        public Exchange open() {
            Channel[] made = new Channel[1];
            StreamEnd near = new StreamEnd(plan.name() + " at " + from.name(), from.config().payloadFree(), n -> {
                made[0].exchange().clientRead();
                read(n, !plan.upward());
                if (made[0].exchange().idle()) { // it may be gone before the next sample
                    look(made[0]);
                }
            }, () -> { });
            StreamEnd far = new StreamEnd(plan.name() + " at " + to.name(), to.config().payloadFree(), n -> {
                made[0].exchange().serverRead();
                read(n, plan.upward());
            }, () -> { });
            say(hint, near, far);
            made[0] = new Channel(near, far);
            channels.add(made[0]);
            connect(made[0]);
            return made[0].exchange();
        }
    }

    // ---- what is on the wire

    void sent(SimPath path, TcpView segment, boolean up, long nowNs) {
        if (up == plan.upward() && isOfTheFirst(path, up ? segment.sourcePort() : segment.destinationPort())) {
            maps.sent(path, segment, nowNs);
        }
    }

    /** Mappings are of the first connection: the numbers of another one's stream have nothing to do with it. */
    private boolean isOfTheFirst(SimPath path, int clientPort) {
        return channels.size() == 1 || firstWires.computeIfAbsent(new Wire(path.name(), clientPort),
                wire -> from.inspector().connection(client.connection()).stream().flatMap(c -> c.subflows().stream())
                        .anyMatch(s -> s.link().equals(wire.path()) && s.local().getPort() == wire.clientPort()));
    }

    void delivered(SimPath path, TcpView segment, boolean up) {
        if (up == plan.upward()) {
            delivered.computeIfAbsent(new Wire(path.name(), up ? segment.sourcePort() : segment.destinationPort()),
                    _ -> new long[1])[0] += segment.payloadLength();
        }
    }

    /** A subflow as its segments tell it. A record, and not a text, since one is made for each packet. */
    private record Wire(String path, int clientPort) {}

    private long delivered(SubflowSnapshot s) {
        int clientPort = (plan.upward() ? s.local() : s.remote()).getPort();
        long[] bytes = delivered.get(new Wire(s.link(), clientPort));
        return bytes == null ? 0 : bytes[0];
    }

    // ---- the connection

    /** The server listens from the beginning. */
    void listen(InetSocketAddress at) throws IOException {
        to.listen(at, config(), this::accept);
    }

    private void accept(StreamListener listener) {
        StreamSocket socket = listener.tryAccept();
        if (socket == null) {
            return;
        }
        int port = socket.remote().getPort();
        for (Channel c : channels.reversed()) { // a port that is in use again is the newest one's
            if (c.client().port() == port && c.server().connection() == 0) {
                c.server().begin(socket);
                owners.add(to, socket.id(), this);
                if (c.server() == server) {
                    to.inspector().connection(server.connection()).ifPresent(this::base);
                }
                socket.listener((_, _) -> c.server().pump());
                return;
            }
        }
        socket.abort();
    }

    void connect(InetSocketAddress localAddress, InetSocketAddress remoteAddress) {
        local = localAddress;
        remote = remoteAddress;
        connect(channels.getFirst());
    }

    private void connect(Channel c) {
        try {
            c.client().begin(from.connect(local, remote, config(), (_, _) -> c.client().pump()));
            owners.add(from, c.client().connection(), this);
        } catch (StreamException e) {
            c.client().fail(e);
        } catch (IOException e) {
            throw new IllegalStateException("no other exception is documented", e);
        }
    }

    /** What is said of all bytes of the flow's connections. A deadline counts from a write, so it is said with each. */
    private void say(Hint said, StreamEnd... ends) {
        hint = said;
        for (StreamEnd each : ends) {
            each.hint(said.equals(Hint.NONE) ? null : said);
        }
    }

    /** The same from now on. @param said null: as before */
    void say(Hint said) {
        if (said != null) {
            channels.forEach(c -> say(said, c.client(), c.server()));
        }
    }

    private SocketConfig config() {
        SocketConfig config = (hint.equals(Hint.NONE) ? SocketConfig.DEFAULT : SocketConfig.DEFAULT.withHint(hint))
                .withPolicies(plan.policies())
                .withBuffers(plan.sendBuffer(), plan.receiveBuffer())
                .withNoDelay(plan.pattern() != FlowPlan.Pattern.BULK);
        return plan.mptcp() == null ? config : config.withMptcpVersion(plan.mptcp());
    }

    private void connected() {
        connectedNs = network.nowNs();
        from.inspector().connection(client.connection()).ifPresent(this::base);
        application.begin();
    }

    private void base(ConnectionSnapshot s) {
        if (s.mptcpVersion() >= 0 && s.initiator() == plan.upward()) {
            maps.base(s.localIdsn() + 1);
        }
    }

    private void clientRead(int bytes) {
        application.clientRead();
        read(bytes, !plan.upward());
    }

    private void serverRead(int bytes) {
        application.serverRead();
        read(bytes, plan.upward());
    }

    private void read(int bytes, boolean counts) {
        if (counts && overNs < 0) {
            whole.read(bytes, network.nowNs());
            meters.forEach(m -> m.read(bytes, network.nowNs()));
        }
        if (application.complete() && overNs < 0) {
            end(application.completeNs());
        }
    }

    /** The plan's end: what it has not done by then stays undone. */
    void stop() {
        if (overNs < 0) {
            stopped = true;
            end(network.nowNs());
            channels.forEach(c -> c.client().abort());
        }
    }

    private void end(long nowNs) {
        overNs = nowNs;
        sample();
        whole.end(acked(), nowNs);
    }

    /** Nothing more will happen. */
    boolean done() {
        if (client.failure() != null) {
            return true;
        }
        if (overNs < 0) {
            return false;
        }
        for (Channel c : channels) { // no stream: asked after every event
            if (!c.client().closed() || !c.server().closed() && c.server().connection() != 0 && !stopped) {
                return false;
            }
        }
        return true;
    }

    void swap(Map<PolicyKind, String> policies) {
        policies.forEach((kind, name) -> channels.forEach(c -> {
            swap(from, c.client(), kind, name);
            swap(to, c.server(), kind, name);
        }));
    }

    private static void swap(DrivenStack stack, StreamEnd end, PolicyKind kind, String name) {
        if (stack.inspector().connection(end.connection()).isPresent()) {
            stack.policies().choose(end.connection(), kind, name);
        }
    }

    // ---- observation

    /** Notes the present state, if the flow has begun and is not over. */
    void sample() {
        if (client.connection() == 0) {
            return;
        }
        look();
        long nowNs = network.nowNs();
        if (channels.getFirst().sending() == null || overNs >= 0 && overNs != nowNs) {
            return;
        }
        long received = 0;
        long ahead = 0;
        long queued = 0;
        long window = 0;
        for (Channel c : channels) {
            received += (plan.upward() ? c.server() : c.client()).received();
            if (c.sending() != null && !c.isOver()) {
                c.sending().subflows().forEach(s -> track(c, s).sample(nowNs, s, delivered(s)));
                ahead += c.receiving() == null ? 0 : c.receiving().outOfOrder();
                queued += c.sending().sendQueued();
                window += c.sending().sendWindow();
            }
        }
        samples.add(new FlowSample(nowNs, received, ahead, queued, window, reinjected()));
    }

    private long reinjected() {
        return channels.stream().filter(c -> c.sending() != null).mapToLong(c -> c.sending().reinjected()).sum();
    }

    private void look() {
        channels.forEach(this::look);
    }

    private void look(Channel c) {
        if (!c.isOver()) {
            c.look(from, to, plan.upward());
            if (c.sending() != null) {
                c.sending().subflows().forEach(s -> track(c, s).see(s));
            }
        }
    }

    /** A subflow or the connection is about to go. */
    void closing() {
        look();
    }

    /** Of a connection: a later one may have the same addresses and ports. */
    private SubflowTrack track(Channel c, SubflowSnapshot s) {
        SubflowTrack known = tracksByEnds.get(List.of(c, s.local(), s.remote()));
        if (known == null) {
            known = new SubflowTrack(tracks.size() + 1, s);
            tracks.add(known);
            tracksByEnds.put(List.of(c, s.local(), s.remote()), known);
        }
        return known;
    }

    /** Bytes acknowledged so far, by path. */
    private Map<String, Long> acked() {
        Map<String, Long> acked = new TreeMap<>();
        tracks.forEach(t -> acked.merge(t.path(), t.last().bytesAcked(), Long::sum));
        return acked;
    }

    void windowBegins(int window) {
        look();
        meters.get(window).begin(acked());
    }

    void windowEnds(int window) {
        look();
        meters.get(window).end(acked(), network.nowNs());
    }

    /** The run is over. */
    void finish() {
        if (overNs < 0) {
            end(network.nowNs());
        }
        look();
        meters.forEach(m -> m.end(acked(), network.nowNs()));
    }

    // ---- facts

    FlowRecord record() {
        String error = client.failure() != null ? client.failure().getMessage()
                : !stopped && server.failure() != null ? server.failure().getMessage() : null;
        long untilNs = application.complete() ? application.completeNs() : overNs < 0 ? endNs : overNs;
        return new FlowRecord(plan, connectedNs, untilNs, application.complete(), error, whole, meters, tracks, samples,
                application.latencies(), maps.points(), application.metrics(untilNs), reinjected(), channels.stream()
                        .filter(c -> c.receiving() != null).mapToLong(c -> c.receiving().duplicates()).sum(),
                Optional.ofNullable(channels.getFirst().sending()),
                Optional.ofNullable(channels.getFirst().receiving()));
    }
}
