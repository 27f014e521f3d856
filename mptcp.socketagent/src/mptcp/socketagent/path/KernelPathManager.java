package mptcp.socketagent.path;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import mptcp.api.address.Endpoint;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.support.PeerAddresses;

/**
 * The behaviour of Linux's in-kernel path manager as {@code ip-mptcp(8)} describes it. An established connection
 * announces the endpoints with the signal flag and opens a subflow from each with the subflow flag to the peer's first
 * address; with fullmesh, to each address that the peer has announced as well. The endpoint of the first subflow is in use
 * and known to the peer until it is deleted; added again, it is one like the others. An announced address is joined once,
 * while the limits allow it, from an address that can reach it; where the peer's first address takes no joins, from the
 * endpoints with the subflow flag that are therefore without use. An endpoint that is deleted is withdrawn, and its
 * subflows are closed. Who was connected to opens none from its endpoints, since no application has accepted it yet, but to addresses
 * that are announced later.
 *
 * <p>Settings: {@value #SUBFLOWS}, how many subflows there may be besides the first, by whom ever they are opened;
 * {@value #ADD_ADDR_ACCEPTED}, how many announced addresses are joined.
 */
public final class KernelPathManager implements PathManager {
    public static final String SUBFLOWS = "kernel.subflows";
    public static final String ADD_ADDR_ACCEPTED = "kernel.add_addr_accepted";

    /** How often all endpoints were removed at once, when REMOVE_ADDR is only for those that were announced. */
    public static final String FLUSHES = "kernel.flushes";
    /** A number, which grows, and the address that is withdrawn where connections began at it. */
    public static final String REMOVED = "kernel.removed";

    private static final int FIRST = 0;

    private final Map<InetAddress, Integer> announced = new HashMap<>();
    private final Set<InetAddress> used = new HashSet<>();
    private final Set<Integer> accepted = new HashSet<>();
    private PathCommands commands;
    private ConnectionInfo connection;
    private PeerAddresses peer;
    private List<Endpoint> endpoints = List.of();
    private boolean established;
    private String flushes = "";
    private String removed = "";
    /** Mask of subflows that end, the address of whose other end was withdrawn. */
    private int leaving;
    private boolean firstLives = true;

    /** Opened or admitted during the present event: not among the subflows yet. */
    private int coming;

    @Override
    public void attach(PathCommands commands, ConnectionInfo connection, long nowNs) {
        this.commands = commands;
        this.connection = connection;
        peer = new PeerAddresses(commands, connection);
        endpoints = List.copyOf(commands.endpoints());
        flushes = setting(FLUSHES);
        removed = setting(REMOVED);
        if (commands.established()) {
            established = true;
            for (int rest = commands.subflows(); rest != 0; rest &= rest - 1) {
                used.add(commands.local(Integer.numberOfTrailingZeros(rest)).getAddress());
            }
            act();
        }
    }

    @Override
    public void onEstablished(long nowNs) {
        coming = 0;
        established = true;
        endpoints = List.copyOf(commands.endpoints());
        peer.refresh();
        used.add(firstLocal());
        if (!connection.initiator()) { // no application has accepted it, and Linux opens nothing of such a one, which it does not try again
            endpoints.stream().filter(Endpoint::subflow).forEach(each -> used.add(each.address()));
        }
        act();
        if (isBackup(firstLocal())) {
            commands.setBackup(FIRST, true);
        }
    }

    @Override
    public boolean acceptJoin(InetSocketAddress local, InetSocketAddress remote, long nowNs) {
        coming = 0;
        return hasRoom();
    }

    @Override
    public void onAddAddr(int addressId, InetAddress address, int port, long nowNs) {
        coming = 0;
        InetSocketAddress target = peer.announced(addressId, address, port);
        if (accepted.size() >= limit(ADD_ADDR_ACCEPTED) || !hasRoom() || isReached(target)) {
            return;
        }
        accepted.add(addressId);
        boolean meshed = openFromEndpoints(Endpoint::fullmesh, target);
        if (!meshed && peer.first() == null) {
            meshed = openFromEndpoints(each -> each.subflow() && !used.contains(each.address()), target);
        }
        InetAddress local = meshed ? null : towards(address);
        if (local != null) {
            open(local, target, isBackup(local));
        }
    }

    /** @return whether there is one of this family */
    private boolean openFromEndpoints(Predicate<Endpoint> from, InetSocketAddress target) {
        boolean any = false;
        for (Endpoint each : endpoints) {
            if (from.test(each) && sameFamily(each.address(), target.getAddress())) {
                any = true;
                openFrom(each, target);
            }
        }
        return any;
    }

