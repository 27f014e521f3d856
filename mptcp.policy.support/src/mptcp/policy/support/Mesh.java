package mptcp.policy.support;

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

/**
 * What path managers share that keep subflows between addresses: the active opener opens them, the passive side announces
 * addresses so that the opener learns of them; addresses that come later, on either side, are taken in. A pair is tried once,
 * until one of its addresses goes and comes back; one that the core refuses is tried again when a subflow ends, and a subflow
 * that timed out, was refused or could not be reached after a delay ({@link Retries}). One that either side ended on purpose
 * is not. Which pairs there are to be, a subclass says.
 */
public abstract class Mesh implements PathManager {
    /** Null: what failed is not tried again. */
    private final Retries retries;
    /** How many subflows of a pair were tried and are not due again. */
    private final Map<AddressPair, Integer> tried = new HashMap<>();
    private final Map<InetAddress, Integer> announced = new LinkedHashMap<>();
    private PathCommands commands;
    private ConnectionInfo connection;
    private PeerAddresses peer;
    private boolean established;

    /** @param retryNs delay before a failed subflow is tried again, the first time; 0: never */
    protected Mesh(long retryNs) {
        this.retries = retryNs == 0 ? null : new Retries(retryNs);
    }

    /** Opens what is missing: addresses or subflows came or went. Only of the active opener. */
    protected abstract void open(Set<InetAddress> locals, PeerAddresses peer);

    /** Which of these addresses the passive side announces. */
    protected abstract Set<InetAddress> announceable(Set<InetAddress> locals);

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

    /** Those that there are count as tried. */
    protected final void noteSubflows() {
        for (int rest = commands.subflows(); rest != 0; rest &= rest - 1) {
            tried.merge(pair(Integer.numberOfTrailingZeros(rest)), 1, Integer::sum);
        }
    }

    private AddressPair pair(int sf) {
        return new AddressPair(commands.local(sf).getAddress(), commands.remote(sf));
    }

    /** These pairs may be tried again. */
    protected final void forget(Predicate<AddressPair> which) {
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
        if (commands.local(sf) == null) { // it ended while others were told of it
            update();
        } else if (event == SubflowEvent.ESTABLISHED && retries != null) {
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
        if (retries != null) {
            retries.due(nowNs, pair -> tried.computeIfPresent(pair, (p, count) -> count - 1));
        }
        update();
        if (retries != null) {
            schedule(nowNs);
        }
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
            open(locals, peer);
        } else {
            Set<InetAddress> wanted = announceable(locals);
            announced.entrySet().removeIf(e -> !wanted.contains(e.getKey()) && gone(e.getValue()));
            wanted.forEach(this::announce);
        }
    }

    /** Those of the scope of the first subflow; where some endpoint has the fullmesh flag, such endpoints and the first's only. */
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

    /** What is configured of a local address; null if nothing is. */
    protected final Endpoint endpoint(InetAddress local) {
        return commands.endpoints().stream().filter(e -> e.address().equals(local)).findFirst().orElse(null);
    }

    /** The pairs of which subflows were tried and are not due again, with how many. */
    protected final Map<AddressPair, Integer> tried() {
        return tried;
    }

    /** Whether there can be a subflow between them. */
    protected static boolean matches(InetAddress local, InetSocketAddress remote) {
        return local.getClass() == remote.getAddress().getClass() && sameScope(local, remote.getAddress());
    }

    /** Opens one more; a backup where the endpoint says so. @return whether it is tried */
    protected final boolean open(InetAddress local, InetSocketAddress remote) {
        Endpoint endpoint = endpoint(local);
        boolean opened = commands.open(local, remote, endpoint != null && endpoint.backup());
        if (opened) {
            tried.merge(new AddressPair(local, remote), 1, Integer::sum);
        }
        return opened;
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

    private static boolean sameScope(InetAddress a, InetAddress b) {
        return a.isLinkLocalAddress() == b.isLinkLocalAddress() && a.isLoopbackAddress() == b.isLoopbackAddress();
    }
}
