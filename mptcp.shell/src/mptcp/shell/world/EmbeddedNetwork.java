package mptcp.shell.world;

import java.util.List;
import mptcp.api.socket.Stack;
import mptcp.io.sim.LinkSpec;

/** Two hosts in this process and the paths between them. Any thread. */
public interface EmbeddedNetwork extends AutoCloseable {
    /** The names of its hosts. */
    String CLIENT = "client";

    String SERVER = "server";

    Stack client();

    Stack server();

    /** In the order of their numbers. */
    List<Path> paths();

    /** What ended its thread before its time, or null. */
    Throwable failure();

    @Override
    void close();

    /** One path; what is set holds for both directions. */
    interface Path {
        /** Also the name of the link at both hosts. */
        String name();

        LinkSpec spec();

        /** From now on; packets on their way keep what they were given. */
        void spec(LinkSpec spec);

        /** Packets that were dropped on it, in both directions. */
        long dropped();

        /** Packets that were carried to an end. */
        long delivered();
    }
}
