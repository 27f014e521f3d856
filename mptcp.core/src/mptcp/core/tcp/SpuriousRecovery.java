package mptcp.core.tcp;

import mptcp.core.wire.Seq;
import mptcp.core.wire.TcpHeader;

/**
 * What shows that a loss episode was for nothing: the original's acknowledgement echoes a timestamp from before the
 * retransmission (RFC 3522), or every retransmission was reported as a duplicate (RFC 3708); and what the windows were
 * before. F-RTO is apart, in {@link Frto}. Loop thread only.
 */
final class SpuriousRecovery {
    private final Tcb t;
    private boolean undoable;
    private long cwnd;
    private long ssthresh;
    /** The timestamp of the first retransmission of the episode. */
    private int resentAt;
    private boolean resent;
    /** Sent again in the episode, less what was reported as a duplicate. */
    private long resentBytes;

    SpuriousRecovery(Tcb t) {
        this.t = t;
    }

    /** An episode begins: the windows are as they were before it. */
    void begin() {
        undoable = true;
        cwnd = t.window.bytes();
        ssthresh = t.window.ssthresh();
        resent = false;
        resentBytes = 0;
    }

    /** It is over, undone or not. */
    void forget() {
        undoable = false;
    }

    boolean undoable() {
        return undoable;
    }

    void sentAgain(int bytes) {
        resentBytes += bytes;
    }

    /** A record was sent again in a segment with this timestamp. */
    void sentAgainAt(int tsNow) {
        if (undoable && !resent) {
            resent = true;
            resentAt = tsNow;
        }
    }

    /** @param duplicateBytes what DSACK reports with this acknowledgement; 0: nothing */
    boolean shownBy(TcpHeader h, boolean advanced, boolean dsack, long duplicateBytes) {
        boolean eifel = advanced && resent && t.options.timestamps() && h.timestamps() && h.tsEcho() != 0
                && Seq.before(h.tsEcho(), resentAt);
        if (dsack) {
            resentBytes -= duplicateBytes;
        }
        return eifel || dsack && resentBytes <= 0 && t.sent.resentBytes() == 0;
    }

    void restoreWindows() {
        t.window.undo(cwnd, ssthresh);
    }
}
