package mptcp.io.raw.libc;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * Whether the kernel takes packets for an IPv6 address of its own. It adds the route for that a moment after the
 * address (in a work queue of its own), so whoever adds an address and counts on it has to wait.
 */
public final class LocalRoutes {
    private static final int HOST_PREFIX = 128;
    private static final int TRIES = 5000;

    private LocalRoutes() {}

    /**
     * Waits until packets for the address are taken, in the network namespace of the calling thread.
     *
     * @throws IOException if that does not happen within seconds
     */
    public static void awaitIpv6(InetAddress address) throws IOException {
        // destination, length of its prefix, ...; all in hexadecimal digits
        String start = HexFormat.of().formatHex(address.getAddress()) + " " + Integer.toHexString(HOST_PREFIX) + " ";
        for (int i = 0; i < TRIES; i++) {
            try (Stream<String> routes = Files.lines(Path.of("/proc/thread-self/net/ipv6_route"))) {
                if (routes.anyMatch(line -> line.startsWith(start))) {
                    return;
                }
            }
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for " + address.getHostAddress(), e);
            }
        }
        throw new IOException("the kernel does not make " + address.getHostAddress() + " usable");
    }
}
