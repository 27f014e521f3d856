package mptcp.api.policy;

/** What happens to a subflow, as policies are told. */
public enum SubflowEvent {
    /** Established: it may carry data from now on. */
    ESTABLISHED,
    /** Its priority changed, by this end or the peer. */
    PRIORITY,
    /** It timed out so often, or the retransmission policy said, that it counts as stale. */
    STALE,
    /** It delivered again after it was stale. */
    RECOVERED,
    /** It ended; its slot is free once the call returns. */
    CLOSED
}
