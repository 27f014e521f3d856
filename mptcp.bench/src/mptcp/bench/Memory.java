package mptcp.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** Memory of this process that Java knows of. Any thread. */
final class Memory {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final BufferPoolMXBean DIRECT = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct")).findFirst().orElseThrow();
    /** The collector is asked this often, so that what waits for a first collection to be known as garbage is gone. */
    private static final int COLLECTIONS = 3;

    private Memory() {}

    /** Bytes of objects that the calling thread has made so far, garbage or not: to the byte, whatever others do. */
    static long allocatedByThisThread() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /** Bytes outside of the heap: arenas and direct buffers. */
    static long direct() {
        return DIRECT.getMemoryUsed();
    }

    /** Bytes of objects in use and outside of the heap. Collects garbage first, which takes a while. */
    static long retained() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + direct();
    }
}
