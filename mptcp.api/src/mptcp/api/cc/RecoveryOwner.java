package mptcp.api.cc;

/** Who sets the windows of a subflow that recovers from loss, after a timeout, a mark, an idle time, or an undone loss. */
public enum RecoveryOwner {
    /**
     * The core: proportional rate reduction (RFC 6937) down to the threshold that the control sets, one segment after a
     * timeout, the restart window after an idle time (RFC 5681 section 4.1).
     */
    CORE,
    /**
     * The control: it is told of all of these and sets window and pacing rate as it likes. The core still finds what was
     * lost and sends it again, as the window admits. Whatever the control does, a signal of congestion raises no window, and
     * a second timeout in a row leaves one segment.
     */
    CONTROL
}
