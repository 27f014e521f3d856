package mptcp.core.mp.path;

import mptcp.api.path.SubflowEnd;
import mptcp.core.tcp.CloseReason;

/** Why a subflow ends: what this end's reset is to say, what the peer's said, and what policies are told. Loop thread only. */
public final class SubflowReset {
    /** What MP_TCPRST of this end will say, or -1. */
    private int resetReason = -1;
    /** What the peer said in MP_TCPRST, or -1. */
    private int peerResetReason = -1;
    private boolean peerResetTransient;
    /** Why it ended, while policies are told that it did. */
    private SubflowEnd end;
    private boolean fastClosing;

    public int resetReason() {
        return resetReason;
    }

    /** What a reset of this end is to say (RFC 8684 section 3.6). */
    public void resetWith(int reason) {
        resetReason = reason;
    }

    /** The peer's MP_TCPRST. */
    void peerReset(int reason, boolean isTransient) {
        peerResetReason = reason;
        peerResetTransient = isTransient;
    }

    SubflowEnd end() {
        return end;
    }

    /** Policies are about to be told that it ended so. */
    void ended(CloseReason reason) {
        SubflowEnd.Cause cause = switch (reason) {
            case NORMAL -> SubflowEnd.Cause.IN_ORDER;
            case REFUSED -> SubflowEnd.Cause.REFUSED;
            case RESET_BY_PEER -> SubflowEnd.Cause.RESET_BY_PEER;
            case ABORTED -> SubflowEnd.Cause.ABORTED;
            case TIMED_OUT -> SubflowEnd.Cause.TIMED_OUT;
            case UNREACHABLE -> SubflowEnd.Cause.UNREACHABLE;
        };
        boolean peers = peerResetReason >= 0;
        int told = peers ? peerResetReason : resetReason;
        end = new SubflowEnd(cause, told, peers ? peerResetTransient : told >= 0 && ResetReason.isTransient(told));
    }

    /** Whether its reset carries MP_FASTCLOSE. */
    boolean fastClosing() {
        return fastClosing;
    }

    void fastClosing(boolean on) {
        fastClosing = on;
    }
}
