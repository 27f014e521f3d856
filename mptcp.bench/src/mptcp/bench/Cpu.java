package mptcp.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Processor time. Any thread. */
final class Cpu {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Cpu() {}

    /** All threads of this program, garbage collection and compilers included, in nanoseconds. */
    static long processNs() {
        return SYSTEM.getProcessCpuTime();
    }

    /** One thread, in nanoseconds. */
    static long threadNs(Thread thread) {
        return THREADS.getThreadCpuTime(thread.threadId());
    }
}
