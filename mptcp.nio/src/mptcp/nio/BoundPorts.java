package mptcp.nio;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * Ports that channels are bound to at addresses of a stack, before they connect: a stack itself knows connections and
 * listeners only. Any thread.
 */
final class BoundPorts {
    private static final int FIRST = 32_768;
    private static final int LAST = 60_999;

    private final Set<InetSocketAddress> taken = new HashSet<>();
    private int next = FIRST;

    /**
     * Takes a port.
     *
     * @param port 0: one that nobody has
     * @throws BindException if it is taken
     */
    synchronized InetSocketAddress take(InetAddress address, int port) throws BindException {
        if (port != 0) {
            InetSocketAddress wanted = new InetSocketAddress(address, port);
            if (!taken.add(wanted)) {
                throw new BindException("Address already in use");
            }
            return wanted;
        }
        for (int tries = LAST - FIRST; tries >= 0; tries--) {
            InetSocketAddress free = new InetSocketAddress(address, next);
            next = next == LAST ? FIRST : next + 1;
            if (taken.add(free)) {
                return free;
            }
        }
        throw new BindException("Address already in use");
    }

    synchronized void give(InetSocketAddress address) {
        taken.remove(address);
    }
}
