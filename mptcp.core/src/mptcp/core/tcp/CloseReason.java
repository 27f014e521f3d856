package mptcp.core.tcp;

/** Why a subflow ended. */
public enum CloseReason {
    /** Both sides closed in order. */
    NORMAL,
    /** The peer refused the SYN. */
    REFUSED,
    /** The peer reset it. */
    RESET_BY_PEER,
    /** This end reset it. */
    ABORTED,
    /** Too many retransmissions, or the user timeout. */
    TIMED_OUT,
    /** ICMP said so before it was established. */
    UNREACHABLE
}
