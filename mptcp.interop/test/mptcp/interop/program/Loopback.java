package mptcp.interop.program;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A program that knows nothing of this project: it talks to itself over loopback, and to nobody else. */
public final class Loopback {
    private Loopback() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        if (args.length > 1) {
            new ProcessBuilder("sleep", "5").start();
        }
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (SocketChannel channel = SocketChannel.open(new InetSocketAddress(loopback, port));
                Socket socket = new Socket(loopback, port); ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(loopback, 0));
            channel.write(ByteBuffer.wrap(new byte[] {1}));
            socket.getOutputStream().write(2);
            System.out.println("done");
        }
    }
}
