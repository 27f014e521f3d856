package mptcp.experiment;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.sim.RunRecord;
import mptcp.io.sim.HopStatistics;

/**
 * What a run took. It is told, and no part of results: another time it is another.
 *
 * @param cpuNs processor time of the thread that made it; compilation and collection are not in it
 * @param packets that left a hop
 * @param connections opened, also those of the background
 * @param virtualNs the time that passed in its network
 */
record Cost(Point point, long seed, long cpuNs, long packets, long connections, long virtualNs) {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";

    /** Of this thread so far; 0 where nobody counts it. */
    static long ofThisThreadNs() {
        return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : 0;
    }

    static Cost of(Point point, RunRecord run, long cpuNs) {
        return new Cost(point, run.seed(), cpuNs,
                run.hops().values().stream().mapToLong(HopStatistics::deliveredPackets).sum(),
                run.counters().values().stream().mapToLong(host -> host.getOrDefault("TcpActiveOpens", 0L)).sum(),
                run.endNs());
    }

    /** All of these in a line. */
    static String line(List<Cost> costs) {
        double seconds = costs.stream().mapToLong(Cost::cpuNs).sum() / 1e9;
        long packets = costs.stream().mapToLong(Cost::packets).sum();
        return String.format(Locale.ROOT, "cost: %d %s, %,d packets, %d connections and subflows; %.1f s of processor time"
                + " (%,.0f packets a second), %,d MB of memory at most", costs.size(), costs.size() == 1 ? "run" : "runs",
                packets, costs.stream().mapToLong(Cost::connections).sum(), seconds,
                packets / Math.max(seconds, 1e-9), memoryBytes() / 1_000_000);
    }

    /** For JSON: of the process, and of each run. */
    static Map<String, Object> json(List<Cost> costs) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("memory_bytes", memoryBytes());
        all.put("runs", costs.stream().map(Cost::json).toList());
        return all;
    }

    private Map<String, Object> json() {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("variant", point.variant());
        one.put("seed", seed);
        one.put("cpu_s", cpuNs / 1e9);
        one.put("packets", packets);
        one.put("connections", connections);
        one.put("virtual_s", virtualNs / 1e9);
        return one;
    }

    /** The most that the process has had: all that is resident where the system tells, else the heap. */
    private static long memoryBytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(PEAK))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""))).findFirst().orElseThrow();
        } catch (IOException | RuntimeException e) {
            return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP)
                    .mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        }
    }
}
