package mptcp.nio;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ports that sockets use at addresses of a stack: what they are bound to before they connect, which a stack itself does not know, where they
 * listen, and where they connected from. Two may not meet at one port, as Linux has it: addresses that overlap are one, unless both say
 * SO_REUSEPORT, or both say SO_REUSEADDR and neither listens. Any thread.
 */
final class BoundPorts {
    private static final int FIRST = 32_768;
    private static final int LAST = 60_999;

    /** One socket's port, until it is given back. */
    static final class Use {
        private final InetSocketAddress at;
        private final boolean reuseAddress;
        private final boolean reusePort;
        private final boolean listens;

        private Use(InetSocketAddress at, boolean reuseAddress, boolean reusePort, boolean listens) {
            this.at = at;
            this.reuseAddress = reuseAddress;
            this.reusePort = reusePort;
            this.listens = listens;
        }

        InetSocketAddress at() {
            return at;
        }

        private boolean meets(Use other) {
            return overlap(at.getAddress(), other.at.getAddress()) && !(reusePort && other.reusePort)
                    && !(reuseAddress && other.reuseAddress && !listens && !other.listens);
        }
    }

    private final Map<Integer, List<Use>> uses = new HashMap<>();
    private int next = FIRST;

    private static boolean overlap(InetAddress a, InetAddress b) {
        return a.equals(b) || covers(a, b) || covers(b, a);
    }

    /** The IPv6 wildcard is that of both families. */
    private static boolean covers(InetAddress wildcard, InetAddress other) {
        return wildcard.isAnyLocalAddress() && (wildcard instanceof Inet6Address || !(other instanceof Inet6Address));
    }

    /**
     * Takes a port.
     *
     * @param at with port 0: one that nobody has
     * @throws BindException if it is taken
     */
    Use take(InetSocketAddress at, ChannelOptions options, boolean listens) throws IOException {
        boolean reuseAddress = options.get(StandardSocketOptions.SO_REUSEADDR);
        boolean reusePort = options.supported().contains(StandardSocketOptions.SO_REUSEPORT)
                && options.get(StandardSocketOptions.SO_REUSEPORT);
        return at.getPort() != 0 ? take(new Use(at, reuseAddress, reusePort, listens)) : takeFree(at.getAddress(), reuseAddress, reusePort);
    }

    private synchronized Use take(Use wanted) throws BindException {
        if (uses.getOrDefault(wanted.at.getPort(), List.of()).stream().anyMatch(wanted::meets)) {
            throw new BindException("Address already in use");
        }
        return add(wanted);
    }

    private synchronized Use takeFree(InetAddress address, boolean reuseAddress, boolean reusePort) throws BindException {
        for (int tries = LAST - FIRST; tries >= 0; tries--) {
            int port = next;
            next = next == LAST ? FIRST : next + 1;
            if (!uses.containsKey(port)) {
                return add(new Use(new InetSocketAddress(address, port), reuseAddress, reusePort, false));
            }
        }
        throw new BindException("Address already in use");
    }

    /** The stack chose a port for a connection. */
    synchronized Use connected(InetSocketAddress from) {
        return add(new Use(from, false, false, false));
    }

    private Use add(Use use) {
        uses.computeIfAbsent(use.at.getPort(), _ -> new ArrayList<>(1)).add(use);
        return use;
    }

    /** @param use null: nothing */
    synchronized void give(Use use) {
        if (use != null) {
            uses.computeIfPresent(use.at.getPort(), (_, all) -> {
                all.remove(use);
                return all.isEmpty() ? null : all;
            });
        }
    }
}
