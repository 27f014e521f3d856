package mptcp.io.raw;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.IpLink;
import mptcp.testkit.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets over a veth pair that this end shares with a kernel; the peer is another kernel. Root. */
@Timeout(60)
final class EthernetLinkTest {
    private static final byte[] GREETING = "over Ethernet".getBytes(StandardCharsets.US_ASCII);
    private static final int KERNEL_PORT = 4000;
    private static final int OUR_PORT = 5000;
    private static final long S = 1_000_000_000L;

    private TestSegment segment;

    @BeforeEach
    void makeSegment() throws IOException {
        segment = new TestSegment();
    }

    @AfterEach
    void removeSegment() throws IOException {
        if (segment != null) {
            segment.close();
        }
    }

    private EthernetOptions options() {
        return EthernetOptions.of("eth0", List.of(LinkAddress.of("10.9.0.77/24"), LinkAddress.of("fd09::4d/64")))
                .namespace(segment.stack.name);
    }

    private Wire open() throws IOException {
        return new Wire(RawLinkFactory.open(options()));
    }

    private DatagramChannel peerSocket(String address) throws IOException {
        InetAddress a = InetAddress.ofLiteral(address);
        return segment.peer.inside(() -> DatagramChannel.open(a.getAddress().length == 4
                ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6).bind(new InetSocketAddress(a, KERNEL_PORT)));
    }

    private static byte[] datagram(String from, String to) {
        return Packets.udp(InetAddress.ofLiteral(from), OUR_PORT, InetAddress.ofLiteral(to), KERNEL_PORT, GREETING);
    }

