package mptcp.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import mptcp.api.inspect.MemorySnapshot;
import mptcp.api.socket.Stack;

/** Memory of this process that Java knows of. Any thread. */
final class Memory {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final BufferPoolMXBean DIRECT = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct")).findFirst().orElseThrow();
    /** What the collector finds outside of the heap is freed by another thread, some time later. */
    private static final long FREED_MS = 100;
    private static final int MOST_COLLECTIONS = 10;

    private Memory() {}

    /** Bytes of objects that the calling thread has made so far, garbage or not: to the byte, whatever others do. */
    static long allocatedByThisThread() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    /**
     * Bytes outside of the heap that this stack has of the system for its connections: in use, and kept for later. They are in
     * arenas, which Java has no count of.
     */
    static long slabs(Stack stack) {
        MemorySnapshot memory = stack.inspector().memory();
        return memory.heldBytes() + memory.pooledBytes();
    }

    /** Bytes of direct buffers. */
    static long direct() {
        return DIRECT.getMemoryUsed();
    }

    /** Bytes of objects in use and of direct buffers. Collects garbage first until nothing more goes, which takes a while. */
    static long retained() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < MOST_COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(FREED_MS);
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + direct();
            if (now >= least) {
                break;
            }
            least = now;
        }
        return least;
    }
}
