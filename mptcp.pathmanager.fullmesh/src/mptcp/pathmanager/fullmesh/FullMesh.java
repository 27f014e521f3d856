package mptcp.pathmanager.fullmesh;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import mptcp.api.address.Endpoint;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.path.SubflowEnd;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.support.PeerAddresses;

/**
 * A subflow, or several, from each local address to each remote one of the same family (RFC 8041; the path manager of that
 * name of the out-of-tree Linux kernel). The active opener opens them; the passive side announces its addresses so that
 * the opener learns of them. Addresses that come later, on either side, are taken in.
 *
 * <p>Local addresses are all of the host's but link-local and loopback ones (unless the connection runs on such); or,
 * if some endpoint has the fullmesh flag, those endpoints and the first subflow's. A pair is tried once, until one of
 * its addresses goes and comes back; one that the core refuses is tried again when a subflow ends, and a subflow that timed
 * out, was refused or could not be reached after a delay ({@link Retries}). One that either side ended on purpose is not.
 */
public final class FullMesh implements PathManager {
    private final int perPair;
    /** Null: what failed is not tried again. */
    private final Retries retries;
    /** How many subflows of a pair were tried and are not due again. */
    private final Map<Pair, Integer> tried = new HashMap<>();
    private final Map<InetAddress, Integer> announced = new LinkedHashMap<>();
    private PathCommands commands;
    private ConnectionInfo connection;
    private PeerAddresses peer;
    private boolean established;

    /**
     * @param perPair subflows for each pair of addresses, 1 at least
     * @param retryNs delay before a failed one is tried again, the first time; 0: never
     */
    public FullMesh(int perPair, long retryNs) {
        this.perPair = perPair;
        this.retries = retryNs == 0 ? null : new Retries(retryNs);
    }

    @Override
    public void attach(PathCommands commands, ConnectionInfo connection, long nowNs) {
        this.commands = commands;
        this.connection = connection;
        established = commands.established();
        noteSubflows();
        peer = new PeerAddresses(commands, connection);
        update();
    }

    @Override
    public void onEstablished(long nowNs) {
        established = true;
        peer.refresh();
        noteSubflows(); // a new connection is attached before it has its first subflow
        update();
    }

    private void noteSubflows() {
        for (int rest = commands.subflows(); rest != 0; rest &= rest - 1) {
            tried.merge(pair(Integer.numberOfTrailingZeros(rest)), 1, Integer::sum);
        }
    }

    private Pair pair(int sf) {
        return new Pair(commands.local(sf).getAddress(), commands.remote(sf));
    }

    private void forget(Predicate<Pair> which) {
        tried.keySet().removeIf(which);
        if (retries != null) {
            retries.forget(which);
        }
    }

    @Override
    public void onLocalAddress(InetAddress address, boolean present, long nowNs) {
        if (!present) {
            forget(pair -> pair.local().equals(address));
        }
        update();
    }

    @Override
    public void onAddAddr(int addressId, InetAddress address, int port, long nowNs) {
        peer.announced(addressId, address, port);
        update();
    }

    @Override
    public void onRemoveAddr(int addressId, long nowNs) {
        InetSocketAddress gone = peer.withdrawn(addressId);
        forget(pair -> pair.remote().equals(gone));
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.ESTABLISHED && retries != null) {
            retries.succeeded(pair(sf));
        } else if (event == SubflowEvent.CLOSED) {
            if (retries != null && failed(commands.end(sf)) && tried.containsKey(pair(sf))) {
                retries.failed(pair(sf), nowNs);
                schedule(nowNs);
            }
            update();
        }
    }

    private static boolean failed(SubflowEnd end) {
        return end != null && switch (end.cause()) {
            case TIMED_OUT, REFUSED, UNREACHABLE -> true;
            case IN_ORDER, RESET_BY_PEER, ABORTED -> false;
        };
    }

    @Override
    public void onTimer(long nowNs) {
        retries.due(nowNs, pair -> tried.computeIfPresent(pair, (p, count) -> count - 1));
        update();
        schedule(nowNs);
    }

    private void schedule(long nowNs) {
        long next = retries.nextNs(nowNs);
        if (next != Retries.NEVER) {
            commands.timer(Math.max(1, next));
        }
    }

    @Override
    public void onConfiguration(long nowNs) {
        update();
    }

    private void update() {
        if (!established) {
            return;
        }
        Set<InetAddress> locals = locals();
        if (connection.initiator()) {
            for (InetAddress local : locals) {
                peer.all().forEach(remote -> open(local, remote));
            }
        } else {
            announced.entrySet().removeIf(e -> !locals.contains(e.getKey()) && gone(e.getValue()));
            locals.forEach(this::announce);
        }
    }

    private Set<InetAddress> locals() {
        Set<InetAddress> locals = new LinkedHashSet<>();
        InetAddress first = connection.local().getAddress();
        for (InetAddress address : commands.localAddresses()) {
            if (sameScope(address, first)) {
                locals.add(address);
            }
        }
        if (commands.endpoints().stream().anyMatch(Endpoint::fullmesh)) {
            locals.removeIf(address -> !address.equals(first) && commands.endpoints().stream()
                    .noneMatch(endpoint -> endpoint.fullmesh() && endpoint.address().equals(address)));
        }
        return locals;
    }

    private void open(InetAddress local, InetSocketAddress remote) {
        Pair pair = new Pair(local, remote);
        boolean possible = local.getClass() == remote.getAddress().getClass() && sameScope(local, remote.getAddress());
        while (possible && tried.getOrDefault(pair, 0) < perPair && commands.open(local, remote, isBackup(local))) {
            tried.merge(pair, 1, Integer::sum);
        }
    }

    private void announce(InetAddress local) {
        if (!announced.containsKey(local)) {
            int id = commands.announce(local, 0);
            if (id >= 0) {
                announced.put(local, id);
            }
        }
    }

    /** If the host has lost the address, the core has withdrawn it already. */
    private boolean gone(int addressId) {
        commands.withdraw(addressId);
        return true;
    }

    private boolean isBackup(InetAddress local) {
        return commands.endpoints().stream().anyMatch(e -> e.backup() && e.address().equals(local));
    }

    private static boolean sameScope(InetAddress a, InetAddress b) {
        return a.isLinkLocalAddress() == b.isLinkLocalAddress() && a.isLoopbackAddress() == b.isLoopbackAddress();
    }
}
