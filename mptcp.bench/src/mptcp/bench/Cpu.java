package mptcp.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processor time. Any thread. */
final class Cpu {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final Path STAT = Path.of("/proc/stat");
    /** Of the fields of its first line: user, nice, system, (idle, iowait,) irq, softirq. */
    private static final int[] BUSY = {1, 2, 3, 6, 7};
    /** USER_HZ, which is 100 wherever Linux runs. */
    private static final long TICK_NS = 10_000_000;

    private Cpu() {}

    /** All threads of this program, garbage collection and compilers included, in nanoseconds. */
    static long processNs() {
        return SYSTEM.getProcessCpuTime();
    }

    /** The calling thread, in nanoseconds; cheap. */
    static long ownNs() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /** One thread, in nanoseconds. */
    static long threadNs(Thread thread) {
        return THREADS.getThreadCpuTime(thread.threadId());
    }

    /**
     * All processors of a Linux machine, in nanoseconds: what the kernel does outside of the threads it does it for is in
     * it, and whatever else runs.
     */
    static long machineNs() throws IOException {
        String[] fields = Files.readString(STAT).lines().findFirst().orElseThrow().split("\\s+");
        long ticks = 0;
        for (int field : BUSY) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks * TICK_NS;
    }
}
