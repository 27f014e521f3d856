package mptcp.api.policy;

/** What a subflow hears of congestion marks. */
public enum EcnMode {
    /** Nothing: it was not negotiated. */
    OFF,
    /** That there was one, until the peer is told that the window was reduced (RFC 3168). */
    CLASSIC,
    /** How many bytes were marked (RFC 9768). */
    ACCURATE
}
