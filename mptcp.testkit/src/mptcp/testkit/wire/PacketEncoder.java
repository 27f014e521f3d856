package mptcp.testkit.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes packets with correct lengths and checksums; {@link RawPackets} breaks them on purpose. Stateless. */
public final class PacketEncoder {
    static final int TCP = 6;
    static final int TCP_HEADER = 20;
    static final int TCP_CHECKSUM = 16;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MAX_OPTIONS = 40;

    private PacketEncoder() {}

    /**
     * @throws IllegalArgumentException if the options do not fit into a TCP header, or contain a wildcard
     */
    public static byte[] encode(TcpPacket packet) {
        byte[] source = packet.source().getAddress();
        byte[] destination = packet.destination().getAddress();
        byte[] segment = segment(packet);
        putShort(segment, TCP_CHECKSUM, InternetChecksum.tcp(source, destination, segment));
        return ip(source, destination, packet.trafficClass(), packet.hopLimit(), TCP, segment);
    }

    private static byte[] segment(TcpPacket packet) {
        byte[] options = OptionEncoder.encode(packet.options());
        options = Arrays.copyOf(options, (options.length + 3) / 4 * 4); // zeros: the end of the list and padding
        if (options.length > MAX_OPTIONS) {
            throw new IllegalArgumentException("options of " + options.length + " octets do not fit into a TCP header");
        }
        ByteBuffer out = ByteBuffer.allocate(TCP_HEADER + options.length + packet.payload().length);
        out.putShort((short) packet.sourcePort()).putShort((short) packet.destinationPort());
        out.putInt(packet.seq()).putInt(packet.ack());
        out.put((byte) ((TCP_HEADER + options.length) / 4 << 4 | packet.flags() >> 8)).put((byte) packet.flags());
        out.putShort((short) packet.window()).putShort((short) 0).putShort((short) packet.urgent());
        out.put(options).put(packet.payload());
        return out.array();
    }

    /** An IPv4 (RFC 791) or IPv6 (RFC 8200) packet, by the length of the addresses. */
    static byte[] ip(byte[] source, byte[] destination, int trafficClass, int hopLimit, int protocol, byte[] body) {
        if (source.length == 4) {
            ByteBuffer out = ByteBuffer.allocate(20 + body.length);
            out.put((byte) 0x45).put((byte) trafficClass).putShort((short) (20 + body.length));
            out.putShort((short) 0).putShort((short) DONT_FRAGMENT);
            out.put((byte) hopLimit).put((byte) protocol).putShort((short) 0);
            out.put(source).put(destination).put(body);
            return sealIpv4(out.array());
        }
        ByteBuffer out = ByteBuffer.allocate(40 + body.length);
        out.putInt(6 << 28 | trafficClass << 20).putShort((short) body.length);
        out.put((byte) protocol).put((byte) hopLimit).put(source).put(destination).put(body);
        return out.array();
    }

    /** Computes the header checksum of an IPv4 packet in place. */
    static byte[] sealIpv4(byte[] packet) {
        putShort(packet, 10, 0);
        putShort(packet, 10, InternetChecksum.of(Arrays.copyOf(packet, (packet[0] & 0xf) * 4)));
        return packet;
    }

    static void putShort(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >> 8);
        bytes[at + 1] = (byte) value;
    }
}
