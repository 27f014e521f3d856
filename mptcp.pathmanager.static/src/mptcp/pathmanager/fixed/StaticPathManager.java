package mptcp.pathmanager.fixed;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import mptcp.api.address.Endpoint;
import mptcp.api.path.PathCommands.RemoteAddress;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.Setting;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.support.PeerAddresses;

/**
 * The session management of the FreeBSD-MPTCP v0.4 report (CAIA technical report 140822A, section III-H1). A host-wide
 * list of addresses is announced by every connection that is established, except the address which its first subflow
 * uses; each address that the peer announces is joined once; but an active opener that has announced an address itself
 * joins none (footnote 12).
 *
 * <p>The list is the setting {@code static.addresses}, IP addresses separated by commas, and the endpoints with the
 * signal flag. It may change while connections live: what is new is announced, what is gone is withdrawn, and so it is
 * when the host gains or loses a listed address. Beyond the report, as Linux does, an active opener opens a subflow
 * from each endpoint with the subflow flag to the peer's first address, once.
 *
 * <p>A join is made from the address that {@link LocalAddress} chooses. A join that the core refuses (limit of
 * subflows) is tried again when a subflow ends; one that fails on the wire is not: that is the business of another path
 * manager.
 */
public final class StaticPathManager implements PathManager {
    static final Setting<List<InetAddress>> ADDRESSES = Setting.of("static.addresses", "list", "",
            "IP addresses, separated by commas", "what every connection announces; effective on live ones",
            text -> Stream.of(text.split(",")).map(String::strip).filter(each -> !each.isEmpty()).map(InetAddress::ofLiteral)
                    .toList());

    private final Map<InetAddress, Integer> announced = new LinkedHashMap<>();
    private final Set<Integer> joined = new HashSet<>();
    private final Set<InetAddress> joinedFrom = new HashSet<>();
    private final Set<InetAddress> openedFrom = new HashSet<>();
    private PathCommands commands;
    private ConnectionInfo connection;
    private PeerAddresses peer;
    private boolean established;
    private boolean hasAnnounced;

    @Override
    public void attach(PathCommands commands, ConnectionInfo connection, long nowNs) {
        this.commands = commands;
        this.connection = connection;
        peer = new PeerAddresses(commands, connection);
        established = commands.established();
        update();
    }

    @Override
    public void onEstablished(long nowNs) {
        established = true;
        peer.refresh();
        update();
    }

    /** @throws IllegalArgumentException if the setting holds something else than IP addresses */
    @Override
    public void onConfiguration(long nowNs) {
        update();
    }

    @Override
    public void onLocalAddress(InetAddress address, boolean present, long nowNs) {
        if (!present) {
            openedFrom.remove(address);
        }
        update();
    }

    @Override
    public void onAddAddr(int addressId, InetAddress address, int port, long nowNs) {
        peer.announced(addressId, address, port);
        join(new RemoteAddress(addressId, address, port));
    }

    @Override
    public void onRemoveAddr(int addressId, long nowNs) {
        joined.remove(addressId);
        peer.withdrawn(addressId);
        if (peer.first() == null) {
            openedFrom.clear(); // when it is announced again, it is joined again
        }
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.CLOSED) {
            joinedFrom.remove(commands.local(sf).getAddress());
            update();
        }
    }

    private void update() {
        if (!established) {
            return;
        }
        Map<InetAddress, Integer> wanted = wanted();
        announced.entrySet().removeIf(e -> !wanted.containsKey(e.getKey()) && gone(e.getValue()));
        wanted.forEach(this::announce);
        commands.remoteAddresses().forEach(this::join);
        if (connection.initiator()) {
            commands.endpoints().forEach(this::openFrom);
        }
    }

    /** If the host has lost the address, the core has withdrawn it already. */
    private boolean gone(int addressId) {
        commands.withdraw(addressId);
        return true;
    }

    /** The addresses to announce, with their ports: those listed that the host has. The peer may know the first subflow's. */
    private Map<InetAddress, Integer> wanted() {
        Map<InetAddress, Integer> wanted = new LinkedHashMap<>();
        ADDRESSES.of(commands.settings()).forEach(address -> wanted.put(address, 0));
        for (Endpoint endpoint : commands.endpoints()) {
            if (endpoint.signal()) {
                wanted.put(endpoint.address(), endpoint.port());
            }
        }
        wanted.keySet().retainAll(commands.localAddresses());
        return wanted;
    }

    private void announce(InetAddress address, int port) {
        if (!announced.containsKey(address)) {
            int id = commands.announce(address, port);
            if (id >= 0) {
                announced.put(address, id);
                hasAnnounced |= id > 0; // not the first subflow's address, which the peer knows
            }
        }
    }

    private void join(RemoteAddress remote) {
        boolean declines = connection.initiator() && hasAnnounced;
        if (!established || declines || joined.contains(remote.addressId()) || isReached(remote)) {
            return;
        }
        InetAddress local = LocalAddress.towards(remote.address(), commands, joinedFrom);
        InetSocketAddress target = new InetSocketAddress(remote.address(), remote.port());
        if (local != null && commands.open(local, target, isBackup(local))) {
            joined.add(remote.addressId());
            joinedFrom.add(local);
        }
    }

    /**
     * Whether a subflow goes to the announced address already, be it the first one or that of a former path manager.
     */
    private boolean isReached(RemoteAddress announcement) {
        int port = announcement.port() == 0 ? connection.remote().getPort() : announcement.port();
        for (int rest = commands.subflows(); rest != 0; rest &= rest - 1) {
            InetSocketAddress remote = commands.remote(Integer.numberOfTrailingZeros(rest));
            if (remote.getPort() == port && remote.getAddress().equals(announcement.address())) {
                return true;
            }
        }
        return false;
    }

    private boolean isBackup(InetAddress local) {
        return commands.endpoints().stream().anyMatch(e -> e.backup() && e.address().equals(local));
    }

    private void openFrom(Endpoint endpoint) {
        InetSocketAddress remote = peer.first();
        InetAddress local = endpoint.address();
        boolean possible = remote != null && endpoint.subflow() && commands.localAddresses().contains(local)
                && LocalAddress.matches(local, remote.getAddress());
        if (possible && !openedFrom.contains(local) && !LocalAddress.isUsed(local, commands, joinedFrom)
                && commands.open(local, remote, endpoint.backup())) {
            openedFrom.add(local);
            joinedFrom.add(local);
        }
    }
}
