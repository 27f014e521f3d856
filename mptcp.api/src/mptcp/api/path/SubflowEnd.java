package mptcp.api.path;

/**
 * Why a subflow ended; immutable.
 *
 * @param cause what ended it
 * @param resetReason the reason in MP_TCPRST (RFC 8684 section 3.6) that this end or the peer sent; -1: there was none
 * @param isTransient the T flag of it: another subflow on the same path may fare better
 */
public record SubflowEnd(Cause cause, int resetReason, boolean isTransient) {
    /** What ended a subflow. */
    public enum Cause {
        /** Both sides closed it in order. */
        IN_ORDER,
        /** The peer refused the join. */
        REFUSED,
        /** The peer reset it. */
        RESET_BY_PEER,
        /** This end reset it: a command of the path manager, a limit, or an error of the peer. */
        ABORTED,
        /** Its path did not deliver any more, or its local address went. */
        TIMED_OUT,
        /** ICMP said so before it was established. */
        UNREACHABLE
    }
}
