package mptcp.core.loop;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import mptcp.api.link.Waiter;

/**
 * The sleep of a loop's thread: at its waiter, which the links end, or a nap without looking at the links, as long as another
 * thread looks after them. A wake-up ends either.
 */
final class LoopSleep {
    private final Thread thread;
    private volatile Waiter waiter = new ParkWaiter();
    /** It sleeps without looking at the links, or is about to. Written by the thread alone. */
    private volatile boolean naps;
    /** Set before {@link #naps} is looked at, by who wakes it; looked at after that is set, by the thread: one of them sees the other. */
    private volatile boolean woken;

    LoopSleep(Thread thread) {
        this.thread = thread;
    }

    /** Whoever turns. */
    Waiter waiter() {
        return waiter;
    }

    void waiter(Waiter better) {
        waiter = better;
    }

    // --- the thread

    /** What it was woken for will be seen from here on. */
    void isAwake() {
        woken = false;
    }

    /**
     * Returns when woken since {@link #isAwake}, when a link has something, or at the time; and possibly without cause.
     *
     * @param due by {@link LoopThread#nowNs}; {@link Long#MAX_VALUE}: never
     * @param nap for how long from now, which it is given, somebody else looks after the links; 0 or less: nobody does
     */
    void until(long due, LongUnaryOperator nap) {
        naps = true;
        for (long ns = left(due, nap); ns > 0 && !woken && !Thread.interrupted(); ns = left(due, nap)) {
            LockSupport.parkNanos(this, ns);
        }
        naps = false;
        if (!woken) {
            waiter.await(due == Long.MAX_VALUE ? due : Math.max(0, due - LoopThread.nowNs()));
        }
    }

    private static long left(long due, LongUnaryOperator nap) {
        long now = LoopThread.nowNs();
        return Math.min(nap.applyAsLong(now), due - now);
    }

    // --- any thread

    void wake() {
        woken = true;
        if (naps) {
            LockSupport.unpark(thread);
        } else {
            waiter.wake();
        }
    }

    /** Has it look again for how long it may nap, after that has changed. */
    void look() {
        if (naps) {
            LockSupport.unpark(thread);
        }
    }
}
