package mptcp.policy.support;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import mptcp.api.address.Endpoint;

/**
 * The fewest subflows that leave no address unused: each one of this end and each one of the peer has one. So two addresses at
 * either end make two subflows where a full mesh has four, and the paths of a host that moves are followed all the same. The
 * active opener opens them; the passive side announces its endpoints with the signal flag.
 */
public class EachAddress extends Mesh {
    /** As {@link Mesh#Mesh}. */
    public EachAddress(long retryNs) {
        super(retryNs);
    }

    @Override
    protected void open(Set<InetAddress> locals, PeerAddresses peer) {
        for (InetSocketAddress remote : peer.all()) {
            if (usesAt(remote) == 0) {
                locals.stream().filter(local -> matches(local, remote)).min(Comparator.<InetAddress>comparingInt(this::uses)
                        .thenComparingInt(local -> -sharedBits(local, remote.getAddress())))
                        .ifPresent(local -> open(local, remote));
            }
        }
        Collection<InetSocketAddress> remotes = peer.all();
        for (InetAddress local : locals) {
            if (uses(local) == 0) {
                remotes.stream().filter(remote -> matches(local, remote)).min(Comparator.<InetSocketAddress>comparingInt(this::usesAt)
                        .thenComparingInt(remote -> -sharedBits(local, remote.getAddress())))
                        .ifPresent(remote -> open(local, remote));
            }
        }
    }

    private int uses(InetAddress local) {
        return tried().entrySet().stream().filter(e -> e.getKey().local().equals(local)).mapToInt(e -> e.getValue()).sum();
    }

    private int usesAt(InetSocketAddress remote) {
        return tried().entrySet().stream().filter(e -> e.getKey().remote().equals(remote)).mapToInt(e -> e.getValue()).sum();
    }

    private static int sharedBits(InetAddress a, InetAddress b) {
        byte[] x = a.getAddress();
        byte[] y = b.getAddress();
        for (int i = 0; i < x.length; i++) {
            if (x[i] != y[i]) {
                return Byte.SIZE * i + Integer.numberOfLeadingZeros((x[i] ^ y[i]) & 0xff) - (Integer.SIZE - Byte.SIZE);
            }
        }
        return Byte.SIZE * x.length;
    }

    @Override
    protected Set<InetAddress> announceable(Set<InetAddress> locals) {
        Set<InetAddress> signalled = new LinkedHashSet<>(locals);
        signalled.removeIf(local -> !isSignalled(endpoint(local)));
        return signalled;
    }

    private static boolean isSignalled(Endpoint endpoint) {
        return endpoint != null && endpoint.signal();
    }
}
