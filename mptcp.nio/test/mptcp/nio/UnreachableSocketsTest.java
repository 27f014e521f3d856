package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sockets that a program forgets without closing them end, as the JDK's do. */
@Timeout(60)
final class UnreachableSocketsTest {
    private static Socket socket(Ground g) throws Exception {
        return g == Ground.JDK ? new Socket() : new Socket(new NetSocketImpl(new NetSockets(Ground.Stacks.NETWORK), false)) { };
    }

    private static void connectAndForget(Ground g, ServerSocketChannel to) throws Exception {
        Socket forgotten = socket(g);
        forgotten.connect(to.getLocalAddress());
        forgotten.getOutputStream().write(7);
    }

    @ParameterizedTest
    @EnumSource
    void theirPeersSeeTheEnd(Ground g) throws Exception {
        try (ServerSocketChannel listener = g.listen()) {
            connectAndForget(g, listener);
            try (SocketChannel accepted = listener.accept()) {
                assertEquals(1, accepted.read(ByteBuffer.allocate(9)));
                accepted.configureBlocking(false);
                int n = 0;
                while (n == 0) {
                    System.gc();
                    n = accepted.read(ByteBuffer.allocate(1));
                }
                assertEquals(-1, n);
            }
        }
    }

    private static InetSocketAddress listenAndForget() throws Exception {
        ServerSocket forgotten = new ServerSocket(new NetSocketImpl(new NetSockets(Ground.Stacks.PEER_NETWORK), true)) { };
        forgotten.bind(new InetSocketAddress(Ground.STACK.serverAddress(), 0));
        return (InetSocketAddress) forgotten.getLocalSocketAddress();
    }

    @Test
    void listenersGiveTheirPortsBack() throws Exception {
        InetSocketAddress at = listenAndForget();
        boolean refused = false;
        while (!refused) {
            System.gc();
            try (Socket s = socket(Ground.STACK)) {
                s.connect(at);
            } catch (ConnectException e) {
                assertEquals("Connection refused", e.getMessage());
                refused = true;
            }
        }
        try (ServerSocketChannel again = Ground.Stacks.SERVER.openServerSocketChannel()) {
            again.bind(at);
            assertThrows(AlreadyBoundException.class, () -> again.bind(at));
        }
    }
}
