package mptcp.io.sim;

/** What to say of packets in a capture, for people. Called on the network's thread. */
@FunctionalInterface
public interface PacketComments {
    /** Nothing of any. */
    PacketComments NONE = (_, _, _) -> null;

    /**
     * Called before a packet is written.
     *
     * @param outward whether the end at which the capture is sends it
     * @param packet valid during the call, not to be changed
     * @return a few lines at most, or null
     */
    String of(SimPath path, boolean outward, Packet packet);
}
