package mptcp.bench;

import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;

/** What is alive on the heap, by class, after a collection: the JVM's own class histogram. */
final class LiveObjects {
    private static final int SHOWN = 12;
    /** What the collector puts where it leaves dead objects in place. */
    private static final String FILLER = "jdk.internal.vm.FillerElement";

    private final Map<String, Long> bytes;

    private LiveObjects(Map<String, Long> bytes) {
        this.bytes = bytes;
    }

    static LiveObjects now() throws JMException {
        String table = (String) ManagementFactory.getPlatformMBeanServer().invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram", new Object[] {null},
                new String[] {String[].class.getName()});
        Map<String, Long> bytes = new HashMap<>();
        for (String line : table.split("\n")) {
            String[] columns = line.strip().split("\\s+"); // number, instances, bytes, class, module
            if (columns[0].endsWith(":") && !columns[3].contains(FILLER)) {
                bytes.merge(columns[3], Long.parseLong(columns[2]), Long::sum);
            }
        }
        return new LiveObjects(bytes);
    }

    /** Bytes by class that were not there before. */
    LiveObjects since(LiveObjects before) {
        Map<String, Long> more = new HashMap<>(bytes);
        before.bytes.forEach((name, n) -> more.merge(name, -n, Long::sum));
        return new LiveObjects(more);
    }

    long total() {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The classes that take the most, each with its part for one of so many. */
    String most(long parts) {
        return bytes.entrySet().stream().sorted(Map.Entry.comparingByValue(Comparator.reverseOrder())).limit(SHOWN)
                .map(each -> each.getKey() + " " + each.getValue() / parts).collect(Collectors.joining(", "));
    }
}
