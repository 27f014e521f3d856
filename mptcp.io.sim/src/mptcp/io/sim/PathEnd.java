package mptcp.io.sim;

/** What a path delivers to. */
sealed interface PathEnd permits SimLink, NodeEnd {
    /** Takes over a packet. */
    void receive(Packet packet, long nowNs);

    /** Whether nobody listens any more. */
    boolean closed();
}
