package mptcp.nio;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Where one thread at a time waits for a stack's loop to say that something changed. It notes the count, looks whether it
 * can do its work, and if not waits until the count is another: no change between the look and the wait is missed. A
 * virtual thread gives up its carrier while it waits.
 */
final class Signal {
    /** One that looked while the loop had the memory for itself is not told when that is over: it looks again by itself. */
    private static final long AT_MOST_NS = 100_000_000L;

    private final AtomicInteger count = new AtomicInteger();
    private volatile Thread waiting;

    int count() {
        return count.get();
    }

    /** Something changed. Any thread. */
    void change() {
        count.incrementAndGet();
        Thread t = waiting;
        if (t != null) {
            LockSupport.unpark(t);
        }
    }

    /**
     * Waits until something has changed since this count, or it is time to look again.
     *
     * @param deadlineNs by {@link System#nanoTime}; {@link Long#MAX_VALUE}: none
     * @param onInterrupt whether an interrupt ends it; else it stays pending. A channel hears of interrupts by being closed
     * @return false when the time is over
     */
    boolean await(int since, long deadlineNs, boolean onInterrupt) {
        long now = System.nanoTime();
        if (deadlineNs != Long.MAX_VALUE && deadlineNs - now <= 0) {
            return false;
        }
        long again = now + AT_MOST_NS;
        long until = deadlineNs != Long.MAX_VALUE && deadlineNs - again < 0 ? deadlineNs : again;
        boolean interrupted = false;
        waiting = Thread.currentThread();
        try {
            while (count.get() == since && until - now > 0 && !(interrupted && onInterrupt)) {
                LockSupport.parkNanos(this, until - now);
                interrupted |= Thread.interrupted();
                now = System.nanoTime();
            }
            return true;
        } finally {
            waiting = null;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The deadline of a time that begins now; 0 means none. */
    static long deadline(long ns) {
        return ns == 0 ? Long.MAX_VALUE : System.nanoTime() + ns;
    }
}
