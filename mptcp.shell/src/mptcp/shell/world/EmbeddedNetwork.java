package mptcp.shell.world;

import java.nio.file.Path;
import java.util.List;
import mptcp.api.socket.Stack;

/** Two hosts in this process and the paths between them. Any thread. */
public interface EmbeddedNetwork extends AutoCloseable {
    /** The names of its hosts. */
    String CLIENT = "client";

    String SERVER = "server";

    Stack client();

    Stack server();

    /** In the order of their numbers. */
    List<NetworkPath> paths();

    /** Captures what the client sends and receives, to a file that can be written. */
    Trace trace(Path file);

    /** What ended its thread before its time, or null. */
    Throwable failure();

    @Override
    void close();
}
