package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import mptcp.api.address.LinkAddress;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sockets of {@code java.net} over a stack, as programs use them; the peer is another stack over two links. */
@Timeout(20)
final class NetSocketsTest {
    private static final String PEER = "10.0.1.2";
    private static final Queue<String> TOLD = new ConcurrentLinkedQueue<>();
    private static Stack ours;
    private static Stack peer;
    private static Network network;

    @BeforeAll
    static void install() throws IOException {
        ours = Ground.Stacks.OURS;
        peer = Ground.Stacks.PEER;
        network = Ground.Stacks.NETWORK;
        network.report(TOLD::add);
        NetSockets.install(network, false);
    }

    private static StreamListener listen() throws IOException {
        return peer.listen(new InetSocketAddress(PEER, 0));
    }

    private static StreamSocket accept(StreamListener listener) throws IOException {
        return listener.accept(Duration.ofSeconds(20));
    }

    private static <T> CompletableFuture<T> async(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static byte[] bytes(int length) {
        byte[] b = new byte[length];
        new Random(length).nextBytes(b);
        return b;
    }

    /** Nothing in HttpURLConnection knows of this stack. */
    @Test
    void aWebClientOfTheJdkFetchesOverTwoSubflows() throws Exception {
        byte[] content = bytes(32 << 20);
        try (StreamListener listener = listen()) {
            var served = async(() -> {
                try (StreamSocket s = accept(listener)) {
                    String request = request(s.inputStream());
                    s.outputStream().write(("HTTP/1.1 200 OK\r\nContent-Length: " + content.length
                            + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                    s.outputStream().write(content);
                    return request;
                }
            });
            var url = URI.create("http://" + PEER + ":" + listener.local().getPort() + "/file").toURL();
            HttpURLConnection c = (HttpURLConnection) url.openConnection();
            assertEquals(200, c.getResponseCode());
            assertArrayEquals(content, c.getInputStream().readAllBytes());
            c.disconnect();
            assertTrue(served.get(20, TimeUnit.SECONDS).startsWith("GET /file HTTP/1.1"));
        }
        awaitTold(".*, MPTCP v1, sent \\d+, received 33554\\d+(\nmptcp:   link[12] .*, received [1-9]\\d{3,}){2}");
    }

    /** Connections are told of when they are over: here, when both ends have closed. */
    private static void awaitTold(String pattern) {
        while (TOLD.stream().noneMatch(t -> t.matches(pattern))) {
            assertFalse(Thread.currentThread().isInterrupted(), TOLD::toString); // by the test's time-out
            Thread.onSpinWait();
        }
    }

    private static String request(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) in.read());
        }
        return text.toString();
    }

