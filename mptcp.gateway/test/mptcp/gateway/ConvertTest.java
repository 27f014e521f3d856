package mptcp.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import mptcp.api.socket.StreamSocket;
import mptcp.gateway.convert.ConvertError;
import mptcp.gateway.convert.ConvertMessage;
import mptcp.gateway.convert.ConvertTlv;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two gateways with RFC 8803 between them: a SOCKS client before the first, the kernel's TCP behind the second. */
@Timeout(60)
final class ConvertTest {
    private TwoStacks stacks;
    private ConvertServer converter;
    private InetAddress machine;

    @BeforeEach
    void open() throws IOException {
        machine = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(a -> a.getAddress().length == 4 && !a.isLoopbackAddress()).findFirst().orElse(null);
        Assumptions.assumeTrue(machine != null, "needs an address of this machine that is not loopback: converters go to no other");
        stacks = new TwoStacks();
        serve(new AccessRules(List.of(), List.of()), 100);
    }

    @AfterEach
    void close() {
        if (stacks != null) {
            converter.close();
            stacks.close();
        }
    }

    private static SocksServer.Limits limits(int connections) {
        return new SocksServer.Limits(connections, Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ZERO);
    }

    private void serve(AccessRules rules, int connections) throws IOException {
        if (converter != null) {
            converter.close();
        }
        converter = new ConvertServer(stacks.peer, new InetSocketAddress(TwoStacks.PEER, 0), rules, limits(connections));
    }

    private ServerSocket destination() throws IOException {
        return new ServerSocket(0, 5, machine);
    }

    private ConvertClient client() {
        return new ConvertClient(stacks.gateway, converter.local());
    }

    private static byte[] bytes(int length) {
        byte[] b = new byte[length];
        new Random(length).nextBytes(b);
        return b;
    }

    /** @return what came */
    private static byte[] answer(ServerSocket at, byte[] with) throws IOException {
        try (Socket s = at.accept()) {
            CompletableFuture<byte[]> received = TwoStacks.async(() -> s.getInputStream().readAllBytes());
            s.getOutputStream().write(with);
            s.shutdownOutput();
            return received.join();
        }
    }

    @Test
    void fromASocksClientToAServerBehindBoth() throws Exception {
        byte[] up = bytes(4 << 20);
        byte[] down = bytes(5 << 20);
        try (SocksServer proxy = new SocksServer(stacks.gateway, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new AccessRules(List.of(), List.of()), Users.NONE, limits(10), converter.local());
                ServerSocket destination = destination(); Socket client = new Socket(new Proxy(Proxy.Type.SOCKS, proxy.local()))) {
            client.connect(destination.getLocalSocketAddress());
            CompletableFuture<byte[]> arrived = TwoStacks.async(() -> answer(destination, down));
            CompletableFuture<byte[]> back = TwoStacks.async(() -> client.getInputStream().readAllBytes());
            client.getOutputStream().write(up);
            client.shutdownOutput();
            assertArrayEquals(up, arrived.join());
            assertArrayEquals(down, back.join());
            assertEquals(1, proxy.statistics().multipath.sum());
        }
        assertEquals(1, converter.statistics().connected.sum());
        assertEquals(1, converter.statistics().multipath.sum());
        assertEquals(up.length, converter.statistics().in.sum());
        assertEquals(down.length, converter.statistics().out.sum());
    }

    /** The first connection asks for a Fast Open cookie; with it the request of the second is on its SYN (0-RTT). */
    @Test
    void theRequestGoesOnTheSyn() throws Exception {
        try (ServerSocket destination = destination()) {
            for (int i = 0; i < 2; i++) {
                CompletableFuture<byte[]> arrived = TwoStacks.async(() -> answer(destination, bytes(100)));
                StreamSocket socket = client().connect((InetSocketAddress) destination.getLocalSocketAddress(), Duration.ofSeconds(20));
                TwoStacks.write(socket, bytes(50));
                socket.shutdownOutput();
                assertArrayEquals(bytes(100), TwoStacks.readAll(socket));
                assertArrayEquals(bytes(50), arrived.join());
                socket.close();
                assertEquals(i == 1, stacks.gateway.opensFast(null, converter.local(), mptcp.api.socket.SocketConfig.DEFAULT)
                        && fastOpens() > 0);
            }
        }
    }

    private long fastOpens() {
        return stacks.peer.inspector().counters().get("TcpExtTCPFastOpenPassive");
    }

    @Test
    void whatTheDestinationDoesIsSaid() throws Exception {
        InetSocketAddress nobody;
        try (ServerSocket closed = destination()) {
            nobody = (InetSocketAddress) closed.getLocalSocketAddress();
        }
        assertEquals(ConvertError.CONNECTION_RESET, assertThrows(ConvertClient.Refused.class,
                () -> client().connect(nobody, Duration.ofSeconds(20))).error());
        try (SocksServer proxy = new SocksServer(stacks.gateway, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new AccessRules(List.of(), List.of()), Users.NONE, limits(10), converter.local());
                Socket client = new Socket(new Proxy(Proxy.Type.SOCKS, proxy.local()))) {
            assertTrue(assertThrows(SocketException.class, () -> client.connect(nobody)).getMessage().contains("Connection refused"));
        }
        assertEquals(2, converter.statistics().failed.sum());
    }

