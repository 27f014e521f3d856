package mptcp.interop.program;

import java.net.DatagramSocket;
import java.nio.channels.SocketChannel;

/** A Java agent that knows nothing of this project, and opens something before the program starts. */
public final class Agent {
    private static DatagramSocket held;

    private Agent() {}

    public static void premain(String arguments) throws Exception {
        if ("socket".equals(System.getProperty("agent"))) {
            held = new DatagramSocket();
        } else {
            SocketChannel.open().close();
        }
    }
}