    private static void assertArrives(DatagramChannel socket, String from) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        try (Selector selector = Selector.open()) {
            socket.configureBlocking(false).register(selector, SelectionKey.OP_READ);
            assertEquals(1, selector.select(10_000), "nothing arrives");
        }
        assertEquals(new InetSocketAddress(InetAddress.ofLiteral(from), OUR_PORT), socket.receive(buffer));
        assertArrayEquals(GREETING, Arrays.copyOf(buffer.array(), buffer.position()));
    }

    /** The peer's kernel asks who has the address, and is answered. */
    @ParameterizedTest
    @CsvSource({"10.9.0.2, 10.9.0.77", "fd09::2, fd09::4d"})
    @Row(175)
    void theLinkAnswersForItsAddresses(String peer, String ours) throws IOException {
        try (Wire wire = open(); DatagramChannel socket = peerSocket(peer)) {
            segment.peer.ip("neigh", "flush", "dev", "eth0"); // whatever it was told when the link was opened
            socket.send(ByteBuffer.wrap(GREETING), new InetSocketAddress(InetAddress.ofLiteral(ours), OUR_PORT));
            Wire.Received got = wire.expect(p -> Packets.protocol(p) == Packets.UDP);
            assertArrayEquals(InetAddress.ofLiteral(ours).getAddress(), Packets.destination(got.bytes()));
            assertArrayEquals(GREETING, Packets.slice(Packets.content(got.bytes()), 8, GREETING.length));
        }
    }

    @Test
    void theKernelIsAMemberOfTheGroupsInWhichTheAddressesAreAskedFor() throws IOException {
        String group = "ff02::1:ff00:4d";
        assertFalse(segment.stack.output("maddr", "show", "dev", "eth0").contains(group));
        try (Wire _ = open()) {
            assertTrue(segment.stack.output("maddr", "show", "dev", "eth0").contains(group));
        }
        assertFalse(segment.stack.output("maddr", "show", "dev", "eth0").contains(group));
    }

    /** What is sent first waits until the peer's kernel has said where it is. */
    @ParameterizedTest
    @CsvSource({"10.9.0.2, 10.9.0.77", "fd09::2, fd09::4d"})
    @Row(175)
    void theLinkAsksWhereItsNeighboursAre(String peer, String ours) throws IOException {
        try (Wire wire = open(); DatagramChannel socket = peerSocket(peer)) {
            wire.send(datagram(ours, peer));
            assertEquals(0, wire.link.statistics().txDropped());
            long before = wire.link.statistics().txPackets();
            pollUntil(wire, () -> wire.link.statistics().txPackets() > before);
            assertArrives(socket, ours);
        }
    }

    @ParameterizedTest
    @CsvSource({"10.9.0.99/24, 10.9.0.77", "fd09::99/64, fd09::4d"})
    @Row(175)
    void aNeighbourThatDoesNotAnswerIsGivenUpAndFoundWhenItComes(String address, String ours) throws IOException {
        String peer = address.substring(0, address.indexOf('/'));
        try (Wire wire = open()) {
            IpLink link = wire.link;
            long now = System.nanoTime();
            link.flush(now);
            long before = link.statistics().txPackets();
            commit(link, datagram(ours, peer));
            for (int i = 0; i < 4; i++) {
                link.flush(now + i * S);
                assertEquals(Math.min(i + 1, 3), link.statistics().txPackets() - before, "requests");
                assertEquals(i < 3 ? now + (i + 1) * S : Long.MAX_VALUE, link.nextEventNs());
            }
            assertEquals(1, link.statistics().txDropped());

            segment.peer.ip("addr", "add", address, "dev", "eth0", "nodad");
            if (peer.contains(":")) {
                TestSegment.awaitIpv6(segment.peer, peer);
            }
            try (DatagramChannel socket = peerSocket(peer)) {
                wire.send(datagram(ours, peer));
                pollUntil(wire, () -> link.statistics().txPackets() - before == 5);
                assertArrives(socket, ours);
            }
            assertEquals(1, link.statistics().txDropped());
        }
    }

    @ParameterizedTest
    @CsvSource({"10.77.0.1, 10.77.0.0/16, 10.9.0.2, 10.9.0.77", "fd77::1, fd77::/32, fd09::2, fd09::4d"})
    @Row(177)
    void theKernelsRoutesSayWhichNeighbourAPacketGoesTo(String far, String prefix, String router, String ours)
            throws IOException {
        segment.peer.ip("addr", "add", far, "dev", "lo");
        if (far.contains(":")) {
            TestSegment.awaitIpv6(segment.peer, far);
        }
        try (Wire wire = open(); DatagramChannel socket = peerSocket(far)) {
            IpLink link = wire.link;
            commit(link, datagram(ours, far));
            assertEquals(1, link.statistics().txDropped(), "there is no route yet");
            segment.stack.ip("route", "add", prefix, "via", router, "dev", "eth0");
            link.flush(System.nanoTime());
            link.flush(System.nanoTime() + 2 * S);
            wire.send(datagram(ours, far));
            long before = link.statistics().txPackets();
            pollUntil(wire, () -> link.statistics().txPackets() > before);
            assertArrives(socket, ours);
            assertEquals(1, link.statistics().txDropped());
        }
    }

    @Test
    void aRouterThatWasToldTakesWhatIsFar() throws IOException {
        segment.peer.ip("addr", "add", "10.77.0.1", "dev", "lo");
        EthernetOptions options = options().routers(List.of(InetAddress.ofLiteral("10.9.0.2")));
        try (Wire wire = new Wire(RawLinkFactory.open(options)); DatagramChannel socket = peerSocket("10.77.0.1")) {
            wire.send(datagram("10.9.0.77", "10.77.0.1"));
            long before = wire.link.statistics().txPackets();
            pollUntil(wire, () -> wire.link.statistics().txPackets() > before);
            assertArrives(socket, "10.9.0.77");
        }
    }

    /** Where the kernel forwards what comes in at the card, a macvlan of it can be the stack's. */
    @Test
    void aMacvlanIsAnInterfaceLikeAnother() throws IOException {
        segment.stack.ip("link", "add", "link", "eth0", "name", "mac0", "type", "macvlan", "mode", "bridge");
        segment.stack.ip("link", "set", "mac0", "up");
        TestSegment.setting(segment.stack, "ipv4/conf/eth0/forwarding", "1");
        TestSegment.setting(segment.stack, "ipv4/conf/mac0/forwarding", "0");
        EthernetOptions options = EthernetOptions.of("mac0", List.of(LinkAddress.of("10.9.0.77/24")))
                .namespace(segment.stack.name);
        try (Wire wire = new Wire(RawLinkFactory.open(options)); DatagramChannel socket = peerSocket("10.9.0.2")) {
            wire.send(datagram("10.9.0.77", "10.9.0.2"));
            long before = wire.link.statistics().txPackets();
            pollUntil(wire, () -> wire.link.statistics().txPackets() > before);
            assertArrives(socket, "10.9.0.77");
            socket.send(ByteBuffer.wrap(GREETING), new InetSocketAddress(InetAddress.ofLiteral("10.9.0.77"), OUR_PORT));
            wire.expect(p -> Packets.protocol(p) == Packets.UDP);
        }
    }

    /** Malformed frames are counted; those with a tag of a virtual LAN, and for others, are not this link's. */
    @Test
    @Row(176)
    void badFramesAreCountedAndTaggedOnesIgnored() throws IOException {
        byte[] packet = Packets.udp(InetAddress.ofLiteral("10.9.0.2"), KERNEL_PORT, InetAddress.ofLiteral("10.9.0.77"),
                OUR_PORT, GREETING);
        byte[] tooLong = packet.clone();
        tooLong[2] = 0x40;
        byte[] toKernel = Packets.udp(InetAddress.ofLiteral("10.9.0.2"), KERNEL_PORT, InetAddress.ofLiteral("10.9.0.1"),
                OUR_PORT, GREETING);
        String to = segment.hardware(segment.stack);
        try (Wire wire = open()) {
            segment.frames(frame(to, "0806", HexFormat.of().parseHex("000108000708000102000000000a0a0900020000000000000a09004d")),
                    frame(to, "0800", tooLong), frame(to, "81000005" + "0800", packet), frame(to, "88b5", packet),
                    frame("02000000ffff", "0800", packet), frame(to, "0800", toKernel),
                    frame(to, "86dd", packet),
                    frame(to, "0800", Arrays.copyOf(packet, 46))); // filled up to the least that Ethernet has
            Wire.Received got = wire.expect(_ -> true);
            assertArrayEquals(packet, got.bytes());
            assertEquals(2, wire.link.statistics().rxDropped(), "the ARP packet and the one that claims to be longer");
            assertEquals(1, wire.link.statistics().rxPackets());
        }
    }

    private static byte[] frame(String to, String type, byte[] payload) {
        byte[] header = HexFormat.of().parseHex(to + "02000000000a" + type);
        return ByteBuffer.allocate(header.length + payload.length).put(header).put(payload).array();
    }

    /** The interface goes down under the link, and comes back. */
    @Test
    void theLinkOutlivesItsInterfaceBeingDown() throws IOException {
        try (Wire wire = open(); DatagramChannel socket = peerSocket("10.9.0.2")) {
            segment.stack.ip("link", "set", "eth0", "down");
            wire.waiter.await(1_000_000);
            wire.send(datagram("10.9.0.77", "10.9.0.2"));
            assertTrue(wire.link.statistics().txDropped() > 0);
            segment.stack.ip("link", "set", "eth0", "up");
            socket.send(ByteBuffer.wrap(GREETING), new InetSocketAddress(InetAddress.ofLiteral("10.9.0.77"), OUR_PORT));
            wire.expect(p -> Packets.protocol(p) == Packets.UDP); // its waiter still waits for it
        }
    }

    private static void commit(IpLink link, byte[] packet) {
        long offset = link.claim(packet.length);
        assertNotEquals(IpLink.NO_ROOM, offset);
        MemorySegment.copy(packet, 0, link.txMemory(), JAVA_BYTE, offset, packet.length);
        link.commit(offset, packet.length, 0, IpLink.CHECKSUM_FULL);
    }

    private interface Condition {
        boolean holds();
    }

    private static void pollUntil(Wire wire, Condition condition) {
        long deadline = System.nanoTime() + 20 * S;
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < deadline, () -> "it does not happen: " + wire.link.statistics());
            wire.waiter.await(10_000_000);
            wire.link.poll((_, _, _, _, _, _) -> {}, 64, System.nanoTime());
            wire.link.flush(System.nanoTime());
        }
    }
}
