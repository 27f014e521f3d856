package mptcp.io.sim.middlebox;

/** Where in a connection a segment stands; retransmissions stand where the first transmission stood. */
public enum Place {
    SYN,
    SYN_ACK,
    /** The segment without payload that ends the handshake: of who sent the SYN, before anything was received. */
    THIRD_ACK,
    /** The first payload of either side. */
    FIRST_DATA,
    /** Any other segment without payload. */
    ACK,
    /** Any later payload. */
    DATA
}
