package mptcp.core.mp.life;

import mptcp.core.mp.Mpcb;
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
    private static final int KINDS = 6;

    private final Mpcb m;

    public MpTimers(Mpcb m, Timers timers) {
        super(timers, KINDS);
        this.m = m;
    }

    @Override
    protected void fired(int kind, long nowNs) {
        switch (kind) {
            case DATA_RTX -> m.resend().onDataTimeout(nowNs);
            case DATA_FIN -> m.ending().onDataFinTimeout(nowNs);
            case PERSIST -> m.resend().onPersist(nowNs);
            case ADD_ADDR -> m.addresses().resend(nowNs);
            case CLOSE -> m.ending().onCloseTimeout(nowNs);
            default -> m.policies().toPath(p -> p.onTimer(nowNs));
        }
    }
}
