package mptcp.api.socket;

/**
 * What an application says of the acknowledgements of plain TCP (Linux's TCP_QUICKACK). It acts when it is said, once: from then on the
 * connection goes by what its segments are like again. Of use in the profile {@code LINUX} alone, whose acknowledgements wait for answers.
 */
public enum QuickAcks {
    /** Nothing is said. */
    BY_USE,
    /** What waits, and what comes next, is acknowledged at once. */
    ON,
    /** What waits is acknowledged at once, and what comes next waits for an answer again. */
    ONCE,
    /** Acknowledgements wait for an answer; said before connecting, that of the handshake too. */
    OFF
}
