package mptcp.core.loop;

import java.util.concurrent.locks.LockSupport;
import mptcp.api.link.Waiter;

/** Waits for wake-ups only: for loops whose links have no descriptors. */
final class ParkWaiter implements Waiter {
    private volatile Thread sleeper;
    private volatile boolean woken;

    @Override
    public void add(int fd) {
        throw new IllegalStateException("a link with a descriptor has to bring its own waiter");
    }

    @Override
    public void remove(int fd) {
        // none was ever added
    }

    @Override
    public void await(long timeoutNs) {
        sleeper = Thread.currentThread();
        if (!woken && timeoutNs > 0) {
            LockSupport.parkNanos(this, timeoutNs);
        }
        woken = false;
    }

    @Override
    public void wake() {
        if (!woken) {
            woken = true;
            LockSupport.unpark(sleeper);
        }
    }

    @Override
    public void close() {
        wake();
    }
}
