package mptcp.nio;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;

/**
 * Lets one thread wait for a non-blocking channel of the kernel, with a deadline, and be woken for other reasons. The
 * selector comes with the first wait. Others wake and close.
 */
final class KernelWait {
    private final SelectableChannel channel;
    private Selector selector;
    /** Somebody woke before there was a selector to wake. */
    private boolean woken;
    private boolean closed;

    KernelWait(SelectableChannel channel) {
        this.channel = channel;
    }

    /** @return null when it is closed */
    private synchronized Selector selector() throws IOException {
        if (selector == null && !closed) {
            selector = Jdk.channels().openSelector();
            if (woken) {
                selector.wakeup();
            }
        }
        return closed ? null : selector;
    }

    /**
     * Waits until the channel is ready, or somebody wakes.
     *
     * @param deadlineNs by {@link System#nanoTime}; {@link Long#MAX_VALUE}: none
     * @param onInterrupt whether an interrupt ends it; else it stays pending
     * @return false when the time is over
     */
    boolean await(int op, long deadlineNs, boolean onInterrupt) throws IOException {
        long left = deadlineNs == Long.MAX_VALUE ? Long.MAX_VALUE : deadlineNs - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        boolean interrupted = !onInterrupt && Thread.interrupted();
        try {
            Selector s = selector();
            if (s == null) {
                return true;
            }
            SelectionKey key = channel.keyFor(s);
            if (key == null) {
                channel.register(s, op);
            } else {
                key.interestOps(op);
            }
            s.select(_ -> { }, left == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(left) + 1);
            interrupted |= !onInterrupt && Thread.interrupted();
        } catch (ClosedSelectorException | CancelledKeyException | ClosedChannelException _) {
            return true; // whoever closed it knows; the caller looks
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return true;
    }

    synchronized void wake() {
        if (selector != null) {
            selector.wakeup();
        } else {
            woken = true;
        }
    }

    void close() throws IOException {
        Selector s;
        synchronized (this) {
            closed = true;
            s = selector;
        }
        if (s != null) {
            s.close();
        }
    }
}
