package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.SocketFactory;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Factories of sockets over two stacks that both are in this process, whose own sockets stay what they are. */
@Timeout(60)
final class StackSocketsTest {
    private static final InetAddress PEER = InetAddress.ofLiteral("10.0.1.2");
    private static final InetAddress OURS = InetAddress.ofLiteral("10.0.1.1");

    private static StackSockets ours() {
        return StackSockets.of(Ground.Stacks.OURS);
    }

    private static StackSockets peer() {
        return StackSockets.of(Ground.Stacks.PEER);
    }

    @Test
    void bothEnds() throws Exception {
        byte[] content = new byte[3 << 20];
        new Random(1).nextBytes(content);
        try (StackSockets peer = peer(); StackSockets ours = ours();
                ServerSocket listener = peer.serverSocketFactory().createServerSocket(0)) {
            CompletableFuture<Integer> echoed = CompletableFuture.supplyAsync(() -> echo(listener));
            try (Socket socket = ours.socketFactory().createSocket(PEER, listener.getLocalPort())) {
                assertEquals(new InetSocketAddress(PEER, listener.getLocalPort()), socket.getRemoteSocketAddress());
                assertTrue(socket.getLocalAddress().getHostAddress().matches("10\\.0\\.[12]\\.1"), socket::toString);
                Thread.ofVirtual().start(() -> send(socket, content));
                assertArrayEquals(content, socket.getInputStream().readAllBytes());
                assertEquals(socket.getLocalPort(), echoed.join());
            }
        }
    }

    private static void send(Socket socket, byte[] content) {
        try {
            socket.getOutputStream().write(content);
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** @return the port of the other end */
    private static int echo(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            socket.getInputStream().transferTo(socket.getOutputStream());
            return socket.getPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** All ways to make one, unconnected ones too. */
    @Test
    void everyMethodOfTheFactory() throws Exception {
        try (StackSockets ours = ours(); StreamListener listener = Ground.Stacks.PEER.listen(new InetSocketAddress(PEER, 0))) {
            SocketFactory factory = ours.socketFactory();
            int port = listener.local().getPort();
            String name = PEER.getHostAddress();
            try (Socket later = factory.createSocket();
                    Socket byName = factory.createSocket(name, port);
                    Socket byNameFrom = factory.createSocket(name, port, OURS, 0);
                    Socket from = factory.createSocket(PEER, port, OURS, 0)) {
                later.connect(new InetSocketAddress(PEER, port), 20_000);
                for (Socket each : new Socket[] {later, byName, byNameFrom, from}) {
                    assertEquals(port, each.getPort());
                    assertTrue(each.isConnected());
                }
                assertEquals(OURS, byNameFrom.getLocalAddress());
                assertEquals(OURS, from.getLocalAddress());
                later.setSoTimeout(1);
                assertThrows(SocketTimeoutException.class, () -> later.getInputStream().read());
            }
        }
    }

    @Test
    void channels() throws Exception {
        try (StackSockets ours = ours(); StreamListener listener = Ground.Stacks.PEER.listen(new InetSocketAddress(PEER, 0));
                SocketChannel channel = ours.channels().openSocketChannel()) {
            channel.connect(new InetSocketAddress(PEER, listener.local().getPort()));
            channel.write(ByteBuffer.wrap("over it".getBytes(StandardCharsets.UTF_8)));
            try (StreamSocket accepted = listener.accept(Duration.ofSeconds(20))) {
                assertEquals("over it", new String(accepted.inputStream().readNBytes(7), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void nothingGoesAroundTheStack() throws Exception {
        try (StackSockets ours = ours(); ServerSocket kernel = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ConnectException refused = assertThrows(ConnectException.class,
                    () -> ours.socketFactory().createSocket(InetAddress.getLoopbackAddress(), kernel.getLocalPort()));
            assertEquals("not over the stack: a loopback address", refused.getMessage());
            assertThrows(BindException.class,
                    () -> ours.serverSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            assertThrows(IOException.class, () -> ours.channels().openDatagramChannel());
            try (ServerSocket everywhere = ours.serverSocketFactory().createServerSocket(0)) {
                assertThrows(ConnectException.class,
                        () -> SocketChannel.open(new InetSocketAddress("127.0.0.1", everywhere.getLocalPort())).close());
            }
        }
    }

    @Test
    void whatWasWrittenArrivesThoughAllIsClosedAtOnce() throws Exception {
        byte[] content = new byte[2 << 20];
        new Random(2).nextBytes(content);
        try (StreamListener listener = Ground.Stacks.PEER.listen(new InetSocketAddress(PEER, 0))) {
            CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> receive(listener));
            try (StackSockets ours = StackSockets.of(Ground.Stacks.OURS, Duration.ofSeconds(30));
                    Socket socket = ours.socketFactory().createSocket(PEER, listener.local().getPort())) {
                socket.getOutputStream().write(content);
            }
            assertArrayEquals(content, received.join());
        }
    }

    private static byte[] receive(StreamListener listener) {
        try (StreamSocket accepted = listener.accept(Duration.ofSeconds(20))) {
            return accepted.inputStream().readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aClosedFactoryMakesNoMore() throws Exception {
        StackSockets ours = ours();
        Socket unused = ours.socketFactory().createSocket();
        ours.close();
        assertThrows(SocketException.class, () -> ours.socketFactory().createSocket());
        assertThrows(SocketException.class, () -> ours.serverSocketFactory().createServerSocket(0));
        unused.close();
    }
}
