package mptcp.core.mp;

import java.io.InterruptedIOException;
import java.util.concurrent.locks.LockSupport;

/**
 * Where one application thread waits for what the loop will do: bring bytes, or make room. It enters, looks, and waits while
 * there is nothing; whoever changes something does so first and wakes after, so that none of it is missed.
 */
final class Parking {
    /** One that looked while the loop had the ring is not told when that is over: it looks again by itself. */
    private static final long AT_MOST_NS = 100_000_000L;

    private volatile Thread waiting;

    void enter() {
        waiting = Thread.currentThread();
    }

    void leave() {
        waiting = null;
    }

    /** Any thread. */
    void wake() {
        LockSupport.unpark(waiting);
    }

    /** Returns when woken, or after a while. @throws InterruptedIOException if the thread is interrupted, which it stays */
    void await() throws InterruptedIOException {
        LockSupport.parkNanos(this, AT_MOST_NS);
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while waiting for a connection");
        }
    }
}
