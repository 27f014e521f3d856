package mptcp.net;

import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets threads wait for a stack's loop to say that something changed. A thread notes the count, looks whether it can do
 * its work, and if not waits until the count is another: no change between the look and the wait is missed, and the loop
 * never waits for a thread that is at work.
 */
final class Readiness {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile int count;

    int count() {
        return count;
    }

    /** Something changed. Any thread. */
    void change() {
        lock.lock();
        try {
            count++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until something has changed since this count.
     *
     * @param deadlineNs by {@link System#nanoTime}; {@link Long#MAX_VALUE}: none
     * @throws SocketTimeoutException when the time is over
     */
    void await(int since, long deadlineNs, String what) throws SocketTimeoutException {
        lock.lock();
        try {
            while (count == since) {
                long left = deadlineNs == Long.MAX_VALUE ? Long.MAX_VALUE : deadlineNs - System.nanoTime();
                if (left <= 0) {
                    throw new SocketTimeoutException(what + " timed out");
                }
                changed.await(left, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SocketTimeoutException(what + " was interrupted");
        } finally {
            lock.unlock();
        }
    }

    /** The deadline of a timeout that begins now; 0 means none. */
    static long deadline(int timeoutMs) {
        return timeoutMs == 0 ? Long.MAX_VALUE : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    }
}
