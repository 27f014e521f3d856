package mptcp.interop.program;

import java.net.ServerSocket;
import java.net.Socket;

/** A program that knows nothing of this project: a server that gives one client back what it sends. */
public final class Echo {
    private Echo() {}

    public static void main(String[] args) throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            System.out.println(server.getLocalPort());
            try (Socket socket = server.accept()) {
                socket.getInputStream().transferTo(socket.getOutputStream());
            }
        }
    }
}
