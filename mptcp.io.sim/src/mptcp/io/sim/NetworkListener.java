package mptcp.io.sim;

/**
 * Sees what happens to packets, without a part in it. Packets are valid during the call and must not be changed. Called
 * on the network's thread, in the order of the events.
 */
public interface NetworkListener {
    /** An end gave a packet to its path. */
    default void sent(SimPath path, Direction direction, Packet packet, long nowNs) {}

    /** A packet came out of a hop; at the last hop it then reaches the end, or the middleboxes before it. */
    default void passed(SimPath path, Direction direction, Hop hop, Packet packet, long nowNs) {}

    /** A packet reached the end of its path. */
    default void received(SimPath path, Direction direction, Packet packet, long nowNs) {}

    /**
     * A packet went no further.
     *
     * @param hop where, or null if the path itself or a middlebox dropped it
     */
    default void dropped(
            SimPath path, Direction direction, Hop hop, DropReason reason, Packet packet, long nowNs) {}
}