    @Test
    void whoAndWhereToIsRuled() throws Exception {
        try (ServerSocket destination = destination()) {
            InetSocketAddress to = (InetSocketAddress) destination.getLocalSocketAddress();
            assertEquals(ConvertError.MALFORMED_MESSAGE, refusal(new InetSocketAddress(InetAddress.getLoopbackAddress(), to.getPort())));
            assertEquals(ConvertError.MALFORMED_MESSAGE, refusal(new InetSocketAddress("224.0.0.1", 80)));
            serve(new AccessRules(List.of(), List.of(Rule.of(false, machine.getHostAddress()))), 100);
            assertEquals(ConvertError.NOT_AUTHORIZED, refusal(to));
            serve(new AccessRules(List.of(), List.of()), 0);
            assertEquals(ConvertError.RESOURCE_EXCEEDED, refusal(to));
        }
        assertEquals(0, converter.statistics().open.get());
    }

    private ConvertError refusal(InetSocketAddress to) {
        return assertThrows(ConvertClient.Refused.class, () -> client().connect(to, Duration.ofSeconds(20))).error();
    }

    /** Another network than that of the links. */
    @Test
    void strangersAreNotServed() throws Exception {
        try (ServerSocket destination = destination()) {
            stacks.peer.removeAddress(InetAddress.getByName("10.0.2.2"));
            stacks.gateway.addAddress("link1", mptcp.api.address.LinkAddress.of("10.9.9.9/32"));
            StreamSocket stranger = stacks.gateway.connect(new InetSocketAddress("10.9.9.9", 0), converter.local(),
                    mptcp.api.socket.SocketConfig.DEFAULT, null);
            stranger.awaitConnected(Duration.ofSeconds(20));
            stranger.write(new ConvertMessage(new ConvertTlv.Connect((InetSocketAddress) destination.getLocalSocketAddress(),
                    ByteBuffer.allocate(0))).encode());
            assertEquals(ConvertMessage.of(ConvertError.NOT_AUTHORIZED), ConvertMessage.decode(ConvertStream.read(stranger)).tlvs()
                    .stream().map(t -> ConvertMessage.of(((ConvertTlv.Failure) t).error())).findFirst().orElseThrow());
            stranger.abort();
        }
        assertEquals(1, converter.statistics().refused.sum());
    }

    /** Bytes by hand. @return the answer, up to the end of the stream */
    private String ask(String hex) throws IOException {
        try (StreamSocket socket = stacks.gateway.connect(converter.local())) {
            socket.awaitConnected(Duration.ofSeconds(20));
            TwoStacks.write(socket, HexFormat.of().parseHex(hex));
            return HexFormat.of().formatHex(TwoStacks.readAll(socket));
        }
    }

    @Test
    void messagesByHand() throws Exception {
        assertEquals("01032263" + "15020000" + "1e000000", ask("01022263" + "01010000"), "Info");
        assertEquals("01022263" + "1e010001", ask("02012263"), "another version");
        assertEquals("01032263" + "1e020200" + "01012263", ask("01012263"), "neither Connect nor Info");
        assertEquals("01022263" + "1e01" + "211e", ask("01072263" + "0a060050" + "00000000000000000000ffff0a000001" + "1e020000"),
                "an option that the kernel's sockets do not take");
        assertEquals("01042263" + "1e030200" + "0102226302010000", ask("0102226302010000"), "an unknown TLV");
        assertEquals("01042263" + "1e030200" + "0102226300010000", ask("0102226300010000"), "the TLV that is reserved");
        assertEquals("01052263" + "1e040100" + "010322630101000001010000", ask("010322630101000001010000"), "a TLV twice");
        assertEquals("01032263" + "1e020100" + "47455420", ask("474554202f0d0a0d"), "no Convert message");
        for (String nobody : List.of("00000000000000000000ffffe0000001", "00000000000000000000ffffffffffff", "00000000000000000000ffff7f000001",
                "00000000000000000000000000000001", "00000000000000000000000000000000", "ff020000000000000000000000000001")) {
            String connect = "01062263" + "0a050050" + nobody;
            assertEquals("01082263" + "1e070100" + connect, ask(connect), "multicast, broadcast, loopback or unspecified");
        }
        assertEquals("connection reset", assertThrows(IOException.class, () -> ask("01002263")).getMessage().replaceFirst(".*reset.*", "connection reset"),
                "a message of no length");
        assertEquals(0, converter.statistics().open.get());
    }

    /** Section 7: what belongs to each connection by itself is no reason to refuse. */
    @Test
    void optionsThatAreIgnored() throws Exception {
        try (ServerSocket destination = destination()) {
            ByteBuffer options = ByteBuffer.wrap(HexFormat.of().parseHex("020405b4" + "030307" + "0502" + "01" + "0000"));
            try (StreamSocket socket = stacks.gateway.connect(converter.local())) {
                socket.awaitConnected(Duration.ofSeconds(20));
                socket.write(new ConvertMessage(new ConvertTlv.Connect((InetSocketAddress) destination.getLocalSocketAddress(), options)).encode());
                assertEquals(new ConvertMessage(), ConvertMessage.decode(ConvertStream.read(socket)));
            }
        }
    }
}
