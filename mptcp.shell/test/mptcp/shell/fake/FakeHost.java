package mptcp.shell.fake;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.address.Tags;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.Inspector;
import mptcp.api.inspect.ListenerSnapshot;
import mptcp.api.inspect.MemorySnapshot;
import mptcp.api.inspect.Monitor;
import mptcp.api.link.IpLink;
import mptcp.api.policy.PolicyControl;
import mptcp.api.policy.PolicyCost;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.AcceptListener;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.SocketListener;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;

/** A host whose state a test writes down; its connections are pipes in memory. */
public final class FakeHost implements Stack, Inspector, PolicyControl {
    public final List<ConnectionSnapshot> connections = new ArrayList<>();
    public final Map<String, Long> counters = new LinkedHashMap<>();
    public final Map<PolicyKind, String> chosen = new EnumMap<>(PolicyKind.class);
    public final Map<Long, String> chosenByConnection = new HashMap<>();
    public final List<PolicyCost> costs = new ArrayList<>();
    public final List<Monitor> monitors = new ArrayList<>();
    public SocketConfig lastConnect;
    public FakeSocket lastSocket;
    /** What its loop does not come back from, or null. */
    public String stuckIn;
    /** Position of a byte that is damaged on its way from this host, or -1. */
    public long damageAt = -1;

    public final List<Total> totals = new ArrayList<>();
    private final Map<Long, Map<String, String>> connectionSettings = new HashMap<>();
    private final Map<String, Tags> tags = new HashMap<>();
    private final String name;
    private final FakeNetwork network;
    private final List<LinkAddress> addresses;
    private final Map<Integer, FakeListener> listeners = new HashMap<>();
    private List<Endpoint> endpoints = List.of();
    private long nextId = 1;
    private StackConfig config;

    FakeHost(String name, FakeNetwork network, String... addresses) {
        this.name = name;
        config = StackConfig.builder(name).build();
        this.network = network;
        this.addresses = Arrays.stream(addresses).map(LinkAddress::of).toList();
    }

    @Override
    public MemorySnapshot memory() {
        return new MemorySnapshot(1 << 30, 3 << 20, 1 << 20, connections.size() * 8192L, 2,
                MemorySnapshot.Pressure.NONE);
    }

    /** Whether the stack factory lists it; the kernel is none of its stacks. */
    boolean isStack() {
        return !name.equals("kernel");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> stuckIn() {
        return Optional.ofNullable(stuckIn);
    }

    @Override
    public List<LinkAddress> addresses() {
        return addresses;
    }

    @Override
    public Tags tags(String link) {
        return tags.getOrDefault(link, Tags.NONE);
    }

    @Override
    public void tags(String link, Tags said) {
        tags.put(link, said);
    }

    @Override
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    @Override
    public void endpoints(List<Endpoint> list) {
        endpoints = List.copyOf(list);
    }

    @Override
    public StreamSocket connect(InetSocketAddress local, InetSocketAddress remote, SocketConfig config,
            SocketListener listener) throws IOException {
        lastConnect = config;
        FakeHost peer = network.hostOf(remote.getAddress());
        FakeListener door = peer.listeners.get(remote.getPort());
        if (door == null) {
            throw new IOException("connection refused");
        }
        BytePipe there = new BytePipe(damageAt);
        BytePipe back = new BytePipe(peer.damageAt);
        door.offer(new FakeSocket(peer.nextId++, there, back, SocketConfig.DEFAULT));
        lastSocket = new FakeSocket(nextId++, back, there, config);
        return lastSocket;
    }

    @Override
    public StreamListener listen(InetSocketAddress local, SocketConfig config, AcceptListener listener) {
        FakeListener made = new FakeListener(local);
        listeners.put(local.getPort(), made);
        return made;
    }

    @Override
    public PolicyControl policies() {
        return this;
    }

    @Override
    public Inspector inspector() {
        return this;
    }

    @Override
    public String inUse(PolicyKind kind) {
        return chosen.getOrDefault(kind, network.policies().list(kind).getFirst().name());
    }

    @Override
    public void choose(PolicyKind kind, String policy) {
        chosen.put(kind, policy == null ? network.policies().list(kind).getFirst().name() : policy);
    }

    @Override
    public String set() {
        return config.policySet().isEmpty() ? "default" : config.policySet();
    }

    @Override
    public void chooseSet(String set) {
        config = config.toBuilder().policySet(set).build();
        network.policies().sets().stream().filter(s -> s.name().equals(set)).forEach(s -> chosen.putAll(s.policies()));
    }

    @Override
    public String inUse(long connectionId, PolicyKind kind) {
        return chosenByConnection.getOrDefault(connectionId, inUse(kind));
    }

    @Override
    public void choose(long connectionId, PolicyKind kind, String policy) {
        if (policy == null) {
            chosenByConnection.remove(connectionId);
        } else {
            chosenByConnection.put(connectionId, policy);
        }
    }

    @Override
    public Map<String, String> settings(long connectionId) {
        return connectionSettings.getOrDefault(connectionId, Map.of());
    }

    @Override
    public void settings(long connectionId, Map<String, String> settings) {
        connectionSettings.put(connectionId, Map.copyOf(settings));
    }

    @Override
    public List<Total> statistics() {
        return totals;
    }

    @Override
    public List<PolicyCost> costs() {
        return costs;
    }

    @Override
    public List<ConnectionSnapshot> connections() {
        return connections;
    }

    @Override
    public Optional<ConnectionSnapshot> connection(long id) {
        return connections.stream().filter(c -> c.id() == id).findFirst();
    }

    @Override
    public List<ListenerSnapshot> listeners() {
        return listeners.values().stream().map(l -> new ListenerSnapshot(l.local(), l.pending(), 128)).toList();
    }

    @Override
    public Map<String, Long> counters() {
        return new LinkedHashMap<>(counters);
    }

    @Override
    public AutoCloseable monitor(Monitor monitor) {
        monitors.add(monitor);
        return () -> monitors.remove(monitor);
    }

    @Override
    public List<IpLink> links() {
        return List.of();
    }

    @Override
    public <T> T call(Callable<T> task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public StackConfig config() {
        return config;
    }

    @Override
    public void reconfigure(StackConfig changed) {
        config = changed;
    }

    @Override
    public void addLink(IpLink link, List<LinkAddress> ofLink) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeLink(String link) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addAddress(String link, LinkAddress address) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeAddress(InetAddress address) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        listeners.values().forEach(FakeListener::close);
    }
}
