package mptcp.nio;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections of a program to itself, at an address of its stack: no link leads there, so the kernel's loopback carries them. A listener has a
 * companion there, and both ends are told the addresses that they used. Any thread.
 */
final class Within {
    /** What the ends of a connection are told, seen from who connects. */
    record Ends(InetSocketAddress local, InetSocketAddress remote) {
        Ends reversed() {
            return new Ends(remote, local);
        }
    }

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    /** Where the kernel listens for a listener, by its own address, or its port where it has any. */
    private final Map<Object, InetSocketAddress> companions = new ConcurrentHashMap<>();
    /** As who accepts is told them, by the port on loopback from which one connects: until it is accepted, or nobody will any more. */
    private final Map<Integer, Ends> connecting = new ConcurrentHashMap<>();
    /** Such ports, until who connected closes. */
    private final Set<Integer> open = ConcurrentHashMap.newKeySet();

    private static Object key(InetSocketAddress listener) {
        return listener.getAddress().isAnyLocalAddress() ? listener.getPort() : listener;
    }

    /** A listener listens at this port of the kernel, too. */
    void listens(InetSocketAddress listener, int kernelPort) {
        companions.put(key(listener), new InetSocketAddress(LOOPBACK, kernelPort));
    }

    void listensNoMore(InetSocketAddress listener) {
        companions.remove(key(listener));
        connecting.values().removeIf(ends -> ends.local().equals(listener)
                || listener.getAddress().isAnyLocalAddress() && ends.local().getPort() == listener.getPort());
    }

    /** Where to connect in its place. @return null if nobody of this program listens there */
    InetSocketAddress companion(InetSocketAddress of) {
        InetSocketAddress at = companions.get(of);
        return at != null ? at : companions.get(of.getPort());
    }

    void connects(int kernelPort, Ends ends) {
        connecting.put(kernelPort, ends);
        open.add(kernelPort);
    }

    /** @param connected whether the listener has it, or will find it waiting */
    void closes(int kernelPort, boolean connected) {
        if (!connected) {
            connecting.remove(kernelPort);
        }
        open.remove(kernelPort);
    }

    /** Whether a connection of the kernel is one of these. */
    boolean has(InetSocketAddress local, InetSocketAddress remote) {
        return remote.getAddress().isLoopbackAddress() && (open.contains(local.getPort()) || open.contains(remote.getPort()));
    }

    /** What the ends of an accepted connection are told. @return null if it comes from elsewhere */
    Ends accepted(InetSocketAddress remote) {
        return remote.getAddress().isLoopbackAddress() ? connecting.remove(remote.getPort()) : null;
    }
}
