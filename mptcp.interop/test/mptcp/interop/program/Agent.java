package mptcp.interop.program;

import java.nio.channels.SocketChannel;

/** A Java agent that knows nothing of this project, and opens a channel before the program starts. */
public final class Agent {
    private Agent() {}

    public static void premain(String arguments) throws Exception {
        SocketChannel.open().close();
    }
}
