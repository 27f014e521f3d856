package mptcp.core.mp.path;

import mptcp.api.path.SubflowEnd;

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

    int peerResetReason() {
        return peerResetReason;
    }

    boolean peerResetTransient() {
        return peerResetTransient;
    }

    SubflowEnd end() {
        return end;
    }

    void ended(SubflowEnd how) {
        end = how;
    }

    /** Whether its reset carries MP_FASTCLOSE. */
    boolean fastClosing() {
        return fastClosing;
    }

    void fastClosing(boolean on) {
        fastClosing = on;
    }
}