    @Override
    public void onRemoveAddr(int addressId, long nowNs) {
        accepted.remove(addressId);
        peer.withdrawn(addressId);
        for (int rest = commands.subflows(); rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            leaving |= commands.remoteId(sf) == addressId ? 1 << sf : 0;
        }
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.CLOSED) {
            leaving &= ~(1 << sf);
            firstLives &= sf != FIRST;
        }
    }

    /** What the core withdraws with an address that the host loses is announced and opened again when it is back. */
    @Override
    public void onLocalAddress(InetAddress address, boolean present, long nowNs) {
        coming = 0;
        if (!present) {
            announced.remove(address);
            used.remove(address);
        } else if (established) {
            act();
        }
    }

    @Override
    public void onConfiguration(long nowNs) {
        coming = 0;
        List<Endpoint> before = endpoints;
        endpoints = List.copyOf(commands.endpoints());
        String command = setting(REMOVED);
        if (established && !command.equals(removed) && isFirst(command.substring(command.indexOf(' ') + 1))) {
            commands.withdraw(FIRST);
        }
        removed = command;
        if (!established || endpoints.equals(before)) {
            return;
        }
        boolean flushed = !setting(FLUSHES).equals(flushes);
        flushes = setting(FLUSHES);
        for (Endpoint old : before) {
            Endpoint now = at(old.address());
            if (now == null && flushed && !announced.containsKey(old.address())) {
                closeFrom(old.address());
            } else if (now == null) {
                remove(old);
            } else if (now.backup() != old.backup()) {
                prioritise(now);
            } else if (now.fullmesh() != old.fullmesh()) {
                closeFrom(old.address()); // it begins anew
            }
        }
        act();
    }

    private boolean isFirst(String address) {
        return InetAddress.ofLiteral(address).equals(firstLocal());
    }

    private void closeFrom(InetAddress address) {
        used.remove(address);
        for (int rest = commands.subflows(); rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            if (commands.local(sf).getAddress().equals(address)) {
                leaving |= 1 << sf;
                commands.close(sf);
            }
        }
    }

    // --- what there is to do

    private void act() {
        for (Endpoint each : endpoints) {
            if (each.signal() && !announced.containsKey(each.address())) {
                int id = commands.announce(each.address(), each.address().equals(firstLocal()) ? 0 : each.port());
                if (id >= 0) {
                    announced.put(each.address(), id);
                }
            }
        }
        for (Endpoint each : endpoints) {
            if (each.subflow() && !used.contains(each.address()) && hasRoom()) {
                for (InetSocketAddress target : targets(each)) {
                    openFrom(each, target);
                }
            }
        }
    }

    private List<InetSocketAddress> targets(Endpoint from) {
        List<InetSocketAddress> targets = new ArrayList<>();
        if (from.fullmesh()) {
            targets.addAll(peer.all());
        } else if (peer.first() != null) {
            targets.add(peer.first());
        }
        targets.removeIf(target -> !sameFamily(target.getAddress(), from.address()));
        return targets;
    }

    private void openFrom(Endpoint each, InetSocketAddress target) {
        if (open(each.address(), target, each.backup())) {
            used.add(each.address());
        }
    }

    private boolean open(InetAddress local, InetSocketAddress remote, boolean backup) {
        boolean opens = hasRoom() && commands.open(local, remote, backup);
        coming += opens ? 1 : 0;
        return opens;
    }

    private void remove(Endpoint old) {
        Integer id = announced.remove(old.address());
        used.remove(old.address());
        for (int rest = commands.subflows(); id == null && rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            if (commands.local(sf).getAddress().equals(old.address())) {
                id = commands.localId(sf);
            }
        }
        if (id != null) {
            commands.withdraw(id);
        }
    }

    private void prioritise(Endpoint changed) {
        for (int rest = commands.subflows(); rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            if (commands.local(sf).getAddress().equals(changed.address())) {
                commands.setBackup(sf, changed.backup());
            }
        }
    }

    // --- facts

    private InetAddress firstLocal() {
        return connection.local().getAddress();
    }

    private boolean hasRoom() {
        int others = Integer.bitCount(commands.subflows() & ~leaving) - (firstLives && (leaving & 1 << FIRST) == 0 ? 1 : 0);
        return others + coming < limit(SUBFLOWS);
    }

    private int limit(String name) {
        return Integer.parseInt(commands.settings().getOrDefault(name, "0"));
    }

    private String setting(String name) {
        return commands.settings().getOrDefault(name, "");
    }

    private Endpoint at(InetAddress address) {
        return endpoints.stream().filter(e -> e.address().equals(address)).findFirst().orElse(null);
    }

    private boolean isBackup(InetAddress local) {
        Endpoint endpoint = at(local);
        return endpoint != null && endpoint.backup();
    }

    private boolean isReached(InetSocketAddress target) {
        for (int rest = commands.subflows() & ~leaving; rest != 0; rest &= rest - 1) {
            if (commands.remote(Integer.numberOfTrailingZeros(rest)).equals(target)) {
                return true;
            }
        }
        return false;
    }

    /** In the place of a route: the address that shares the longest prefix, the first subflow's before others. */
    private InetAddress towards(InetAddress remote) {
        InetAddress best = sameFamily(firstLocal(), remote) ? firstLocal() : null;
        int bestBits = best == null ? -1 : sharedBits(best, remote);
        for (InetAddress local : commands.localAddresses()) {
            int bits = sameFamily(local, remote) ? sharedBits(local, remote) : -1;
            if (bits > bestBits) {
                best = local;
                bestBits = bits;
            }
        }
        return best;
    }

    private static boolean sameFamily(InetAddress a, InetAddress b) {
        return a.getClass() == b.getClass();
    }

    private static int sharedBits(InetAddress a, InetAddress b) {
        byte[] x = a.getAddress();
        byte[] y = b.getAddress();
        for (int i = 0; i < x.length; i++) {
            int different = (x[i] ^ y[i]) & 0xff;
            if (different != 0) {
                return Byte.SIZE * i + Integer.numberOfLeadingZeros(different) - (Integer.SIZE - Byte.SIZE);
            }
        }
        return Byte.SIZE * x.length;
    }
}
