package mptcp.shell.world;

import mptcp.io.sim.LinkSpec;

/** A path whose behaviour can be set; what is set holds for both directions. Any thread. */
public interface NetworkPath {
    /** Also the name of the link at our hosts. */
    String name();

    LinkSpec spec();

    /**
     * From now on; packets on their way keep what they were given.
     *
     * @throws IllegalArgumentException if this path cannot be like that; the message says what can be done
     */
    void spec(LinkSpec spec);

    /** Packets that were dropped on it, in both directions. */
    long dropped();

    /** Packets that were carried to an end. */
    long delivered();
}
