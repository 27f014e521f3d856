package mptcp.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import mptcp.api.address.Endpoint;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.link.IpLink;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.cc.lia.LiaFactory;
import mptcp.lab.Lab;
import mptcp.lab.LabPath;
import mptcp.lab.peer.KernelPeer;
import mptcp.lab.socket.KernelServerSocket;
import mptcp.lab.socket.KernelSocket;
import mptcp.lab.socket.Protocol;
import mptcp.lab.view.KernelView;
import mptcp.pathmanager.fixed.StaticFactory;
import mptcp.rexmit.threshold.ThresholdFactory;
import mptcp.scheduler.roundrobin.RoundRobinFactory;

/** A stack of ours on all paths of a lab, with the report's policies, and programs on the kernel host. */
final class Trial implements AutoCloseable {
    static final StandardProtocolFamily IPV4 = StandardProtocolFamily.INET;
    static final StandardProtocolFamily IPV6 = StandardProtocolFamily.INET6;
    private static final int RANKING = PolicyRegistry.SET_RANKING + 1; // whatever the set
    private static final int EVENTS_KEPT = 60;
    private static final Set<String> OVER = Set.of("CLOSED", "TIME-WAIT");
    private static final Set<String> ODD = Set.of("MPTcpExtDuplicateData", "MPTcpExtMPTCPRetrans",
            "TcpExtTCPWinProbe", "TcpExtTCPTimeouts", "TcpRetransSegs", "MPTcpExtRcvPruned", "TcpExtTCPOFODrop",
            "MPTcpExtNoDSSInWindow", "MPTcpExtSubflowStale", "TcpExtTCPTxLinkFull", "TcpExtTCPSpuriousRTOs",
            "TcpExtTCPLossProbes", "TcpExtTCPFastRetrans", "TcpExtTCPRcvQDrop");

    private final Lab lab;
    private final StackFactory factory = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
    private final Map<PolicyKind, PolicyFactory<?>> registered = new EnumMap<>(PolicyKind.class);
    private final Stack stack;
    private final KernelPeer peer;
    private final KernelView view;
    private final Deque<String> events = new ArrayDeque<>(); // guarded by itself

    Trial(Lab lab) throws Exception {
        this(lab, Protocol.MPTCP, c -> c);
    }

    Trial(Lab lab, Protocol protocol, UnaryOperator<StackConfig.Builder> settings) throws Exception {
        this(lab, protocol, settings, link -> link);
    }

    /**
     * @param protocol what the kernel's programs speak
     * @param links what the stack gets in place of the lab's links
     */
    Trial(Lab lab, Protocol protocol, UnaryOperator<StackConfig.Builder> settings, UnaryOperator<IpLink> links)
            throws Exception {
        this.lab = lab;
        view = new KernelView(lab.kernel());
        for (PolicyKind kind : PolicyKind.values()) {
            PolicyFactory<?> policy = policy(kind);
            registered.put(kind, policy);
            factory.policies().add(kind, policy, RANKING, "interop");
        }
        stack = factory.create(settings.apply(StackConfig.builder("ours")).build());
        long start = System.nanoTime();
        stack.inspector().monitor((now, id, sf, event, detail) -> note(
                "%.3f s, connection %d/%d: %s %s".formatted((System.nanoTime() - start) / 1e9, id, sf, event, detail)));
        for (LabPath path : lab.paths()) {
            stack.addLink(links.apply(path.openLink()), path.addresses());
        }
        peer = new KernelPeer(lab.kernel(), protocol);
    }

    /** The report's policy of a kind. */
    static PolicyFactory<?> policy(PolicyKind kind) {
        return switch (kind) {
            case SCHEDULER -> new RoundRobinFactory();
            case PATH_MANAGER -> new StaticFactory();
            case RETRANSMIT -> new ThresholdFactory();
            case CONGESTION_CONTROL -> new LiaFactory();
        };
    }

    private void note(String event) {
        synchronized (events) {
            if (events.size() == EVENTS_KEPT) {
                events.removeFirst();
            }
            events.add(event);
        }
    }

    Lab lab() {
        return lab;
    }

    Stack stack() {
        return stack;
    }

    StackFactory factory() {
        return factory;
    }

    /** The factory of a kind that new connections get their policy from. */
    PolicyFactory<?> registered(PolicyKind kind) {
        return registered.get(kind);
    }

    KernelPeer peer() {
        return peer;
    }

    KernelView view() {
        return view;
    }

    /** Connects over the first path; whoever is the server announces nothing. */
    Conversation connect(Role role, ProtocolFamily family) throws Exception {
        lab.endpoints("", true, true);
        return open(role, family);
    }

    /** Connects over the first path, after the server was told to announce its address on the second. */
    Conversation connectAnnouncing(Role role, ProtocolFamily family) throws Exception {
        announce(role, family);
        return open(role, family);
    }

    /** As {@link #connectAnnouncing}; returns when there are two subflows. */
    Conversation connectTwice(Role role, ProtocolFamily family) throws Exception {
        Conversation c = connectAnnouncing(role, family);
        c.exchangeBytes();
        c.awaitSubflows(2);
        return c;
    }

