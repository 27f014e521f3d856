package mptcp.testkit.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads what a stack sent, strictly: lengths that agree, checksums that are right, reserved bits that are zero, no
 * fragments, no IP options, no extension headers. Stateless.
 */
public final class PacketDecoder {
    private static final int MORE_OR_OFFSET = 0x3fff;

    private PacketDecoder() {}

    /** @throws MalformedPacketException that names the rule that the packet breaks */
    public static TcpPacket decode(byte[] packet) throws MalformedPacketException {
        require(packet.length > 0, "the packet is empty");
        return switch (packet[0] >> 4 & 0xf) {
            case 4 -> ipv4(packet);
            case 6 -> ipv6(packet);
            default -> throw new MalformedPacketException("the IP version is " + (packet[0] >> 4 & 0xf));
        };
    }

    private static TcpPacket ipv4(byte[] packet) throws MalformedPacketException {
        require(packet.length >= 20, "an IPv4 header needs 20 octets, there are " + packet.length);
        require((packet[0] & 0xf) == 5, "the IPv4 header length is not 5 words");
        require(u16(packet, 2) == packet.length,
                "the IPv4 total length is " + u16(packet, 2) + ", the packet has " + packet.length + " octets");
        require((u16(packet, 6) & MORE_OR_OFFSET) == 0, "the packet is a fragment");
        require(packet[9] == PacketEncoder.TCP, "the protocol is " + (packet[9] & 0xff) + ", not TCP");
        require(packet[8] != 0, "the time to live is 0");
        byte[] header = Arrays.copyOf(packet, 20);
        require(InternetChecksum.of(header) == 0, "the IPv4 header checksum is wrong");
        return tcp(Arrays.copyOfRange(packet, 12, 16), Arrays.copyOfRange(packet, 16, 20), packet[1] & 0xff,
                packet[8] & 0xff, Arrays.copyOfRange(packet, 20, packet.length));
    }

    private static TcpPacket ipv6(byte[] packet) throws MalformedPacketException {
        require(packet.length >= 40, "an IPv6 header needs 40 octets, there are " + packet.length);
        require(u16(packet, 4) == packet.length - 40, "the IPv6 payload length is " + u16(packet, 4)
                + ", the packet has " + (packet.length - 40) + " octets of payload");
        require(packet[6] == PacketEncoder.TCP, "the next header is " + (packet[6] & 0xff) + ", not TCP");
        require(packet[7] != 0, "the hop limit is 0");
        return tcp(Arrays.copyOfRange(packet, 8, 24), Arrays.copyOfRange(packet, 24, 40), u16(packet, 0) >> 4 & 0xff,
                packet[7] & 0xff, Arrays.copyOfRange(packet, 40, packet.length));
    }

    private static TcpPacket tcp(byte[] source, byte[] destination, int trafficClass, int hopLimit, byte[] segment)
            throws MalformedPacketException {
        require(segment.length >= 20, "a TCP header needs 20 octets, there are " + segment.length);
        int header = (segment[12] >> 4 & 0xf) * 4;
        require(header >= 20 && header <= segment.length, "the TCP data offset says " + header + " octets");
        require((segment[12] & 0xe) == 0, "reserved bits of the TCP header are not zero");
        int sum = InternetChecksum.sum(
                InternetChecksum.pseudoHeader(source, destination, PacketEncoder.TCP, segment.length), segment);
        require(sum == 0xffff, "the TCP checksum is wrong");
        ByteBuffer in = ByteBuffer.wrap(segment);
        return new TcpPacket(
                OptionDecoder.address(source),
                OptionDecoder.address(destination),
                trafficClass,
                hopLimit,
                u16(segment, 0),
                u16(segment, 2),
                in.getInt(4),
                in.getInt(8),
                segment[13] & 0xff | (segment[12] & 1) << 8,
                u16(segment, 14),
                u16(segment, 18),
                OptionDecoder.decode(Arrays.copyOfRange(segment, 20, header)),
                Arrays.copyOfRange(segment, header, segment.length));
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private static void require(boolean ok, String rule) throws MalformedPacketException {
        if (!ok) {
            throw new MalformedPacketException(rule);
        }
    }
}
