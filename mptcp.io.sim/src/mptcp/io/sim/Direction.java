package mptcp.io.sim;

/** Which way a packet goes on a path. */
public enum Direction {
    /** From end A to end B. */
    FORWARD,
    /** From end B to end A. */
    BACKWARD;

    public Direction opposite() {
        return this == FORWARD ? BACKWARD : FORWARD;
    }
}
