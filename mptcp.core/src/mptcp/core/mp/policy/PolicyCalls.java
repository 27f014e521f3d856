package mptcp.core.mp.policy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a loop is in at the moment: written by the loop around each call of code that is not its own, read by a watchdog.
 * Two plain stores of numbers; a reference would cost the collector's barrier with each.
 */
public final class PolicyCalls {
    private static final int CODE_BITS = 20;
    private static final VarHandle CURRENT;
    private static final VarHandle ENTERED;

    static {
        try {
            MethodHandles.Lookup l = MethodHandles.lookup();
            CURRENT = l.findVarHandle(PolicyCalls.class, "current", long.class);
            ENTERED = l.findVarHandle(PolicyCalls.class, "entered", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A {@link #mark}, or 0. Written by the loop only. */
    private long current;
    /** How many calls there were: two looks that find the same number find the same call. Written by the loop only. */
    private long entered;

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

    /** @return what {@link #leave} is to be given: calls may nest */
    public long enter(long mark) {
        long before = current;
        ENTERED.setOpaque(this, entered + 1);
        CURRENT.setOpaque(this, mark);
        return before;
    }

    public void leave(long before) {
        CURRENT.setOpaque(this, before);
    }

    /** Any thread. */
    public long current() {
        return (long) CURRENT.getOpaque(this);
    }

    /** Any thread. */
    public long entered() {
        return (long) ENTERED.getOpaque(this);
    }
}
