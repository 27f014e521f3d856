package mptcp.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import mptcp.io.raw.NetworkNamespace;

/** What a machine needs to have for a lab. */
final class Prerequisites {
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_ADMIN = 21;
    private static final String CAPABILITIES = "CapEff:";

    private Prerequisites() {}

    /** @return what is missing and what to do about it, or nothing */
    static Optional<String> missing() {
        if (!NetworkNamespace.isSupported()) {
            return Optional.of("a lab needs Linux; this is " + System.getProperty("os.name"));
        }
        if (!hasCapability(CAP_NET_ADMIN) || !hasCapability(CAP_SYS_ADMIN)) {
            return Optional.of("a lab needs root (CAP_NET_ADMIN and CAP_SYS_ADMIN): start this with sudo");
        }
        if (!Command.exists("ip")) {
            return Optional.of("a lab needs the program 'ip': install iproute2");
        }
        if (!Files.isWritable(Path.of("/dev/net/tun"))) {
            return Optional.of("a lab needs /dev/net/tun: modprobe tun; in a container --device /dev/net/tun");
        }
        if (!Files.isDirectory(Path.of("/proc/sys/net/mptcp"))) {
            return Optional.of("a lab needs a kernel with MPTCP (CONFIG_MPTCP, Linux 5.6 or later)");
        }
        if (!Files.isDirectory(Path.of("/proc/sys/net/ipv6"))) {
            return Optional.of("a lab needs a kernel with IPv6 (it is off or missing)");
        }
        return Optional.empty();
    }

    private static boolean hasCapability(int bit) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(CAPABILITIES))
                    .mapToLong(line -> Long.parseUnsignedLong(line.substring(CAPABILITIES.length()).strip(), 16))
                    .anyMatch(set -> (set >> bit & 1) != 0);
        } catch (IOException e) {
            return false;
        }
    }
}
