package mptcp.lab.view;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mptcp.lab.Host;

/**
 * The kernel's network counters of a host, named as {@code nstat} names them: {@code MPTcpExtMPCapableSYNRX},
 * {@code TcpRetransSegs}. They are read where nstat reads them, below {@code /proc/net}. Immutable.
 */
public final class Counters {
    private static final List<String> FILES = List.of("netstat", "snmp");

    private final Map<String, Long> values;

    private Counters(Map<String, Long> values) {
        this.values = values;
    }

    public static Counters of(Host host) throws IOException {
        return host.inside(() -> {
            Map<String, Long> values = new TreeMap<>();
            for (String file : FILES) {
                // of this thread: "self" would be the namespace that the program was started in
                parse(Files.readAllLines(Path.of("/proc/thread-self/net", file)), values);
            }
            return new Counters(values);
        });
    }

    /** Lines come in pairs, {@code Prefix: name name ...} and {@code Prefix: value value ...}. */
    static void parse(List<String> lines, Map<String, Long> values) {
        for (int i = 0; i + 1 < lines.size(); i += 2) {
            String[] names = lines.get(i).split(" ");
            String[] numbers = lines.get(i + 1).split(" ");
            String prefix = names[0].substring(0, names[0].length() - 1);
            for (int column = 1; column < names.length; column++) {
                values.put(prefix + names[column], Long.parseLong(numbers[column]));
            }
        }
    }

    /** @throws IllegalArgumentException if the kernel has no such counter */
    public long get(String name) {
        Long value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the kernel has no counter " + name);
        }
        return value;
    }

    /** What was counted since an earlier reading. */
    public Counters since(Counters earlier) {
        Map<String, Long> difference = new TreeMap<>(values);
        difference.replaceAll((name, value) -> value - earlier.values.getOrDefault(name, 0L));
        return new Counters(difference);
    }

    /** Those of MPTCP that are not zero. */
    public Map<String, Long> mptcp() {
        Map<String, Long> some = new TreeMap<>(values);
        some.entrySet().removeIf(e -> e.getValue() == 0 || !e.getKey().startsWith("MPTcpExt"));
        return some;
    }

    @Override
    public String toString() {
        return mptcp().toString();
    }
}