    @Test
    void aServerSocketTakesConnectionsOfThePeer() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            var echoed = async(() -> {
                try (Socket s = server.accept()) {
                    assertEquals(InetAddress.ofLiteral(PEER), s.getInetAddress());
                    assertEquals(server.getLocalPort(), s.getLocalPort());
                    s.getInputStream().transferTo(s.getOutputStream());
                }
                return null;
            });
            byte[] content = bytes(3 << 20);
            StreamSocket c = peer.connect(null, new InetSocketAddress("10.0.1.1", server.getLocalPort()),
                    SocketConfig.DEFAULT, null);
            var sent = async(() -> {
                c.outputStream().write(content);
                c.shutdownOutput();
                return null;
            });
            assertArrayEquals(content, c.inputStream().readAllBytes());
            sent.get(20, TimeUnit.SECONDS);
            echoed.get(20, TimeUnit.SECONDS);
            c.close();
        }
    }

    @Test
    void halfCloseGoesBothWays() throws Exception {
        try (StreamListener listener = listen();
                Socket client = new Socket(PEER, listener.local().getPort()); StreamSocket server = accept(listener)) {
            client.getOutputStream().write(7);
            client.shutdownOutput();
            assertEquals(7, server.inputStream().read());
            assertEquals(-1, server.inputStream().read());
            server.outputStream().write(bytes(100));
            server.shutdownOutput();
            assertArrayEquals(bytes(100), client.getInputStream().readAllBytes());
            assertThrows(SocketException.class, () -> client.getOutputStream().write(1));
        }
    }

    /** Bytes that the closing end did not read reset the connection, behind the end of what it sent: whoever waits for that sees it. */
    @Test
    void theEndComesBeforeTheResetOfWhatIsUnread() throws Exception {
        NetSockets peers = new NetSockets(Ground.Stacks.PEER_NETWORK);
        try (ServerSocket listener = new ServerSocket(new NetSocketImpl(peers, true)) { }) {
            listener.bind(new InetSocketAddress(Ground.STACK.serverAddress(), 0));
            for (int i = 0; i < 200; i++) {
                try (Socket client = new Socket()) {
                    client.connect(listener.getLocalSocketAddress());
                    Socket server = listener.accept();
                    client.getOutputStream().write(1);
                    while (server.getInputStream().available() == 0) {
                        Thread.onSpinWait();
                    }
                    server.close();
                    assertEquals(-1, client.getInputStream().read());
                }
            }
        }
    }

    @Test
    void aReadTimesOutAndTheConnectionGoesOn() throws Exception {
        try (StreamListener listener = listen();
                Socket client = new Socket(PEER, listener.local().getPort()); StreamSocket server = accept(listener)) {
            client.setSoTimeout(20);
            assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
            client.setSoTimeout(20_000);
            server.outputStream().write(9);
            assertEquals(9, client.getInputStream().read());
        }
    }

    @Test
    void anAcceptTimesOut() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            server.setSoTimeout(20);
            assertThrows(SocketTimeoutException.class, server::accept);
        }
    }

    @Test
    void closingEndsARead() throws Exception {
        try (StreamListener listener = listen()) {
            Socket client = new Socket(PEER, listener.local().getPort());
            StreamSocket server = accept(listener);
            InputStream in = client.getInputStream();
            var read = Tasks.start(() -> in.read()).awaitWaiting();
            client.close();
            assertEquals("Socket closed", read.failure().getMessage());
            assertEquals(-1, server.inputStream().read());
            server.close();
        }
    }

    @Test
    void closingEndsAnAccept() throws Exception {
        ServerSocket server = new ServerSocket(0);
        var accepting = Tasks.start(server::accept).awaitWaiting();
        server.close();
        assertEquals("Socket closed", accepting.failure().getMessage());
    }

    @Test
    void errorsAreThoseOfTheKernelsSockets() throws Exception {
        int free;
        try (StreamListener listener = listen()) {
            free = listener.local().getPort();
        }
        var refused = assertThrows(ConnectException.class, () -> new Socket(PEER, free).close());
        assertEquals("Connection refused", refused.getMessage());
        try (Socket s = new Socket()) {
            assertThrows(SocketTimeoutException.class,
                    () -> s.connect(new InetSocketAddress("10.0.1.77", 80), 50)); // nobody has this address
        }
        try (StreamListener listener = listen(); Socket client = new Socket(PEER, listener.local().getPort())) {
            accept(listener).abort();
            var reset = assertThrows(SocketException.class, () -> client.getInputStream().read());
            assertEquals("Connection reset", reset.getMessage());
        }
    }

    @Test
    void optionsAreGivenBackAndTakeEffect() throws Exception {
        try (StreamListener listener = listen(); Socket client = new Socket()) {
            client.setTcpNoDelay(true);
            client.setKeepAlive(true);
            client.setSoLinger(true, 3);
            client.setReceiveBufferSize(100_000);
            client.connect(listener.local());
            assertTrue(client.getTcpNoDelay());
            assertTrue(client.getKeepAlive());
            assertEquals(3, client.getSoLinger());
            assertEquals(100_000, client.getReceiveBufferSize());
            assertEquals(listener.local(), client.getRemoteSocketAddress());
            assertEquals(InetAddress.ofLiteral("10.0.1.1"), client.getLocalAddress());
            try (StreamSocket server = accept(listener)) {
                assertEquals(server.remote().getPort(), client.getLocalPort());
            }
        }
    }

    @Test
    void loopbackStaysWithTheKernel() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var echoed = async(() -> {
                try (Socket s = server.accept(); OutputStream out = s.getOutputStream()) {
                    out.write(s.getInputStream().readNBytes(10));
                }
                return null;
            });
            try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
                client.getOutputStream().write(bytes(10));
                assertArrayEquals(bytes(10), client.getInputStream().readAllBytes());
            }
            echoed.get(20, TimeUnit.SECONDS);
        }
        assertTrue(ours.inspector().connections().stream().noneMatch(c -> c.remote().getAddress().isLoopbackAddress()));
    }

    @Test
    void whatIsLeftToSendIsSentAtTheEnd() throws Exception {
        byte[] content = bytes(300_000);
        try (StreamListener listener = listen()) {
            Socket client = new Socket(PEER, listener.local().getPort());
            StreamSocket server = accept(listener);
            var read = async(() -> {
                byte[] got = server.inputStream().readAllBytes();
                server.close();
                return got;
            });
            client.getOutputStream().write(content);
            assertEquals(0, network.finish(Duration.ofSeconds(20)));
            assertArrayEquals(content, read.get(20, TimeUnit.SECONDS));
        }
    }

    /** What a subflow carried before it ended is told, too. */
    @Test
    void theReportHasSubflowsThatAreGone() throws Exception {
        try (StreamListener listener = listen(); Socket client = new Socket(PEER, listener.local().getPort());
                StreamSocket server = accept(listener)) {
            byte[] content = bytes(4_000_001);
            var sent = async(() -> {
                server.outputStream().write(content);
                return null;
            });
            assertArrayEquals(content, client.getInputStream().readNBytes(content.length));
            sent.get(20, TimeUnit.SECONDS);
            ours.removeAddress(InetAddress.ofLiteral("10.0.2.1"));
            try {
                server.outputStream().write(7);
                assertEquals(7, client.getInputStream().read());
            } finally {
                ours.addAddress("link2", LinkAddress.of("10.0.2.1/24"));
            }
        }
        awaitTold("(?s).*, MPTCP v1, sent 0, received 4000002\n.*");
        String told = TOLD.stream().filter(t -> t.contains("received 4000002")).findFirst().orElseThrow();
        long carried = told.lines().skip(1).mapToLong(l -> Long.parseLong(l.replaceFirst(".*received ", ""))).sum();
        assertTrue(carried >= 4_000_002, told);
        assertTrue(told.contains(" /10.0.1.1:") && told.contains(" /10.0.2.1:"), told);
    }

    @Test
    void policiesOfTheClassPathAreThere() {
        assertEquals("minrtt", ours.policies().inUse(PolicyKind.SCHEDULER));
        ours.policies().choose(PolicyKind.CONGESTION_CONTROL, "olia");
        assertEquals("olia", ours.policies().inUse(PolicyKind.CONGESTION_CONTROL));
        String before = ours.policies().inUse(PolicyKind.PATH_MANAGER);
        ours.policies().choose(PolicyKind.PATH_MANAGER, "chain");
        assertEquals("chain", ours.policies().inUse(PolicyKind.PATH_MANAGER));
        ours.policies().choose(PolicyKind.PATH_MANAGER, before);
    }
}
