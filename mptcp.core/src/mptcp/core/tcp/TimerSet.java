package mptcp.core.tcp;

import java.util.Arrays;
import mptcp.core.time.Deadline;
import mptcp.core.time.Timers;

/** The deadlines of one subflow or connection: plain fields, with one registration for the earliest of them. */
public abstract class TimerSet extends Deadline {
    public static final long NEVER = Long.MAX_VALUE;

    private final Timers timers;
    private final Object owner;
    private final long[] at;

    /** @param owner whose work it is that the timers begin */
    protected TimerSet(Timers timers, int kinds, Object owner) {
        this.timers = timers;
        this.owner = owner;
        this.at = new long[kinds];
        Arrays.fill(at, NEVER);
    }

    /** Called when a deadline has come; it is cleared then and may be set again. */
    protected abstract void fired(int kind, long nowNs);

    public final void set(int kind, long atNs) {
        at[kind] = atNs;
        if (!armed() || atNs < atNs()) {
            timers.schedule(this, atNs);
        }
    }

    public final void clear(int kind) {
        at[kind] = NEVER; // the registration may fire for nothing, which costs less than to move it each time
    }

    public final void clearAll() {
        Arrays.fill(at, NEVER);
        timers.cancel(this);
    }

    public final boolean isSet(int kind) {
        return at[kind] != NEVER;
    }

    public final long due(int kind) {
        return at[kind];
    }

    @Override
    public final Object owner() {
        return owner;
    }

    @Override
    public final void expire(long nowNs) {
        try {
            for (int kind = 0; kind < at.length; kind++) {
                if (at[kind] <= nowNs) {
                    at[kind] = NEVER;
                    fired(kind, nowNs);
                }
            }
        } finally {
            file(); // also where one of them failed: the others are not lost with it
        }
    }

    private void file() {
        long earliest = NEVER;
        for (long each : at) {
            earliest = Math.min(earliest, each);
        }
        if (earliest != NEVER) {
            timers.schedule(this, earliest);
        }
    }
}
