package mptcp.nio;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets threads wait for a stack's loop to say that something changed. A thread notes the count, looks whether it can do
 * its work, and if not waits until the count is another: no change between the look and the wait is missed, and where
 * nobody waits, a change takes no lock. Virtual threads give up their carrier while they wait.
 */
final class Signal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicInteger count = new AtomicInteger();
    /** Counted before the count is looked at for the last time, so that either the waiting thread or the change sees the other. */
    private final AtomicInteger waiting = new AtomicInteger();

    int count() {
        return count.get();
    }

    /** Something changed. Any thread. */
    void change() {
        count.incrementAndGet();
        if (waiting.get() > 0) {
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Waits until something has changed since this count. An interrupt does not end it and stays pending: a channel hears
     * of interrupts by being closed.
     *
     * @param deadlineNs by {@link System#nanoTime}; {@link Long#MAX_VALUE}: none
     * @return false when the time is over
     */
    boolean await(int since, long deadlineNs) {
        return await(since, deadlineNs, false);
    }

    /** Likewise. @param interruptible whether an interrupt ends it, as if something had changed */
    boolean await(int since, long deadlineNs, boolean interruptible) {
        boolean interrupted = false;
        lock.lock();
        waiting.incrementAndGet();
        try {
            while (count.get() == since && !(interrupted && interruptible)) {
                long left = deadlineNs == Long.MAX_VALUE ? Long.MAX_VALUE : deadlineNs - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    changed.await(left, TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
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
