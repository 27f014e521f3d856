package mptcp.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.embedded.StackBuilder;
import mptcp.io.sim.DirectLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Destinations of both families, by address and by name, and how their connections end. */
@Timeout(60)
final class SocksFamiliesTest {
    private static final int ADDRESS4 = 1;
    private static final int NAME = 3;
    private static final int ADDRESS6 = 4;

    private Stack gateway;
    private Stack peer;
    private SocksServer server;

    @BeforeEach
    void open() throws IOException {
        DirectLink.Pair pair = DirectLink.pair("link", "link", 1500);
        gateway = StackBuilder.named("gateway").link(pair.a(), "10.0.1.1/24", "fd00:1::1/64").open();
        peer = StackBuilder.named("peer").link(pair.b(), "10.0.1.2/24", "fd00:1::2/64").open();
        server = new SocksServer(gateway, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new AccessRules(List.of(), List.of()),
                Users.NONE, new SocksServer.Limits(100, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ZERO), null);
    }

    @AfterEach
    void close() {
        server.close();
        gateway.close();
        peer.close();
    }

    private StreamListener listen(String at) throws IOException {
        return peer.listen(new InetSocketAddress(InetAddress.ofLiteral(at), 0));
    }

    private static byte[] literal(String address) {
        return InetAddress.ofLiteral(address).getAddress();
    }

    private static byte[] name(String name) {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[text.length + 1];
        all[0] = (byte) text.length;
        System.arraycopy(text, 0, all, 1, text.length);
        return all;
    }

    /** A client whose command was sent. */
    private Socket ask(int type, byte[] destination, int port) throws IOException {
        Socket client = new Socket(server.local().getAddress(), server.local().getPort());
        client.setSoTimeout(20_000);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(new byte[] {5, 1, 0});
        request.write(new byte[] {5, 1, 0, (byte) type});
        request.write(destination);
        request.write(new byte[] {(byte) (port >> 8), (byte) port});
        client.getOutputStream().write(request.toByteArray());
        assertArrayEquals(new byte[] {5, 0}, client.getInputStream().readNBytes(2));
        return client;
    }

    /** @return the family of the address that the answer gives; 0: it was a failure */
    private static int answer(Socket client, int status) throws IOException {
        byte[] head = client.getInputStream().readNBytes(4);
        assertEquals(4, head.length);
        assertEquals(status, head[1]);
        client.getInputStream().readNBytes((head[3] == ADDRESS4 ? 4 : 16) + 2);
        return status == 0 ? head[3] : 0;
    }

    /** Before its time. */
    private static void end(Socket socket) throws IOException {
        socket.close();
    }

    private static byte[] bytes(int n) {
        byte[] b = new byte[n];
        new Random(n).nextBytes(b);
        return b;
    }

    /** First the client's direction ends, then the destination's. */
    private static void conversation(Socket client, StreamSocket destination) throws Exception {
        byte[] up = bytes(300_001);
        byte[] down = bytes(200_003);
        Thread sending = Thread.ofVirtual().start(() -> {
            try {
                client.getOutputStream().write(up);
                client.shutdownOutput();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertArrayEquals(up, TwoStacks.readAll(destination));
        sending.join();
        TwoStacks.write(destination, down);
        destination.shutdownOutput();
        assertArrayEquals(down, client.getInputStream().readAllBytes());
    }

    @Test
    void anAddressOfIpv6() throws Exception {
        try (StreamListener listener = listen("fd00:1::2"); Socket client = ask(ADDRESS6, literal("fd00:1::2"), listener.local().getPort())) {
            assertEquals(ADDRESS6, answer(client, 0));
            try (StreamSocket destination = TwoStacks.accept(listener)) {
                assertEquals(InetAddress.ofLiteral("fd00:1::1"), destination.remote().getAddress());
                conversation(client, destination);
            }
        }
    }

    @Test
    void literalsAsNames() throws Exception {
        for (String at : new String[] {"fd00:1::2", "10.0.1.2"}) {
            try (StreamListener listener = listen(at); Socket client = ask(NAME, name(at), listener.local().getPort())) {
                assertEquals(at.contains(":") ? ADDRESS6 : ADDRESS4, answer(client, 0));
                try (StreamSocket destination = TwoStacks.accept(listener)) {
                    conversation(client, destination);
                }
            }
        }
    }

    /** The destination's direction ends first, and the client's goes on. */
    @Test
    void theDestinationMayEndFirst() throws Exception {
        try (StreamListener listener = listen("fd00:1::2"); Socket client = ask(ADDRESS6, literal("fd00:1::2"), listener.local().getPort())) {
            answer(client, 0);
            try (StreamSocket destination = TwoStacks.accept(listener)) {
                destination.shutdownOutput();
                assertEquals(-1, client.getInputStream().read());
                byte[] late = bytes(100_000);
                client.getOutputStream().write(late);
                client.shutdownOutput();
                assertArrayEquals(late, TwoStacks.readAll(destination));
            }
        }
    }

    @Test
    void aClientsResetIsTheDestinations() throws Exception {
        try (StreamListener listener = listen("fd00:1::2"); Socket client = ask(ADDRESS6, literal("fd00:1::2"), listener.local().getPort())) {
            answer(client, 0);
            try (StreamSocket destination = TwoStacks.accept(listener)) {
                client.setSoLinger(true, 0);
                end(client);
                StreamException e = assertThrows(StreamException.class, () -> destination.inputStream().read());
                assertEquals(StreamException.Reason.RESET, e.reason());
            }
        }
    }

    @Test
    void namesThatAreNone() throws Exception {
        for (String name : new String[] {"no.such.host.invalid", "a name with blanks", "fd00:1::g"}) {
            try (Socket client = ask(NAME, name(name), 80)) {
                assertEquals(0, answer(client, 4), name); // host unreachable
                assertEquals(-1, client.getInputStream().read());
            }
        }
        assertTrue(server.statistics().failed.sum() >= 1);
    }
}
