package mptcp.core.mp.path;

import mptcp.core.tcp.TimerSet;
import mptcp.core.time.Timers;

/** The timers of a connection's data level. */
public final class MpTimers extends TimerSet {
    public static final int DATA_RTX = 0;
    public static final int DATA_FIN = 1;
    public static final int PERSIST = 2;
    public static final int ADD_ADDR = 3;
    /** Without any subflow, or with the application gone: how long to wait. */
    public static final int CLOSE = 4;
    public static final int PATH = 5;
    /** What is corked waits no longer than that. */
    public static final int CORK = 6;
    private static final int KINDS = 7;

    private final Handler handler;

    /** Hears of the timers that have run out; they are cleared by then and may be set again. */
    public interface Handler {
        void fired(int kind, long nowNs);
    }

    public MpTimers(Timers timers, Handler handler, Connection owner) {
        super(timers, KINDS, owner);
        this.handler = handler;
    }

    /** Sets it, unless it is set for an earlier time already. */
    public void setEarlier(int kind, long atNs) {
        if (atNs < due(kind)) {
            set(kind, atNs);
        }
    }

    @Override
    protected void fired(int kind, long nowNs) {
        handler.fired(kind, nowNs);
    }
}
