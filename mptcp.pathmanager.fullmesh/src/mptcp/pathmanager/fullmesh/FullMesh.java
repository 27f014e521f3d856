package mptcp.pathmanager.fullmesh;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import mptcp.policy.support.AddressPair;
import mptcp.policy.support.Mesh;
import mptcp.policy.support.PeerAddresses;

/**
 * A subflow, or several, from each local address to each remote one of the same family (RFC 8041; the path manager of that
 * name of the out-of-tree Linux kernel). The active opener opens them; the passive side announces all its addresses.
 *
 * <p>Local addresses are all of the host's but link-local and loopback ones (unless the connection runs on such); or,
 * if some endpoint has the fullmesh flag, those endpoints and the first subflow's.
 */
public final class FullMesh extends Mesh {
    private final int perPair;

    /**
     * @param perPair subflows for each pair of addresses, 1 at least
     * @param retryNs delay before a failed one is tried again, the first time; 0: never
     */
    public FullMesh(int perPair, long retryNs) {
        super(retryNs);
        this.perPair = perPair;
    }

    @Override
    protected void open(Set<InetAddress> locals, PeerAddresses peer) {
        for (InetAddress local : locals) {
            for (InetSocketAddress remote : peer.all()) {
                AddressPair pair = new AddressPair(local, remote);
                boolean possible = matches(local, remote);
                while (possible && tried().getOrDefault(pair, 0) < perPair && open(local, remote)) {
                    // counted by open
                }
            }
        }
    }

    @Override
    protected Set<InetAddress> announceable(Set<InetAddress> locals) {
        return locals;
    }
}
