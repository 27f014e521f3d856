package mptcp.testkit.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Packets as no well-behaved stack sends them: made from the bytes of a well-formed one, which stay as they are. Each
 * method changes what it says and makes the rest consistent again. Stateless.
 */
public final class RawPackets {
    private static final int IPV6_FRAGMENT = 44;
    private static final int MORE_FRAGMENTS = 0x2000;

    private RawPackets() {}

    /** Turns bits of the TCP checksum over. */
    public static byte[] badTcpChecksum(byte[] packet) {
        byte[] out = packet.clone();
        int at = headerLength(packet) + PacketEncoder.TCP_CHECKSUM;
        out[at] ^= 0x55;
        return out;
    }

    /** Turns bits of the IPv4 header checksum over. */
    public static byte[] badIpChecksum(byte[] packet) {
        requireIpv4(packet);
        byte[] out = packet.clone();
        out[10] ^= 0x55;
        return out;
    }

    /** Writes another total length (IPv4) or payload length (IPv6) than the packet has; the checksum is made right. */
    public static byte[] ipLength(byte[] packet, int length) {
        byte[] out = packet.clone();
        PacketEncoder.putShort(out, isIpv4(packet) ? 2 : 4, length);
        return isIpv4(packet) ? PacketEncoder.sealIpv4(out) : out;
    }

    /** Writes another data offset, in words; the TCP checksum is made right. */
    public static byte[] dataOffset(byte[] packet, int words) {
        byte[] out = packet.clone();
        int at = headerLength(packet) + 12;
        out[at] = (byte) (words << 4 | out[at] & 0xf);
        return sealTcp(out);
    }

    /** The first octets only, with lengths as they were. */
    public static byte[] truncated(byte[] packet, int octets) {
        return Arrays.copyOf(packet, octets);
    }

    /** Puts options, a multiple of four octets, into the IPv4 header. */
    public static byte[] ipv4Options(byte[] packet, byte[] options) {
        requireIpv4(packet);
        int old = headerLength(packet);
        ByteBuffer out = ByteBuffer.allocate(packet.length + options.length);
        out.put(packet, 0, old).put(options).put(packet, old, packet.length - old);
        byte[] bytes = out.array();
        bytes[0] = (byte) (0x40 | (old + options.length) / 4);
        PacketEncoder.putShort(bytes, 2, bytes.length);
        return PacketEncoder.sealIpv4(bytes);
    }

    /**
     * Puts an extension header of zeros after the IPv6 header (RFC 8200 section 4).
     *
     * @param type its next-header number: 0 hop-by-hop, 60 destination options, 43 routing
     * @param octets its length, a multiple of eight
     */
    public static byte[] ipv6Extension(byte[] packet, int type, int octets) {
        byte[] header = new byte[octets];
        header[0] = packet[6];
        header[1] = (byte) (octets / 8 - 1);
        if (type != 43) {
            header[2] = 1; // PadN over the rest
            header[3] = (byte) (octets - 4);
        }
        return insertIpv6(packet, type, header);
    }

    private static byte[] insertIpv6(byte[] packet, int type, byte[] header) {
        ByteBuffer out = ByteBuffer.allocate(packet.length + header.length);
        out.put(packet, 0, 40).put(header).put(packet, 40, packet.length - 40);
        byte[] bytes = out.array();
        bytes[6] = (byte) type;
        PacketEncoder.putShort(bytes, 4, bytes.length - 40);
        return bytes;
    }

    /**
     * Cuts a packet into IP fragments (RFC 791; RFC 8200 section 4.5).
     *
     * @param size of the pieces, a multiple of eight
     */
    public static List<byte[]> fragments(byte[] packet, int size) {
        int header = headerLength(packet);
        List<byte[]> fragments = new ArrayList<>();
        for (int at = header; at < packet.length; at += size) {
            int length = Math.min(size, packet.length - at);
            boolean more = at + length < packet.length;
            ByteBuffer piece = ByteBuffer.allocate(header + length);
            piece.put(packet, 0, header).put(packet, at, length);
            fragments.add(isIpv4(packet)
                    ? ipv4Fragment(piece.array(), (at - header) / 8 | (more ? MORE_FRAGMENTS : 0))
                    : ipv6Fragment(piece.array(), at - header | (more ? 1 : 0)));
        }
        return fragments;
    }

    private static byte[] ipv4Fragment(byte[] piece, int flagsAndOffset) {
        PacketEncoder.putShort(piece, 2, piece.length);
        PacketEncoder.putShort(piece, 4, 0x4d50); // all pieces carry one identification
        PacketEncoder.putShort(piece, 6, flagsAndOffset);
        return PacketEncoder.sealIpv4(piece);
    }

    private static byte[] ipv6Fragment(byte[] piece, int offsetAndMore) {
        byte[] header = ByteBuffer.allocate(8)
                .put(piece[6]).put((byte) 0).putShort((short) offsetAndMore).putInt(0x4d50).array();
        return insertIpv6(piece, IPV6_FRAGMENT, header);
    }

    /** Another number in the upper four bits of the first octet. */
    public static byte[] version(byte[] packet, int version) {
        byte[] out = packet.clone();
        out[0] = (byte) (version << 4 | out[0] & 0xf);
        return out;
    }

    /** With both checksums made right, after its octets were changed. */
    public static byte[] resealed(byte[] packet) {
        byte[] out = packet.clone();
        return sealTcp(isIpv4(out) ? PacketEncoder.sealIpv4(out) : out);
    }

    private static byte[] sealTcp(byte[] packet) {
        int header = headerLength(packet);
        byte[] segment = Arrays.copyOfRange(packet, header, packet.length);
        PacketEncoder.putShort(segment, PacketEncoder.TCP_CHECKSUM, 0);
        int at = isIpv4(packet) ? 12 : 8;
        int width = isIpv4(packet) ? 4 : 16;
        int checksum = InternetChecksum.tcp(Arrays.copyOfRange(packet, at, at + width),
                Arrays.copyOfRange(packet, at + width, at + 2 * width), segment);
        PacketEncoder.putShort(packet, header + PacketEncoder.TCP_CHECKSUM, checksum);
        return packet;
    }

    /** The folded sum of the pseudo-header, not complemented. */
    static int pseudoHeaderSum(byte[] packet) {
        int at = isIpv4(packet) ? 12 : 8;
        int width = isIpv4(packet) ? 4 : 16;
        return InternetChecksum.sum(InternetChecksum.pseudoHeader(Arrays.copyOfRange(packet, at, at + width),
                Arrays.copyOfRange(packet, at + width, at + 2 * width), 6, packet.length - headerLength(packet)));
    }

    static int headerLength(byte[] packet) {
        return isIpv4(packet) ? (packet[0] & 0xf) * 4 : 40;
    }

    static boolean isIpv4(byte[] packet) {
        return (packet[0] & 0xf0) == 0x40;
    }

    private static void requireIpv4(byte[] packet) {
        if (!isIpv4(packet)) {
            throw new IllegalArgumentException("only IPv4 has this");
        }
    }
}
