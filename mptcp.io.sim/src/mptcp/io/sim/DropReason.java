package mptcp.io.sim;

/** Why a packet did not go on. */
public enum DropReason {
    /** The queue of a hop was full. */
    QUEUE,
    /** Random loss. */
    LOSS,
    /** A burst of loss (Gilbert-Elliott). */
    BURST,
    /** The hop or the path was down. */
    DOWN,
    /** {@link Hop#dropNext} asked for it. */
    REQUESTED,
    /** The packet was longer than the hop's MTU. */
    MTU,
    /** A middlebox dropped it. */
    MIDDLEBOX,
    /** The link at the end had been closed. */
    CLOSED,
    /** The management of a queue chose it. */
    AQM
}
