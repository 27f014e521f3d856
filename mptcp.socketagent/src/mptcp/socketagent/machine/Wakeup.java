package mptcp.socketagent.machine;

import java.util.concurrent.TimeUnit;

/**
 * Where calls that block wait until anything happened to any socket; then each looks whether it was its own. Any thread
 * but the loop waits.
 */
public final class Wakeup {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    private long events;

    /** Something happened. */
    public synchronized void signal() {
        events++;
        notifyAll();
    }

    /** How much has happened; to be asked before looking whether there is something to wait for. */
    public synchronized long events() {
        return events;
    }

    /** Waits until something happened since {@code seen}, or the time (nanoseconds) is over. */
    public synchronized void await(long seen, long atMostNs) {
        if (events != seen || atMostNs <= 0) {
            return;
        }
        try {
            wait(Math.max(1, atMostNs / MS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
