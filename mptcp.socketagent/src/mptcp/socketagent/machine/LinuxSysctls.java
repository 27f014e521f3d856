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
 * The names below {@code net.ipv4}, {@code net.mptcp} and {@code net.core} that matter to TCP, with the values that Linux 6.18 begins with.
 * Names that are not among them do not exist, and are refused. Stateless.
 */
final class LinuxSysctls {
    private static final Map<String, String> ALL = read();

    private LinuxSysctls() {}

    private static Map<String, String> read() {
        Map<String, String> all = new TreeMap<>();
        var resource = Objects.requireNonNull(LinuxSysctls.class.getResourceAsStream("linux-6.18.sysctl"));
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

    static boolean exists(String name) {
        return ALL.containsKey(name) || name.startsWith("net.ipv6.conf.") || name.startsWith("net.ipv4.conf.");
    }

    /** The value, or null. */
    static String initial(String name) {
        return ALL.get(name);
    }

    static Map<String, String> all() {
        return ALL;
    }
}
