package mptcp.core.tcp;

/** Whether the segment was taken, or starts a new connection over a TIME-WAIT. */
public enum Disposition {
    TAKEN,
    NEW_CONNECTION
}