    /** Tells the server to announce its address on the second path. */
    void announce(Role role, ProtocolFamily family) throws IOException {
        if (role == Role.CLIENT) {
            stack.endpoints(List.of());
            lab.endpoints("signal", family == IPV4, family == IPV6);
        } else {
            lab.endpoints("", true, true);
            stack.endpoints(List.of(endpoint(2, family)));
        }
    }

    /**
     * Tells the kernel, as a client, to use its address on the second path for what we announce. For what we do not
     * announce it would wait for an answer to ARP, on that path, from our first address: that is prevented.
     */
    void kernelStartsFromSecondPath(String flags, ProtocolFamily family) throws IOException {
        lab.kernel().exec("ip", family == IPV6 ? "-6" : "-4", "rule", "add", "pref", "5", "oif",
                lab.path(2).kernelDevice(), "to", lab.path(1).address(family).getHostAddress(), "unreachable");
        lab.endpoints(flags, family == IPV4, family == IPV6);
    }

    /** Our address on a path, to be announced. */
    Endpoint endpoint(int path, ProtocolFamily family) {
        return Endpoint.of(path, lab.path(path).address(family)).withSignal(true);
    }

    /** Connects; the kernel's end has a wildcard address, so that joins to its other addresses are possible. */
    Conversation open(Role role, ProtocolFamily family) throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("::"), 0);
        if (role == Role.CLIENT) {
            return connect(peer.listen(any), family); // it stays open: the kernel takes joins by it
        }
        try (var listener = stack.listen(any)) {
            return accept(listener, family);
        }
    }

    private Conversation connect(KernelServerSocket listener, ProtocolFamily family) throws Exception {
        int port = listener.localAddress().getPort();
        var accepted = peer.start("accept", () -> peer.accept(listener));
        StreamSocket ours = stack.connect(new InetSocketAddress(lab.path(1).peerAddress(family), port));
        ours.awaitConnected(Duration.ofSeconds(Await.SECONDS));
        KernelSocket theirs = Await.result("the kernel accepts", Await.SECONDS, this::state, accepted);
        return conversation(Role.CLIENT, ours, theirs);
    }

    private Conversation accept(StreamListener listener, ProtocolFamily family) throws Exception {
        var to = new InetSocketAddress(lab.path(1).address(family), listener.local().getPort());
        var connected = peer.start("connect", () -> peer.connect(to));
        StreamSocket ours = listener.accept(Duration.ofSeconds(Await.SECONDS));
        KernelSocket theirs = Await.result("the kernel connects", Await.SECONDS, this::state, connected);
        return conversation(Role.SERVER, ours, theirs);
    }

    /**
     * The kernel's default may be BBR, which takes a processor that is busy elsewhere for a slow path and then is slow
     * itself for seconds.
     */
    private Conversation conversation(Role role, StreamSocket ours, KernelSocket theirs) throws IOException {
        theirs.congestionControl("cubic");
        return new Conversation(this, role, ours, theirs);
    }

    /** One of our counters. */
    long counter(String name) {
        Long value = stack.inspector().counters().get(name);
        if (value == null) {
            throw new IllegalArgumentException("our stack has no counter " + name);
        }
        return value;
    }

    /** All that is known of both sides, for messages of failures. */
    String state() {
        StringBuilder text = new StringBuilder();
        for (ConnectionSnapshot c : stack.inspector().connections()) {
            text.append(c.toString().replace("SubflowSnapshot", "\n  SubflowSnapshot")).append('\n');
        }
        text.append("our counters: ").append(ourCounters()).append('\n');
        try {
            text.append("kernel counters: ").append(view.counters()).append('\n');
            var sockets = view.sockets();
            sockets.connections().forEach(s -> text.append("  ").append(s).append('\n'));
            sockets.subflows().forEach(s -> text.append("  ").append(s).append('\n'));
        } catch (IOException e) {
            text.append(e).append('\n');
        }
        synchronized (events) {
            events.forEach(e -> text.append(e).append('\n'));
        }
        return text.toString();
    }

    /** Counters that are zero when nothing odd happens, of both sides. */
    String oddities() throws IOException {
        var kernel = view.counters().mptcp();
        kernel.keySet().retainAll(ODD);
        var ours = new TreeMap<>(stack.inspector().counters());
        ours.values().removeIf(v -> v == 0);
        ours.keySet().retainAll(ODD);
        return "ours " + ours + ", kernel's " + kernel;
    }

    /** Whether a connection of ours has ended but for TIME-WAIT, of its data level or of its subflows. */
    static boolean isOver(ConnectionSnapshot c) {
        return OVER.contains(c.state()) && c.subflows().stream().allMatch(s -> OVER.contains(s.state()));
    }

    private List<?> ourCounters() {
        return stack.inspector().counters().entrySet().stream().filter(e -> e.getValue() != 0).toList();
    }

    void await(String what, Await.Condition condition) throws Exception {
        Await.until(what, Await.SECONDS, this::state, condition);
    }

    @Override
    public void close() throws IOException {
        peer.close();
        stack.close();
        for (String family : List.of("-4", "-6")) {
            lab.kernel().exec("ip", family, "rule", "flush", "pref", "5");
        }
    }
}
