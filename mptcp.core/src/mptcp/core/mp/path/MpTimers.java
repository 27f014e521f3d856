package mptcp.core.mp.path;

import mptcp.api.policy.PolicyKind;
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
    /** What is corked waits no longer than that. */
    public static final int CORK = 5;
    /** The connection is to be tried on another way as well. */
    public static final int ATTEMPT = 6;
    /** The first of the policies': one for each kind. */
    private static final int POLICIES = 7;
    static final int PATH = POLICIES + PolicyKind.PATH_MANAGER.ordinal();
    private static final PolicyKind[] POLICY_KINDS = PolicyKind.values();
    private static final int KINDS = POLICIES + POLICY_KINDS.length;

    private final Handler handler;

    /** Hears of the timers that have run out; they are cleared by then and may be set again. */
    public interface Handler {
        void fired(int kind, long nowNs);
    }

    public MpTimers(Timers timers, Handler handler, Connection owner) {
        super(timers, KINDS, owner);
        this.handler = handler;
    }

    /** The timer of the policy of this kind. */
    public static int of(PolicyKind kind) {
        return POLICIES + kind.ordinal();
    }

    /** Whose timer it is. */
    public static PolicyKind policy(int timer) {
        return POLICY_KINDS[timer - POLICIES];
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
