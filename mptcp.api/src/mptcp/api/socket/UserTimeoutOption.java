package mptcp.api.socket;

/** What a socket makes of the TCP user timeout option (RFC 5482), which tells the peer how patient this end is. */
public enum UserTimeoutOption {
    /** It is neither sent nor heeded: the user timeout is a local matter. */
    OFF,
    /** The own timeout is told to the peer; what the peer says changes nothing here, since the timeout was set on purpose. */
    SEND,
    /**
     * The own timeout is told to the peer, and the longer of the two is used, at least 100 seconds and at most an hour
     * (RFC 5482 section 3.1).
     */
    ADAPT
}
