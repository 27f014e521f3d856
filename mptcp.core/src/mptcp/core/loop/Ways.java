package mptcp.core.loop;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamException.Reason;
import mptcp.core.mp.path.OpeningPlan;
import mptcp.core.mp.path.Way;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;

/**
 * The ways from this host to the addresses of a peer, in the order in which the application named these; of each, the one from the
 * address on its own prefix comes first. Loop thread only.
 */
final class Ways {
    private static final int MOST = 64;

    private final Host host;
    private final InetSocketAddress local;
    private final List<Way> ways = new ArrayList<>();
    private StreamException none;

    /** @param local null or a wildcard address: any */
    Ways(Host host, InetSocketAddress local, List<InetSocketAddress> remotes) {
        this.host = host;
        this.local = local;
        List<InetSocketAddress> each = new LinkedHashSet<>(remotes).stream().limit(MOST).toList();
        for (InetSocketAddress remote : each) {
            add(remote, Math.max(1, MOST / each.size()));
        }
    }

    /** The address from which a connection would be made, or null. */
    static IpAddress source(Host host, InetSocketAddress local, IpAddress to) {
        return any(local) ? host.links().sourceFor(to) : IpAddress.of(local.getAddress());
    }

    private static boolean any(InetSocketAddress local) {
        return local == null || local.getAddress().isAnyLocalAddress();
    }

    private void add(InetSocketAddress remote, int most) {
        IpAddress to = IpAddress.of(remote.getAddress());
        if (remote.getPort() == 0) {
            refuse(Reason.INVALID, "cannot connect to port 0");
            return;
        }
        if (!IpAddress.unicast(to.hi(), to.lo()) || host.links().isBroadcast(to)) {
            refuse(Reason.NET_UNREACHABLE, to + " is no address of one host"); // RFC 9293 MUST-46
            return;
        }
        IpAddress from = source(host, local, to);
        if (from == null) {
            refuse(Reason.NET_UNREACHABLE, "no local address of the family of " + to);
            return;
        }
        if (!host.isLocal(from) || from.v4() != to.v4()) {
            refuse(Reason.ADDRESS_NOT_AVAILABLE, from + " is no address to reach " + to + " from");
            return;
        }
        int left = most - 1;
        add(from, to, remote.getPort());
        for (LinkTable.Entry e : host.links().entries()) {
            if (any(local) && left > 0 && e.address().v4() == to.v4() && !e.address().equals(from)) {
                add(e.address(), to, remote.getPort());
                left--;
            }
        }
    }

    private void add(IpAddress from, IpAddress to, int port) {
        ways.add(new Way(from, local == null ? 0 : local.getPort(), to, port, host.linkOf(from.hi(), from.lo()).name(),
                host.tagsOf(from.hi(), from.lo())));
    }

    private void refuse(Reason reason, String why) {
        none = none == null ? new StreamException(reason, why) : none;
    }

    /** The addresses and ports of the first way that has a free port. @throws StreamException if there is none, or no way */
    Flow flow() throws StreamException {
        for (Way w : ways) {
            int port = w.localPort() != 0 ? w.localPort() : host.ephemeralPort(w.local(), w.remote(), w.remotePort());
            Flow flow = new Flow(w.local(), port, w.remote(), w.remotePort());
            if (port >= 0 && host.mayConnect(flow)) {
                return flow;
            }
        }
        if (ways.isEmpty()) {
            throw none;
        }
        Way w = ways.getFirst();
        throw new StreamException(Reason.ADDRESS_IN_USE, "no free local port towards " + w.remote() + ":" + w.remotePort());
    }

    /** Null where there is nothing to choose. */
    OpeningPlan plan() {
        return ways.size() < 2 ? null : new OpeningPlan(ways, host::onLoop);
    }
}
