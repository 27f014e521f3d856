package mptcp.pathmanager.fixed;

import java.net.InetAddress;
import java.util.Collection;
import mptcp.api.path.PathCommands;

/**
 * Which local address to join from. The report leaves it to the routing table, which a user-space stack does not have:
 * an address of the same family and scope; one that no subflow uses yet before the others, so that the join gives a
 * second path; among these the one that shares the longest prefix with the remote address, so that it is on the same
 * path.
 */
final class LocalAddress {
    private LocalAddress() {}

    /**
     * @param taken addresses that are used besides those of the subflows
     * @return null if no address can reach it
     */
    static InetAddress towards(InetAddress remote, PathCommands commands, Collection<InetAddress> taken) {
        InetAddress best = null;
        int bestRank = -1;
        for (InetAddress local : commands.localAddresses()) {
            int unused = isUsed(local, commands, taken) ? 0 : 1 << 8;
            int rank = matches(local, remote) ? unused + sharedBits(local, remote) : -1;
            if (rank > bestRank) {
                best = local;
                bestRank = rank;
            }
        }
        return best;
    }

    static boolean isUsed(InetAddress local, PathCommands commands, Collection<InetAddress> taken) {
        for (int rest = commands.subflows(); rest != 0; rest &= rest - 1) {
            if (commands.local(Integer.numberOfTrailingZeros(rest)).getAddress().equals(local)) {
                return true;
            }
        }
        return taken.contains(local);
    }

    /** Same family; link-local only to link-local, loopback only to loopback. */
    static boolean matches(InetAddress a, InetAddress b) {
        return a.getClass() == b.getClass()
                && a.isLinkLocalAddress() == b.isLinkLocalAddress()
                && a.isLoopbackAddress() == b.isLoopbackAddress();
    }

    private static int sharedBits(InetAddress a, InetAddress b) {
        byte[] x = a.getAddress();
        byte[] y = b.getAddress();
        for (int i = 0; i < x.length; i++) {
            int different = (x[i] ^ y[i]) & 0xff;
            if (different != 0) {
                return 8 * i + Integer.numberOfLeadingZeros(different) - 24;
            }
        }
        return 8 * x.length;
    }
}
