package mptcp.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The proxy as clients meet it: the JDK's own SOCKS client, and bytes written by hand from RFC 1928 and 1929. */
@Timeout(60)
final class SocksServerTest {
    private static final AccessRules OPEN = new AccessRules(List.of(), List.of());
    private static final byte[] NO_AUTH = {5, 1, 0};

    private static TwoStacks stacks;
    private SocksServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() throws IOException {
        stacks = new TwoStacks();
    }

    @AfterAll
    static void closeStacks() {
        stacks.close();
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    private void serve(AccessRules rules, Users users, int connections, Duration handshake, Duration idle) throws IOException {
        server = new SocksServer(stacks.gateway, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), rules, users,
                new SocksServer.Limits(connections, handshake, Duration.ofSeconds(5), idle), null);
    }

    private void serve(AccessRules rules, Users users) throws IOException {
        serve(rules, users, 100, Duration.ofSeconds(30), Duration.ZERO);
    }

    /** A connection of the JDK's SOCKS client. */
    private Socket through(StreamListener listener) throws IOException {
        Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, server.local()));
        socket.connect(listener.local());
        return socket;
    }

    private Socket raw() throws IOException {
        Socket socket = new Socket(server.local().getAddress(), server.local().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static byte[] request(int command, String address, int port) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {5, (byte) command, 0, 1});
        out.write(InetAddress.getByName(address).getAddress());
        out.write(port >> 8);
        out.write(port);
        return out.toByteArray();
    }

    private static byte[] request(int command, InetSocketAddress to) throws IOException {
        return request(command, to.getAddress().getHostAddress(), to.getPort());
    }

    /** The status of the answer to a command (RFC 1928 section 6). */
    private static int status(InputStream in) throws IOException {
        byte[] head = exactly(in, 4);
        assertEquals(5, head[0]);
        exactly(in, (head[3] == 1 ? 4 : 16) + 2);
        return head[1];
    }

    private static byte[] exactly(InputStream in, int n) throws IOException {
        byte[] bytes = in.readNBytes(n);
        if (bytes.length < n) {
            throw new EOFException("the proxy ended after " + bytes.length + " of " + n + " bytes");
        }
        return bytes;
    }

    private static int greetAndAsk(Socket client, byte[] request) throws IOException {
        client.getOutputStream().write(NO_AUTH);
        assertArrayEquals(new byte[] {5, 0}, exactly(client.getInputStream(), 2));
        client.getOutputStream().write(request);
        return status(client.getInputStream());
    }

    private static byte[] bytes(int length) {
        byte[] b = new byte[length];
        new Random(length).nextBytes(b);
        return b;
    }

    @Test
    void bytesGoBothWaysOverMultipathTcp() throws Exception {
        serve(OPEN, Users.NONE);
        byte[] up = bytes(12 << 20);
        byte[] down = bytes(13 << 20);
        try (StreamListener listener = stacks.listen(); Socket client = through(listener)) {
            StreamSocket destination = TwoStacks.accept(listener);
            CompletableFuture<byte[]> received = TwoStacks.async(() -> TwoStacks.readAll(destination));
            CompletableFuture<Void> sent = TwoStacks.async(() -> {
                TwoStacks.write(destination, down);
                destination.shutdownOutput();
                return null;
            });
            CompletableFuture<byte[]> back = TwoStacks.async(() -> client.getInputStream().readAllBytes());
            client.getOutputStream().write(up);
            client.shutdownOutput();
            assertArrayEquals(up, received.get(30, TimeUnit.SECONDS));
            assertArrayEquals(down, back.get(30, TimeUnit.SECONDS));
            sent.get(30, TimeUnit.SECONDS);
            assertTrue(destination.awaitClosed(Duration.ofSeconds(20)), "both ended, in order");
            Statistics seen = server.statistics();
            assertEquals(List.of(1L, 1L, 1L, (long) up.length, (long) down.length), List.of(seen.accepted.sum(),
                    seen.connected.sum(), seen.multipath.sum(), seen.out.sum(), seen.in.sum()), seen::toString);
        }
    }

    @Test
    void oneDirectionEndsAndTheOtherGoesOn() throws Exception {
        serve(OPEN, Users.NONE);
        try (StreamListener listener = stacks.listen(); Socket client = through(listener);
                StreamSocket destination = TwoStacks.accept(listener)) {
            client.getOutputStream().write("question".getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            assertEquals("question", new String(TwoStacks.readAll(destination), StandardCharsets.US_ASCII));
            TwoStacks.write(destination, "answer".getBytes(StandardCharsets.US_ASCII));
            destination.shutdownOutput();
            assertEquals("answer", new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    /** A client that does not read holds up its sender; nothing piles up in the gateway, and nothing is lost. */
    @Test
    void aSlowReaderHoldsUpItsSender() throws Exception {
        serve(OPEN, Users.NONE);
        byte[] down = bytes(64 << 20);
        try (StreamListener listener = stacks.listen(); Socket client = through(listener)) {
            StreamSocket destination = TwoStacks.accept(listener);
            Thread sender = Thread.ofPlatform().daemon().start(() -> {
                try {
                    TwoStacks.write(destination, down);
                    destination.shutdownOutput();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            while (sender.getState() != Thread.State.WAITING && sender.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            assertArrayEquals(down, client.getInputStream().readAllBytes());
            sender.join(20_000);
            assertFalse(sender.isAlive());
            destination.close();
        }
    }

    @Test
    void whatAClientSendsBehindItsCommandIsNotLost() throws Exception {
        serve(OPEN, Users.NONE);
        try (StreamListener listener = stacks.listen(); Socket client = raw()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(NO_AUTH);
            all.write(request(1, listener.local()));
            all.write("early".getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().write(all.toByteArray());
            client.shutdownOutput();
            assertArrayEquals(new byte[] {5, 0}, exactly(client.getInputStream(), 2));
            assertEquals(0, status(client.getInputStream()));
            StreamSocket destination = TwoStacks.accept(listener);
            assertEquals("early", new String(TwoStacks.readAll(destination), StandardCharsets.US_ASCII));
            destination.close();
        }
    }

    @Test
    void aNameIsLookedUp() throws Exception {
        serve(OPEN, Users.NONE);
        try (StreamListener listener = stacks.listen(); Socket client = raw()) {
            byte[] name = TwoStacks.PEER.getBytes(StandardCharsets.US_ASCII); // a literal is a name, too
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.write(new byte[] {5, 1, 0, 3, (byte) name.length});
            request.write(name);
            request.write(listener.local().getPort() >> 8);
            request.write(listener.local().getPort());
            assertEquals(0, greetAndAsk(client, request.toByteArray()));
            TwoStacks.accept(listener).close();
        }
    }

    @Test
    void whatCannotBeReachedIsSaidWithItsReason() throws Exception {
        serve(new AccessRules(List.of(), List.of(Rule.of(false, "10.0.1.9"), Rule.of(false, "*:25"))), Users.NONE);
        int closed;
        try (StreamListener listener = stacks.listen()) {
            closed = listener.local().getPort();
        }
        try (Socket client = raw()) {
            assertEquals(5, greetAndAsk(client, request(1, TwoStacks.PEER, closed)), "refused");
            assertEquals(-1, client.getInputStream().read());
        }
        try (Socket client = raw()) {
            assertEquals(2, greetAndAsk(client, request(1, "10.0.1.9", 80)), "the first rule");
        }
        try (Socket client = raw()) {
            assertEquals(2, greetAndAsk(client, request(1, TwoStacks.PEER, 25)), "the second one");
        }
        for (int command : new int[] {2, 3}) {
            try (Socket client = raw()) {
                assertEquals(7, greetAndAsk(client, request(command, TwoStacks.PEER, 80)), "BIND, UDP ASSOCIATE");
            }
        }
        try (Socket client = raw()) {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.write(new byte[] {5, 1, 0, 4});
            request.write(InetAddress.getByName("2001:db8::1").getAddress());
            request.write(new byte[] {0, 80});
            assertEquals(8, greetAndAsk(client, request.toByteArray()), "no address of this family");
        }
        assertEquals(4, server.statistics().refused.sum());
        assertEquals(2, server.statistics().failed.sum());
    }

    @Test
    void aLoginIsAskedForWhereThereAreUsers() throws Exception {
        Path file = Files.writeString(folder.resolve("users"), "# who may\n\nalice:open sesame\nbob:b:b\n");
        serve(OPEN, Users.read(file));
        try (StreamListener listener = stacks.listen()) {
            for (String[] who : new String[][] {{"alice", "open sesame"}, {"bob", "b:b"}}) {
                try (Socket client = raw()) {
                    assertEquals(0, login(client, who[0], who[1]));
                    client.getOutputStream().write(request(1, listener.local()));
                    assertEquals(0, status(client.getInputStream()));
                    TwoStacks.accept(listener).close();
                }
            }
        }
        for (String[] who : new String[][] {{"alice", "open"}, {"alice", "open sesamE"}, {"eve", "b:b"}, {"eve", "x"}}) {
            try (Socket client = raw()) {
                assertTrue(login(client, who[0], who[1]) != 0, who[0]);
                assertEquals(-1, client.getInputStream().read());
            }
        }
        try (Socket client = raw()) {
            client.getOutputStream().write(NO_AUTH);
            assertArrayEquals(new byte[] {5, (byte) 0xff}, exactly(client.getInputStream(), 2), "not without a login");
            assertEquals(-1, client.getInputStream().read());
        }
    }

    private static int login(Socket client, String name, String password) throws IOException {
        client.getOutputStream().write(new byte[] {5, 2, 0, 2});
        assertArrayEquals(new byte[] {5, 2}, exactly(client.getInputStream(), 2));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(1);
        out.write(name.length());
        out.write(name.getBytes(StandardCharsets.US_ASCII));
        out.write(password.length());
        out.write(password.getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().write(out.toByteArray());
        byte[] answer = exactly(client.getInputStream(), 2);
        assertEquals(1, answer[0], "the version of the login, not of SOCKS");
        return answer[1];
    }

    @Test
    void whatIsNoSocksIsEnded() throws Exception {
        serve(OPEN, Users.NONE);
        for (String said : List.of("GET / HTTP/1.1\r\n\r\n", "\4\1\0\120\12\0\1\2\0", "\5\0")) {
            try (Socket client = raw()) {
                client.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
                int answer = endOrAnswer(client);
                assertTrue(answer == -1 || answer == 5, said);
            }
        }
        raw().close(); // says nothing, and goes
        Statistics s = server.statistics();
        while (s.accepted.sum() < 4 || s.refused.sum() + s.left.sum() < 4) {
            Thread.onSpinWait();
        }
        assertEquals("0 open; 4 accepted, 0 refused, 4 left, 0 connected (0 by MPTCP), 0 failed; 0 bytes out, 0 in", s.toString());
    }

    /** At once: each has its own bytes, and of none anything is left. */
    @Test
    @Tag("slow")
    void aThousandConnections() throws Exception {
        int many = 1000;
        serve(OPEN, Users.NONE, many, Duration.ofSeconds(60), Duration.ZERO);
        List<Socket> clients = new ArrayList<>();
        List<StreamSocket> destinations = new ArrayList<>();
        try (StreamListener listener = stacks.listen()) {
            for (int i = 0; i < many; i++) {
                Socket client = raw();
                clients.add(client);
                assertEquals(0, greetAndAsk(client, request(1, listener.local())));
                destinations.add(TwoStacks.accept(listener));
            }
            assertEquals(many, server.statistics().open.get());
            try (Socket oneTooMany = raw()) {
                assertEquals(-1, endOrAnswer(oneTooMany));
            }
            for (int i = 0; i < many; i++) {
                TwoStacks.write(destinations.get(i), new byte[] {(byte) i, (byte) (i >> 8)});
            }
            for (int i = many - 1; i >= 0; i--) {
                assertArrayEquals(new byte[] {(byte) i, (byte) (i >> 8)}, exactly(clients.get(i).getInputStream(), 2));
            }
            for (int i = 0; i < many; i++) {
                clients.get(i).close();
                assertEquals(0, TwoStacks.readAll(destinations.get(i)).length);
                destinations.get(i).close();
            }
            while (server.statistics().open.get() > 0) {
                Thread.onSpinWait();
            }
            assertEquals("0 open; 1001 accepted, 1 refused, 0 left, 1000 connected (1000 by MPTCP), 0 failed; 0 bytes out, 2000 in",
                    server.statistics().toString());
        }
    }

    private static int endOrAnswer(Socket client) throws IOException {
        try {
            return client.getInputStream().read();
        } catch (SocketException _) {
            return -1; // reset
        }
    }

    @Test
    void whoSaysNothingIsEnded() throws Exception {
        serve(OPEN, Users.NONE, 100, Duration.ofMillis(50), Duration.ZERO);
        try (Socket client = raw()) {
            assertEquals(-1, client.getInputStream().read());
        }
    }

    @Test
    void whatIsIdleIsEnded() throws Exception {
        serve(OPEN, Users.NONE, 100, Duration.ofSeconds(30), Duration.ofMillis(50));
        try (StreamListener listener = stacks.listen(); Socket client = raw()) {
            assertEquals(0, greetAndAsk(client, request(1, listener.local())));
            StreamSocket destination = TwoStacks.accept(listener);
            assertEquals(-1, endOrAnswer(client));
            assertThrows(StreamException.class, () -> TwoStacks.readAll(destination));
        }
    }

    @Test
    void oneTooManyIsNotLetIn() throws Exception {
        serve(OPEN, Users.NONE, 1, Duration.ofSeconds(30), Duration.ZERO);
        try (Socket first = raw()) {
            first.getOutputStream().write(NO_AUTH);
            exactly(first.getInputStream(), 2);
            try (Socket second = raw()) {
                assertEquals(-1, endOrAnswer(second));
            }
            assertEquals(1, server.statistics().refused.sum());
        }
    }

    @Test
    void aResetOfOneEndResetsTheOther() throws Exception {
        serve(OPEN, Users.NONE);
        try (StreamListener listener = stacks.listen()) {
            try (Socket client = through(listener)) {
                StreamSocket destination = TwoStacks.accept(listener);
                destination.abort();
                assertThrows(SocketException.class, () -> client.getInputStream().read());
            }
            StreamSocket destination;
            try (Socket client = through(listener)) {
                destination = TwoStacks.accept(listener);
                client.setSoLinger(true, 0);
            }
            assertThrows(StreamException.class, () -> TwoStacks.readAll(destination));
        }
    }

    @Test
    void rulesAreReadAsTheyStand() {
        InetSocketAddress web = new InetSocketAddress("10.1.2.3", 443);
        assertTrue(new AccessRules(List.of(), List.of()).admits(web));
        assertTrue(new AccessRules(List.of(), List.of(Rule.of(true, "10.0.0.0/8:443"))).admits(web));
        assertFalse(new AccessRules(List.of(), List.of(Rule.of(true, "10.0.0.0/8:80"))).admits(web), "a last 'allow'");
        assertTrue(new AccessRules(List.of(), List.of(Rule.of(false, "10.0.0.0/8:80"))).admits(web), "a last 'deny'");
        assertFalse(new AccessRules(List.of(), List.of(Rule.of(true, "10.1.2.4"), Rule.of(false, "*"))).admits(web));
        assertFalse(new AccessRules(List.of(), List.of(Rule.of(false, "10.1.2.0/23"), Rule.of(true, "*"))).admits(web));
        assertTrue(new AccessRules(List.of(), List.of(Rule.of(false, "10.1.4.0/23"), Rule.of(true, "*"))).admits(web));
        assertTrue(Rule.of(true, "[fd00::/8]:443").matches(new InetSocketAddress("fd12::1", 443)));
        assertFalse(Rule.of(true, "fd00::/8").matches(web));
        for (String wrong : List.of("10.0.0.0/33", "10.0.0.1:0", "10.0.0.1:70000", "example", "*:http", "")) {
            assertThrows(IllegalArgumentException.class, () -> Rule.of(true, wrong), wrong);
        }
        AccessRules lan = new AccessRules(List.of(AddressRange.of("192.168.1.0/24")), List.of());
        assertTrue(lan.admits(InetAddress.getLoopbackAddress()));
        assertTrue(lan.admits(new InetSocketAddress("192.168.1.200", 1).getAddress()));
        assertFalse(lan.admits(new InetSocketAddress("192.168.2.1", 1).getAddress()));
    }
}
