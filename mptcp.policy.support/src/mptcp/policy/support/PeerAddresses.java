package mptcp.policy.support;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import mptcp.api.path.PathCommands.RemoteAddress;
import mptcp.api.path.PathCommands;
import mptcp.api.policy.ConnectionInfo;

/**
 * Where a connection's peer can be joined, as its path manager hears of it: the peer's first address counts as one that was
 * announced with the id 0, which the peer may withdraw and announce again like any other (RFC 8684 section 3.4). A path
 * manager tells it of onAddAddr and onRemoveAddr. Loop thread only.
 */
public final class PeerAddresses {
    private static final int FIRST = 0;

    private final PathCommands commands;
    private final ConnectionInfo connection;
    private final Map<Integer, InetSocketAddress> targets = new LinkedHashMap<>(1);

    public PeerAddresses(PathCommands commands, ConnectionInfo connection) {
        this.commands = commands;
        this.connection = connection; // its first subflow may be another one until it is established
        refresh();
    }

    /** Looks again at what can be joined: whether the peer declines joins to its first address is known when established. */
    public void refresh() {
        targets.clear();
        for (RemoteAddress each : commands.joinable()) {
            announced(each.addressId(), each.address(), each.port());
        }
    }

    /**
     * @param port 0: that of the first subflow
     * @return where to join it
     */
    public InetSocketAddress announced(int addressId, InetAddress address, int port) {
        InetSocketAddress target = new InetSocketAddress(address, port == 0 ? connection.remote().getPort() : port);
        targets.put(addressId, target);
        return target;
    }

    /** @return where it was, or null if it was not known */
    public InetSocketAddress withdrawn(int addressId) {
        return targets.remove(addressId);
    }

    /** The peer's first address, or null while no joins may go there. */
    public InetSocketAddress first() {
        return targets.get(FIRST);
    }

    /** All of them, the first one first unless it came back later. */
    public Collection<InetSocketAddress> all() {
        return targets.values();
    }
}
