package mptcp.io.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.List;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.IpLink;
import mptcp.api.link.LinkStatistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets between a TUN link and the kernel of a namespace of its own. */
@Timeout(60)
final class TunLinkTest {
    private static final byte[] GREETING = "over the tunnel".getBytes(UTF_8);
    private static final int KERNEL_PORT = 4000;
    private static final int OUR_PORT = 5000;

    private TestNamespace namespace;

    @BeforeEach
    void makeNamespace() throws IOException {
        namespace = new TestNamespace();
    }

    @AfterEach
    void removeNamespace() throws IOException {
        if (namespace != null) {
            namespace.close();
        }
    }

    private RawLinkOptions tun0() {
        return RawLinkOptions.create("tun0").namespace(namespace.name)
                .kernelAddresses(LinkAddress.of("10.9.0.1/24"), LinkAddress.of("fd09::1/64"));
    }

    private DatagramChannel kernelSocket(InetAddress address) throws IOException {
        return namespace.inside(() -> {
            StandardProtocolFamily family =
                    address.getAddress().length == 4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
            return DatagramChannel.open(family).bind(new InetSocketAddress(address, KERNEL_PORT));
        });
    }

    @ParameterizedTest
    @CsvSource({"10.9.0.1, 10.9.0.2", "fd09::1, fd09::2"})
    void aDatagramOfTheKernelArrivesAsItIs(String kernel, String ours) throws IOException {
        InetAddress from = InetAddress.getByName(kernel);
        InetAddress to = InetAddress.getByName(ours);
        try (Wire wire = new Wire(tun0()); DatagramChannel socket = kernelSocket(from)) {
            socket.send(ByteBuffer.wrap(GREETING), new InetSocketAddress(to, OUR_PORT));
            Wire.Received got = wire.expect(p -> Packets.protocol(p) == Packets.UDP);
            byte[] expected = Packets.udp(from, KERNEL_PORT, to, OUR_PORT, GREETING);
            assertArrayEquals(from.getAddress(), Packets.source(got.bytes()));
            assertArrayEquals(to.getAddress(), Packets.destination(got.bytes()));
            assertArrayEquals(Packets.content(expected), Packets.content(got.bytes()));
            assertEquals(0, got.segmentSize());
            assertEquals(IpLink.CHECKSUM_FULL, got.checksumState());
        }
    }

