package mptcp.agent.path;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathCommands.Endpoint;
import mptcp.api.path.PathCommands.RemoteAddress;
import mptcp.api.path.PathManager;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.SubflowEvent;

/**
 * The behaviour of Linux's in-kernel path manager as {@code ip-mptcp(8)} describes it. An established connection
 * announces the endpoints with the signal flag and opens a subflow from each with the subflow flag to the peer's first
 * address; with fullmesh, to each address that the peer has announced as well. The endpoint of the first subflow is
 * left out. An announced address is joined once, from an address that can reach it, while the limits allow it. An
 * endpoint that is deleted is withdrawn, and its subflows are closed.
 *
 * <p>Settings: {@value #SUBFLOWS}, how many subflows there may be besides the first, by whom ever they are opened;
 * {@value #ADD_ADDR_ACCEPTED}, how many announced addresses are joined.
 */
public final class KernelPathManager implements PathManager {
    public static final String SUBFLOWS = "kernel.subflows";
    public static final String ADD_ADDR_ACCEPTED = "kernel.add_addr_accepted";

    private static final int FIRST = 0;

    private final Map<InetAddress, Integer> announced = new HashMap<>();
    private final Set<InetAddress> used = new HashSet<>();
    private final Set<Integer> accepted = new HashSet<>();
    private PathCommands commands;
    private ConnectionInfo connection;
    private List<Endpoint> endpoints = List.of();
    private boolean established;
    private boolean firstLives = true;

    /** Opened or admitted during the present event: not among the subflows yet. */
    private int coming;

    @Override
    public void attach(PathCommands commands, ConnectionInfo connection, long nowNs) {
        this.commands = commands;
        this.connection = connection;
        endpoints = List.copyOf(commands.endpoints());
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
        act();
        if (isBackup(firstLocal())) {
            commands.setBackup(FIRST, true);
        }
    }

    @Override
    public boolean acceptJoin(InetSocketAddress local, InetSocketAddress remote) {
        coming = 0;
        return hasRoom();
    }

    @Override
    public void onAddAddr(int addressId, InetAddress address, int port, long nowNs) {
        coming = 0;
        InetSocketAddress target = new InetSocketAddress(address, port != 0 ? port : connection.remote().getPort());
        if (accepted.size() >= limit(ADD_ADDR_ACCEPTED) || !hasRoom() || isReached(target)) {
            return;
        }
        accepted.add(addressId);
        boolean meshed = false;
        for (Endpoint each : endpoints) {
            if (each.fullmesh() && sameFamily(each.address(), address)) {
                meshed = true;
                open(each.address(), target, each.backup());
            }
        }
        InetAddress local = meshed ? null : towards(address);
        if (local != null) {
            open(local, target, isBackup(local));
        }
    }

    @Override
    public void onRemoveAddr(int addressId, long nowNs) {
        accepted.remove(addressId);
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, long nowNs) {
        if (event == SubflowEvent.CLOSED && sf == FIRST) {
            firstLives = false;
        }
    }

    @Override
    public void onConfiguration(long nowNs) {
        coming = 0;
        List<Endpoint> before = endpoints;
        endpoints = List.copyOf(commands.endpoints());
        if (!established || endpoints.equals(before)) {
            return;
        }
        for (Endpoint old : before) {
            Endpoint now = at(old.address());
            if (now == null) {
                remove(old);
            } else if (now.backup() != old.backup()) {
                prioritise(now);
            }
        }
        act();
    }

    // --- what there is to do

    private void act() {
        InetAddress first = firstLocal();
        for (Endpoint each : endpoints) {
            if (each.signal() && !each.address().equals(first) && !announced.containsKey(each.address())) {
                int id = commands.announce(each.address(), each.port());
                if (id >= 0) {
                    announced.put(each.address(), id);
                }
            }
        }
        for (Endpoint each : endpoints) {
            boolean wanted = each.subflow() && !each.address().equals(first) && !used.contains(each.address());
            if (wanted && hasRoom()) {
                used.add(each.address());
                targets(each).forEach(target -> open(each.address(), target, each.backup()));
            }
        }
    }

    private List<InetSocketAddress> targets(Endpoint from) {
        InetSocketAddress initial = connection.remote();
        List<InetSocketAddress> targets = new ArrayList<>(List.of(initial));
        if (from.fullmesh()) {
            for (RemoteAddress each : commands.remoteAddresses()) {
                targets.add(new InetSocketAddress(each.address(), each.port() != 0 ? each.port() : initial.getPort()));
            }
        }
        targets.removeIf(target -> !sameFamily(target.getAddress(), from.address()));
        return targets;
    }

    private void open(InetAddress local, InetSocketAddress remote, boolean backup) {
        if (hasRoom() && commands.open(local, remote, backup)) {
            coming++;
        }
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
        int others = Integer.bitCount(commands.subflows()) - (firstLives ? 1 : 0);
        return others + coming < limit(SUBFLOWS);
    }

    private int limit(String name) {
        return Integer.parseInt(commands.settings().getOrDefault(name, "0"));
    }

    private Endpoint at(InetAddress address) {
        return endpoints.stream().filter(e -> e.address().equals(address)).findFirst().orElse(null);
    }

    private boolean isBackup(InetAddress local) {
        Endpoint endpoint = at(local);
        return endpoint != null && endpoint.backup();
    }

    private boolean isReached(InetSocketAddress target) {
        for (int rest = commands.subflows(); rest != 0; rest &= rest - 1) {
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
