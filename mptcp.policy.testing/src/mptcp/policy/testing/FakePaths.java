package mptcp.policy.testing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mptcp.api.address.Endpoint;
import mptcp.api.address.Tags;
import mptcp.api.path.PathCommands;
import mptcp.api.path.SubflowEnd;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Subflows;

/**
 * Path commands that are written down, as lines in {@link #log}, and not carried out: a test adds and removes subflows
 * itself. The first subflow is slot 0, from 10.0.1.1:40000 to 10.0.1.2:80 or the other way round. Subflows are in {@link #view} as
 * well, in the same slots: what else they are, have and have done is set there.
 */
public final class FakePaths implements PathCommands {
    public static final String CLIENT = "10.0.1.1";
    public static final String SERVER = "10.0.1.2";
    private static final int SEGMENTS = 10;
    private static final int RTT_MS = 20;

    /**
     * What else path managers look at: the same subflows, with a window of ten segments and a round trip of 20 ms at first, and the
     * tags of their local address.
     */
    public final FakeSubflows view = new FakeSubflows();
    private final FakeContext context = new Connection();
    private final boolean initiator;
    private final InetSocketAddress[] local = new InetSocketAddress[Subflows.MAX];
    private final InetSocketAddress[] remote = new InetSocketAddress[Subflows.MAX];
    private final boolean[] backup = new boolean[Subflows.MAX];
    private int subflows;
    private int nextId = 1;
    private final Map<InetSocketAddress, Integer> announced = new HashMap<>();
    /** Whether the peer takes joins to its first address: neither withdrawn nor declined. */
    public boolean firstJoinable = true;
    public boolean established;
    /** Why the subflow ended that is being told to be CLOSED. */
    public SubflowEnd end;
    /** Whether commands are refused. */
    public boolean refuse;
    public Map<String, String> settings = Map.of();
    public final List<InetAddress> localAddresses = new ArrayList<>();
    /** What is said of addresses of this end; of a subflow that is there already {@link FakeSubflows#tags} of {@link #view} is asked. */
    public final Map<InetAddress, Tags> tags = new HashMap<>();
    public final List<Endpoint> endpoints = new ArrayList<>();
    public final List<RemoteAddress> remoteAddresses = new ArrayList<>();
    public final List<String> log = new ArrayList<>();

    public FakePaths(boolean initiator, String... localAddresses) {
        this.initiator = initiator;
        for (String address : localAddresses) {
            this.localAddresses.add(address(address));
        }
        add(new InetSocketAddress(address(initiator ? CLIENT : SERVER), initiator ? 40000 : 80),
                new InetSocketAddress(address(initiator ? SERVER : CLIENT), initiator ? 80 : 40000));
        announced.put(new InetSocketAddress(local[0].getAddress(), 0), 0); // the peer knows it
    }

    public static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    /** A subflow comes up; returns its slot. */
    public int add(InetSocketAddress from, InetSocketAddress to) {
        int sf = Integer.numberOfTrailingZeros(~subflows);
        subflows |= 1 << sf;
        local[sf] = from;
        remote[sf] = to;
        view.take(sf, SEGMENTS, RTT_MS);
        view.local[sf] = from;
        view.remote[sf] = to;
        view.tags[sf] = tags(from.getAddress());
        return sf;
    }

    public int add(String from, String to, int port) {
        return add(new InetSocketAddress(address(from), 40000), new InetSocketAddress(address(to), port));
    }

    public void remove(int sf) {
        subflows &= ~(1 << sf);
        view.remove(sf);
    }

    public void endpoint(String address, String flags) {
        endpoints.add(Endpoint.of(endpoints.size() + 1, address(address))
                .withSignal(flags.contains("signal"))
                .withSubflow(flags.contains("subflow"))
                .withBackup(flags.contains("backup"))
                .withFullmesh(flags.contains("fullmesh")));
    }

    public void peerAnnounces(int id, String address, int port) {
        remoteAddresses.add(new RemoteAddress(id, address(address), port));
    }

    /**
     * What was asked for since the last call, a line each: {@code open 10.0.2.1 -> 10.0.1.2:80}, {@code announce 10.0.2.1},
     * {@code timer 1000 ms} and the like.
     */
    public List<String> taken() {
        List<String> lines = List.copyOf(log);
        log.clear();
        return lines;
    }

