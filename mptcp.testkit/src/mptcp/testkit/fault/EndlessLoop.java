package mptcp.testkit.fault;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A call that does not return: it goes round and round until it is released, or until it is interrupted if it heeds that. It
 * goes round slowly, so that many of them can be tried at once on few processors.
 */
public final class EndlessLoop {
    private static final long ROUND_MS = 20;

    private final boolean heedless;
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean interrupted;

    /** @param heedless whether it pays no heed to interruptions */
    public EndlessLoop(boolean heedless) {
        this.heedless = heedless;
    }

    /** Goes round. @throws InterruptedException if it heeds that */
    public void run() throws InterruptedException {
        inside.countDown();
        boolean over = false;
        while (!over) {
            try {
                over = released.await(ROUND_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
                if (!heedless) {
                    throw e;
                }
            }
        }
    }

    /** Waits for it to begin. */
    public boolean begins(long limitMs) throws InterruptedException {
        return inside.await(limitMs, TimeUnit.MILLISECONDS);
    }

    /** Lets it return, now or when it comes to it. */
    public void release() {
        released.countDown();
    }

    /** Whether it was interrupted, heeding it or not. */
    public boolean wasInterrupted() {
        return interrupted;
    }
}
