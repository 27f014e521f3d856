package mptcp.core.mp.policy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a loop is in at the moment: written by the loop around what it does for a connection and around each call of code
 * that is not its own, read by a watchdog. Two plain stores of numbers and a load; a reference would cost the collector's
 * barrier with each.
 */
public final class CallsUnderWay {
    private static final int CODE_BITS = 20;
    private static final VarHandle CURRENT;
    private static final VarHandle ENTERED;

    static {
        try {
            MethodHandles.Lookup l = MethodHandles.lookup();
            CURRENT = l.findVarHandle(CallsUnderWay.class, "current", long.class);
            ENTERED = l.findVarHandle(CallsUnderWay.class, "entered", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A {@link #mark}, or 0. Written by the loop only. */
    private long current;
    /** How many calls there were: two looks that find the same number find the same call. Written by the loop only. */
    private long entered;
    /** The call that was interrupted, or is just about to be; -1: none. Written under the lock; see {@link #interrupt}. */
    private volatile long interrupted = -1;

    /**
     * @param connection its id, or 0
     * @param code what is called; from 1, less than 2^{@value #CODE_BITS}
     */
    public static long mark(long connection, int code) {
        return connection << CODE_BITS | code;
    }

    public static long connection(long mark) {
        return mark >>> CODE_BITS;
    }

    public static int code(long mark) {
        return (int) mark & (1 << CODE_BITS) - 1;
    }

    // --- the loop

    /** @return what {@link #leave} is to be given: calls may nest */
    public long enter(long mark) {
        long before = current;
        ENTERED.setOpaque(this, entered + 1);
        CURRENT.setOpaque(this, mark);
        return before;
    }

    public void leave(long before) {
        CURRENT.setOpaque(this, before);
        if (interrupted >= 0) {
            calm();
        }
    }

    /** The interruption was meant for what has ended now; nothing after it is to see it. */
    private synchronized void calm() {
        Thread.interrupted();
        interrupted = -1;
    }

    // --- any thread

    public long current() {
        return (long) CURRENT.getOpaque(this);
    }

    public long entered() {
        return (long) ENTERED.getOpaque(this);
    }

    /** Whether the loop is still in this call. */
    public boolean isIn(long mark, long number) {
        return entered() == number && current() == mark;
    }

    /**
     * Interrupts the loop if it is in this very call, and only then: what it does after it (a channel that writes a file, say)
     * never meets an interruption. Reading the loop's stack is what makes this sure without a fence in {@link #leave}: the
     * loop is brought to a safepoint for it, and either had left the call before, which is seen here, or leaves it later and
     * sees {@link #interrupted}.
     *
     * @return whether it was interrupted
     */
    public synchronized boolean interrupt(Thread loop, long mark, long number) {
        interrupted = number;
        if (loop.getStackTrace().length > 0 && isIn(mark, number)) {
            loop.interrupt();
            return true;
        }
        interrupted = -1;
        return false;
    }
}