    /** What the kernel answers comes by the queue that asked: it has learnt whose the addresses and ports are. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void queues(boolean superSegments) throws IOException {
        InetAddress kernel = InetAddress.getByName("10.9.0.1");
        InetAddress ours = InetAddress.getByName("10.9.0.2");
        IpLink link = RawLinkFactory.open(tun0().queues(3).superSegments(superSegments));
        List<IpLink> ends = link.queues(3);
        assertEquals(3, ends.size());
        assertEquals(link, ends.getFirst());
        try (Wire a = new Wire(ends.get(0)); Wire b = new Wire(ends.get(1)); Wire c = new Wire(ends.get(2));
                DatagramChannel socket = kernelSocket(kernel)) {
            List<Wire> wires = List.of(a, b, c);
            for (int i = 0; i < 12; i++) {
                Wire wire = wires.get(i % 3);
                int port = OUR_PORT + i;
                wire.send(Packets.udp(ours, port, kernel, KERNEL_PORT, GREETING));
                ByteBuffer buffer = ByteBuffer.allocate(100);
                assertEquals(new InetSocketAddress(ours, port), socket.receive(buffer));
                socket.send(buffer.flip(), new InetSocketAddress(ours, port));
                wire.expect(p -> Packets.protocol(p) == Packets.UDP);
            }
            assertEquals(12, link.statistics().txPackets());
            assertTrue(link.statistics().rxPackets() >= 12);
        }
    }

    /** Of one loop, or of another number: queues that nobody would serve are given back. */
    @Test
    void queuesOfOneLoop() throws IOException {
        InetAddress kernel = InetAddress.getByName("10.9.0.1");
        InetAddress ours = InetAddress.getByName("10.9.0.2");
        IpLink link = RawLinkFactory.open(tun0().queues(4));
        assertEquals(List.of(), link.queues(2));
        try (Wire wire = new Wire(link); DatagramChannel socket = kernelSocket(kernel)) {
            link.poll((_, _, _, _, _, _) -> { }, 1, 0);
            for (int i = 0; i < 12; i++) {
                socket.send(ByteBuffer.wrap(GREETING), new InetSocketAddress(ours, OUR_PORT + i));
                wire.expect(p -> Packets.protocol(p) == Packets.UDP);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"10.9.0.1, 10.9.0.2, false", "fd09::1, fd09::2, false", "10.9.0.1, 10.9.0.2, true",
            "fd09::1, fd09::2, true"})
    void aPacketWrittenReachesAKernelSocket(String kernel, String ours, boolean superSegments) throws IOException {
        InetAddress to = InetAddress.getByName(kernel);
        InetAddress from = InetAddress.getByName(ours);
        try (Wire wire = new Wire(tun0().superSegments(superSegments)); DatagramChannel socket = kernelSocket(to)) {
            wire.send(Packets.udp(from, OUR_PORT, to, KERNEL_PORT, GREETING));
            ByteBuffer buffer = ByteBuffer.allocate(100);
            assertEquals(new InetSocketAddress(from, OUR_PORT), socket.receive(buffer));
            assertArrayEquals(GREETING, Arrays.copyOf(buffer.array(), buffer.position()));
        }
    }

    @Test
    void theKernelAnswersAnEcho() throws IOException {
        InetAddress ours = InetAddress.getByName("10.9.0.2");
        InetAddress kernel = InetAddress.getByName("10.9.0.1");
        try (Wire wire = new Wire(tun0())) {
            byte[] request = Packets.echoRequest(ours, kernel, GREETING);
            wire.send(request);
            byte[] reply = wire.expect(p -> Packets.protocol(p) == Packets.ICMP).bytes();
            assertEquals(0, reply[20], "an echo reply");
            assertArrayEquals(GREETING, Packets.slice(reply, 28, GREETING.length));
            LinkStatistics statistics = wire.link.statistics();
            assertEquals(1, statistics.txPackets());
            assertEquals(request.length, statistics.txBytes());
            assertTrue(statistics.rxPackets() >= 1 && statistics.rxBytes() >= reply.length, statistics.toString());
            assertEquals(0, statistics.txDropped() + statistics.rxDropped());
        }
    }

    @Test
    void theMtuBoundsWhatGoesThrough() throws IOException {
        InetAddress kernel = InetAddress.getByName("10.9.0.1");
        InetAddress ours = InetAddress.getByName("10.9.0.2");
        try (Wire wire = new Wire(tun0().mtu(1400)); DatagramChannel socket = kernelSocket(kernel)) {
            assertEquals(1400, wire.link.mtu());
            socket.send(ByteBuffer.allocate(1400 - 28), new InetSocketAddress(ours, OUR_PORT));
            assertEquals(1400, wire.expect(p -> Packets.protocol(p) == Packets.UDP).bytes().length);
            socket.send(ByteBuffer.allocate(1400 - 27), new InetSocketAddress(ours, OUR_PORT));
            assertTrue(wire.expect(p -> Packets.protocol(p) == Packets.UDP).bytes().length < 1400, "a fragment");
            assertThrows(IllegalArgumentException.class, () -> wire.link.claim(1401));
        }
    }

    @Test
    void anExistingDeviceIsAttachedToAndStays() throws IOException {
        namespace.ip("tuntap", "add", "dev", "tun7", "mode", "tun");
        namespace.ip("link", "set", "tun7", "mtu", "1300");
        for (int i = 0; i < 2; i++) {
            try (Wire wire = new Wire(RawLinkOptions.attach("tun7").namespace(namespace.name))) {
                assertEquals("tun7", wire.link.name());
                assertEquals(1300, wire.link.mtu());
            }
        }
        namespace.ip("link", "show", "tun7");
    }

    @Test
    void theKernelMayChooseTheNumber() throws IOException {
        RawLinkOptions options = RawLinkOptions.create("mp%d").namespace(namespace.name);
        try (Wire first = new Wire(options); Wire second = new Wire(options)) {
            assertEquals("mp0", first.link.name());
            assertEquals("mp1", second.link.name());
        }
    }

    @Test
    void aDeletedDeviceCountsDropsAndHarmsNothing() throws IOException {
        namespace.ip("tuntap", "add", "dev", "tun7", "mode", "tun");
        try (Wire wire = new Wire(RawLinkOptions.attach("tun7").namespace(namespace.name))) {
            namespace.ip("link", "del", "tun7");
            InetAddress any = InetAddress.getByName("10.9.0.2");
            wire.send(Packets.udp(any, OUR_PORT, any, KERNEL_PORT, GREETING));
            assertEquals(1, wire.link.statistics().txDropped());
            assertEquals(0, wire.link.poll((_, _, _, _, _, _) -> { }, 64, 0));
        }
    }

    @Test
    void aDeviceThatIsDownDropsAndComesBack() throws IOException {
        InetAddress kernel = InetAddress.getByName("10.9.0.1");
        InetAddress ours = InetAddress.getByName("10.9.0.2");
        try (Wire wire = new Wire(tun0()); DatagramChannel socket = kernelSocket(kernel)) {
            namespace.ip("link", "set", "tun0", "down");
            wire.send(Packets.udp(ours, OUR_PORT, kernel, KERNEL_PORT, GREETING));
            assertEquals(1, wire.link.statistics().txDropped());
            namespace.ip("link", "set", "tun0", "up");
            wire.send(Packets.udp(ours, OUR_PORT, kernel, KERNEL_PORT, GREETING));
            socket.receive(ByteBuffer.allocate(100));
            assertEquals(1, wire.link.statistics().txPackets());
        }
    }
}
