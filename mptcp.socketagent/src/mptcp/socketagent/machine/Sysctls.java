package mptcp.socketagent.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The names of a system's values that matter to TCP, with what these are at first. Others do not exist, and are refused, but below the
 * {@code open} ones, which are as many as there are interfaces, modules or functions. Immutable.
 */
final class Sysctls {
    /** What Linux 6.18 has below {@code net.ipv4}, {@code net.mptcp} and {@code net.core}. */
    static final Sysctls LINUX = new Sysctls("linux-6.18.sysctl", "net.ipv6.conf.", "net.ipv4.conf.");
    /** What FreeBSD 14 has below {@code net.inet.tcp}, and all of its other values: tools prepare a machine by them. */
    static final Sysctls FREEBSD = new Sysctls("freebsd-14.sysctl", "kern.", "net.inet.ip.", "net.inet.icmp.", "net.inet6.",
            "net.inet.tcp.bb.", "net.inet.tcp.bbr.", "net.inet.tcp.rack.", "net.inet.tcp.hpts.", "net.inet.tcp.cc.",
            "net.inet.tcp.hostcache.", "net.inet.tcp.reass.", "net.inet.tcp.syncache.", "net.inet.tcp.fastopen.");

    private final Map<String, String> all;
    private final String[] open;

    private Sysctls(String table, String... open) {
        this.all = read(table);
        this.open = open;
    }

    private static Map<String, String> read(String table) {
        Map<String, String> all = new TreeMap<>();
        var resource = Objects.requireNonNull(Sysctls.class.getResourceAsStream(table));
        try (var in = new BufferedReader(new InputStreamReader(resource, StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int equals = line.indexOf('=');
                all.put(line.substring(0, equals), line.substring(equals + 1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(all);
    }

    boolean exists(String name) {
        for (String prefix : open) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return all.containsKey(name);
    }

    /** The value, or null. */
    String initial(String name) {
        return all.get(name);
    }

    Map<String, String> all() {
        return all;
    }
}
