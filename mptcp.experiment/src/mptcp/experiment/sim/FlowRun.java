package mptcp.experiment.sim;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.experiment.plan.FlowPlan;
import mptcp.experiment.plan.Window;
import mptcp.io.sim.Network;
import mptcp.io.sim.SimPath;
import mptcp.io.sim.SimTimer;
import mptcp.io.sim.packet.TcpView;

/** A flow while it runs: its connection, its applications, and what is noted of it. */
final class FlowRun {
    private final FlowPlan plan;
    private final Network network;
    private final DrivenStack from;
    private final DrivenStack to;
    private final StreamEnd client;
    private final StreamEnd server;
    private final Application application;
    private final MapLog maps;
    /** Bytes of payload that arrived, repeated ones too, by path and the client's port. */
    private final Map<String, long[]> delivered = new HashMap<>();
    private final Meter whole;
    private final List<Meter> meters = new ArrayList<>();
    private final List<SubflowTrack> tracks = new ArrayList<>();
    private final List<FlowSample> samples = new ArrayList<>();
    private final long endNs;
    private ConnectionSnapshot sending;
    private ConnectionSnapshot receiving;
    private SimTimer messages;
    private long connectedNs = -1;
    private long overNs = -1;
    private boolean stopped;

    FlowRun(FlowPlan plan, Network network, DrivenStack from, DrivenStack to, List<Window> windows, Window mapped, long durationNs) {
        this.plan = plan;
        this.network = network;
        this.from = from;
        this.to = to;
        endNs = plan.stopNs() < 0 ? durationNs : Math.min(plan.stopNs(), durationNs);
        client = new StreamEnd(plan.name() + " at " + from.name(), this::clientRead, this::connected);
        server = new StreamEnd(plan.name() + " at " + to.name(), this::serverRead, () -> { });
        application = new Application(plan, network::nowNs, client, server);
        maps = new MapLog(plan.upward(), mapped);
        whole = new Meter(plan.startNs(), endNs);
        for (Window w : windows) {
            meters.add(new Meter(w.fromNs(), w.toNs()));
        }
    }

    // ---- what is on the wire

    void sent(SimPath path, TcpView segment, boolean up, long nowNs) {
        if (up == plan.upward()) {
            maps.sent(path, segment, nowNs);
        }
    }

    void delivered(SimPath path, TcpView segment, boolean up) {
        if (up == plan.upward()) {
            delivered.computeIfAbsent(wire(path.name(), up ? segment.sourcePort() : segment.destinationPort()),
                    _ -> new long[1])[0] += segment.payloadLength();
        }
    }

    private static String wire(String path, int clientPort) {
        return path + ":" + clientPort;
    }

    private long delivered(SubflowSnapshot s) {
        int clientPort = (plan.upward() ? s.local() : s.remote()).getPort();
        long[] bytes = delivered.get(wire(s.link(), clientPort));
        return bytes == null ? 0 : bytes[0];
    }

    // ---- the connection

    /** The server listens from the beginning. */
    void listen(InetSocketAddress at) throws IOException {
        to.listen(at, config(), this::accept);
    }

    private void accept(StreamListener listener) {
        StreamSocket socket = listener.tryAccept();
        if (socket != null) {
            server.begin(socket);
            look(to).ifPresent(this::base);
            socket.listener((_, _) -> server.pump());
        }
    }

    void connect(InetSocketAddress local, InetSocketAddress remote) {
        try {
            client.begin(from.connect(local, remote, config(), (_, _) -> client.pump()));
        } catch (StreamException e) {
            client.fail(e);
        } catch (IOException e) {
            throw new IllegalStateException("no other exception is documented", e);
        }
    }

    private SocketConfig config() {
        SocketConfig config = SocketConfig.DEFAULT.withPolicies(plan.policies())
                .withBuffers(plan.sendBuffer(), plan.receiveBuffer())
                .withNoDelay(plan.pattern() != FlowPlan.Pattern.BULK);
        return plan.mptcp() == null ? config : config.withMptcpVersion(plan.mptcp());
    }

    private void connected() {
        connectedNs = network.nowNs();
        look(from).ifPresent(this::base);
        application.begin();
        if (application.periodic()) {
            messages = network.every(plan.everyNs(), application::message);
        }
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
            client.abort();
        }
    }

    private void end(long nowNs) {
        overNs = nowNs;
        if (messages != null) {
            messages.cancel();
        }
        sample();
        whole.end(acked(), nowNs);
    }

    /** Nothing more will happen. */
    boolean done() {
        return overNs >= 0 && client.closed() && (server.closed() || server.connection() == 0 || stopped)
                || client.failure() != null;
    }

    void swap(Map<PolicyKind, String> policies) {
        policies.forEach((kind, name) -> {
            swap(from, client, kind, name);
            swap(to, server, kind, name);
        });
    }

    private static void swap(DrivenStack stack, StreamEnd end, PolicyKind kind, String name) {
        if (stack.inspector().connection(end.connection()).isPresent()) {
            stack.policies().choose(end.connection(), kind, name);
        }
    }

    // ---- observation

    private Optional<ConnectionSnapshot> look(DrivenStack stack) {
        return stack.inspector().connection((stack == from ? client : server).connection());
    }

    /** Notes the present state, if the flow has begun and is not over. */
    void sample() {
        if (client.connection() == 0) {
            return;
        }
        look();
        long nowNs = network.nowNs();
        if (sending != null && (overNs < 0 || overNs == nowNs)) {
            for (SubflowSnapshot s : sending.subflows()) {
                track(s).sample(nowNs, s, delivered(s));
            }
            samples.add(new FlowSample(nowNs, (plan.upward() ? server : client).received(),
                    receiving == null ? 0 : receiving.outOfOrder(), sending.sendQueued(), sending.sendWindow(),
                    sending.reinjected()));
        }
    }

    /** Looks again; counters only grow, so the last sight of everything is its final account. */
    private void look() {
        look(plan.upward() ? from : to).ifPresent(s -> {
            sending = s;
            s.subflows().forEach(each -> track(each).see(each));
        });
        look(plan.upward() ? to : from).ifPresent(s -> receiving = s);
    }

    /** A subflow or the connection is about to go. */
    void closing(DrivenStack stack, long connection) {
        boolean ours = stack == from && connection == client.connection()
                || stack == to && connection == server.connection();
        if (ours && connection != 0) {
            look();
        }
    }

    private SubflowTrack track(SubflowSnapshot s) {
        for (SubflowTrack t : tracks) {
            if (t.isOf(s)) {
                return t;
            }
        }
        SubflowTrack t = new SubflowTrack(tracks.size() + 1, s);
        tracks.add(t);
        return t;
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
                application.latencies(), maps.points(), Optional.ofNullable(sending), Optional.ofNullable(receiving));
    }
}
