package mptcp.io.sim;

/**
 * Something at the end of a path that is not a stack: a test's peer, a traffic source, a sink. Called on the network's
 * thread.
 */
@FunctionalInterface
public interface Node {
    /**
     * Takes a packet that arrived.
     *
     * @param packet valid during the call
     * @param port where it came in; answers go out there, or at another port that the node has kept
     */
    void packet(Packet packet, Port port, long nowNs);

    /** Called once for each path that ends here, when it is made. */
    default void attached(Port port) {}
}
