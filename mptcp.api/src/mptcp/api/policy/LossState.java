package mptcp.api.policy;

/** What the loss recovery of a subflow is at. */
public enum LossState {
    /** Nothing is held to be lost. */
    OPEN,
    /** Fast recovery: lost segments are sent again while others are acknowledged (RFC 6675, RFC 8985). */
    RECOVERY,
    /** The retransmission timer ran out (RFC 6298); until all that was in flight then is acknowledged. */
    LOSS
}