    /** The connection that these are the paths of; another object each time, with statistics of its own. */
    public PolicyContext connection() {
        return new Connection();
    }

    /**
     * The same connection as what a policy is given, with its statistics to be read: the same object each time. Settings are in {@link
     * #settings}.
     *
     * @since 2.1
     */
    public FakeContext context() {
        return context;
    }

    @Override
    public boolean established() {
        return established;
    }

    @Override
    public List<InetAddress> localAddresses() {
        return localAddresses;
    }

    @Override
    public Tags tags(InetAddress address) {
        return tags.getOrDefault(address, Tags.NONE);
    }

    @Override
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    @Override
    public List<RemoteAddress> remoteAddresses() {
        return remoteAddresses;
    }

    @Override
    public List<RemoteAddress> joinable() {
        List<RemoteAddress> found = new ArrayList<>();
        InetSocketAddress first = remote[0];
        if (firstJoinable) {
            found.add(new RemoteAddress(0, first.getAddress(), first.getPort()));
        }
        for (RemoteAddress each : remoteAddresses) {
            int port = each.port() == 0 ? first.getPort() : each.port();
            found.add(new RemoteAddress(each.addressId(), each.address(), port));
        }
        return found;
    }

    @Override
    public int subflows() {
        return subflows;
    }

    @Override
    public InetSocketAddress local(int sf) {
        return local[sf];
    }

    @Override
    public InetSocketAddress remote(int sf) {
        return remote[sf];
    }

    @Override
    public int localId(int sf) {
        return sf;
    }

    @Override
    public int remoteId(int sf) {
        InetAddress of = remote[sf].getAddress();
        for (RemoteAddress each : joinable()) {
            if (each.address().equals(of)) {
                return each.addressId();
            }
        }
        return of.equals(remote[0].getAddress()) ? 0 : -1;
    }

    @Override
    public boolean backup(int sf) {
        return backup[sf];
    }

    @Override
    public SubflowEnd end(int sf) {
        return end;
    }

    @Override
    public Map<String, String> settings() {
        return settings;
    }

    @Override
    public boolean open(InetAddress from, InetSocketAddress to, boolean asBackup) {
        return command("open " + from.getHostAddress() + " -> " + to.getAddress().getHostAddress() + ":" + to.getPort()
                + (asBackup ? " backup" : ""));
    }

    @Override
    public boolean close(int sf) {
        return command("close " + sf);
    }

    @Override
    public boolean setBackup(int sf, boolean on) {
        backup[sf] = on;
        return command((on ? "backup " : "regular ") + sf);
    }

    @Override
    public int announce(InetAddress address, int port) {
        InetSocketAddress key = new InetSocketAddress(address, port);
        Integer known = announced.get(key);
        if (known != null) {
            return known;
        }
        boolean done = command("announce " + address.getHostAddress() + (port == 0 ? "" : ":" + port));
        if (done) {
            announced.put(key, nextId);
        }
        return done ? nextId++ : -1;
    }

    @Override
    public boolean withdraw(int addressId) {
        return command("withdraw " + addressId) && announced.values().removeIf(id -> id == addressId);
    }

    @Override
    public void timer(long afterNs) {
        command("timer " + afterNs / 1_000_000 + " ms");
    }

    private boolean command(String line) {
        log.add(refuse ? "refused: " + line : line);
        return !refuse;
    }

    /** As the paths have it. */
    private final class Connection extends FakeContext {
        Connection() {
            super(view);
        }

        @Override
        public FakeContext set(String name, String value) {
            Map<String, String> with = new HashMap<>(settings);
            with.put(name, value);
            settings = Map.copyOf(with);
            return this;
        }

        @Override
        public boolean initiator() {
            return initiator;
        }

        @Override
        public InetSocketAddress local() {
            return local[0];
        }

        @Override
        public InetSocketAddress remote() {
            return remote[0];
        }

        @Override
        public Map<String, String> settings() {
            return settings;
        }

        @Override
        public void timer(long afterNs) {
            FakePaths.this.timer(afterNs);
        }
    }
}
