package mptcp.io.raw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Random;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.IpLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel cuts super-segments of ours and puts together its own, seen through a TCP made by hand. */
@Timeout(60)
final class SuperSegmentTest {
    private static final int KERNEL_PORT = 4000;
    private static final int OUR_PORT = 5000;
    private static final int SEGMENT = 1400;

    @ParameterizedTest
    @CsvSource({"10.9.0.1, 10.9.0.2", "fd09::1, fd09::2"})
    void superSegmentsGoBothWays(String kernelAddress, String ourAddress) throws IOException {
        InetAddress kernel = InetAddress.getByName(kernelAddress);
        InetAddress ours = InetAddress.getByName(ourAddress);
        try (TestNamespace namespace = new TestNamespace();
                Wire wire = new Wire(RawLinkOptions.create("tun0").namespace(namespace.name).superSegments(true)
                        .kernelAddresses(LinkAddress.of("10.9.0.1/24"), LinkAddress.of("fd09::1/64")));
                ServerSocketChannel server = namespace.inside(() -> ServerSocketChannel.open(
                        kernel.getAddress().length == 4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6)
                        .bind(new InetSocketAddress(kernel, KERNEL_PORT)))) {
            assertEquals(IpLink.CAP_TX_CHECKSUM | IpLink.CAP_TX_SUPER | IpLink.CAP_RX_SUPER,
                    wire.link.capabilities());
            wire.send(segment(ours, kernel, 1000, 0, Packets.SYN, new byte[0]), 0, IpLink.CHECKSUM_PARTIAL);
            byte[] synAck = Packets.content(wire.expect(p -> Packets.protocol(p) == Packets.TCP).bytes());
            assertEquals(1001, Packets.get32(synAck, 8));
            int ack = Packets.get32(synAck, 4) + 1;
            wire.send(segment(ours, kernel, 1001, ack, Packets.ACK, new byte[0]), 0, IpLink.CHECKSUM_PARTIAL);
            try (SocketChannel connection = server.accept()) {
                sendSuperSegment(wire, connection, ours, kernel, ack);
                receiveSuperSegment(wire, connection);
            }
        }
    }

    /** What was asked of a device that stays is not what the next one gets who opens it. */
    @Test
    void aDeviceThatHadSuperSegmentsIsOpenedWithoutThem() throws IOException {
        InetAddress kernel = InetAddress.getByName("10.9.0.1");
        InetAddress ours = InetAddress.getByName("10.9.0.2");
        try (TestNamespace namespace = new TestNamespace()) {
            namespace.ip("tuntap", "add", "dev", "tun0", "mode", "tun");
            namespace.ip("addr", "add", "10.9.0.1/24", "dev", "tun0");
            RawLinkOptions device = RawLinkOptions.attach("tun0").namespace(namespace.name);
            new Wire(device.superSegments(true)).close();
            try (Wire wire = new Wire(device);
                    ServerSocketChannel _ = namespace.inside(() -> ServerSocketChannel.open(StandardProtocolFamily.INET)
                            .bind(new InetSocketAddress(kernel, KERNEL_PORT)))) {
                wire.send(Packets.tcp(ours, OUR_PORT, kernel, KERNEL_PORT, 1000, 0, Packets.SYN, new byte[0], false));
                byte[] synAck = wire.expect(p -> Packets.protocol(p) == Packets.TCP).bytes();
                assertTrue(Packets.isTcpChecksumRight(synAck), "the kernel added the checksum");
            }
        }
    }

    private static void sendSuperSegment(Wire wire, SocketChannel connection, InetAddress ours, InetAddress kernel,
            int ack) throws IOException {
        byte[] data = new byte[20_000];
        new Random(1).nextBytes(data);
        byte[] packet = segment(ours, kernel, 1001, ack, Packets.ACK | Packets.PSH, data);
        assertThrows(IllegalArgumentException.class, () -> wire.send(packet, SEGMENT, IpLink.CHECKSUM_FULL));
        wire.send(packet, SEGMENT, IpLink.CHECKSUM_PARTIAL);
        ByteBuffer buffer = ByteBuffer.allocate(data.length);
        while (buffer.hasRemaining()) {
            assertTrue(connection.read(buffer) > 0, "the kernel closed");
        }
        assertArrayEquals(data, buffer.array());
    }

    private static void receiveSuperSegment(Wire wire, SocketChannel connection) throws IOException {
        byte[] data = new byte[5000];
        new Random(2).nextBytes(data);
        connection.write(ByteBuffer.wrap(data));
        Wire.Received got = wire.expect(
                p -> Packets.protocol(p) == Packets.TCP && Packets.content(p).length > 20 + data.length / 2);
        byte[] tcp = Packets.content(got.bytes());
        int header = (tcp[12] & 0xf0) >> 2;
        assertEquals(IpLink.CHECKSUM_PARTIAL, got.checksumState());
        assertTrue(got.segmentSize() > 0 && got.segmentSize() < tcp.length - header, "it is a super-segment");
        assertArrayEquals(Packets.slice(data, 0, tcp.length - header), Packets.slice(tcp, header, tcp.length - header));
    }

    private static byte[] segment(InetAddress from, InetAddress to, int seq, int ack, int flags, byte[] payload) {
        return Packets.tcp(from, OUR_PORT, to, KERNEL_PORT, seq, ack, flags, payload, true);
    }
}
