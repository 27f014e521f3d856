package mptcp.testkit.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a network card does for a stack: it cuts super-segments up and completes checksums. Every part has all options, the
 * sequence number of its first byte, and checksums of its own; FIN and PSH stand on the last, CWR on the first only (RFC 3168
 * section 6.1.2). Stateless.
 */
public final class Offload {
    private static final int SEQUENCE = 4;
    private static final int FLAGS = 13;

    private Offload() {}

    /**
     * Cuts a packet whose checksum field holds the sum of the pseudo-header, as the interface of links wants it.
     *
     * @param segmentSize payload bytes of each part but the last; 0 for a packet that stays whole
     * @throws IllegalStateException if the sum is not that of the pseudo-header
     */
    public static List<byte[]> cut(byte[] packet, int segmentSize) {
        int ip = RawPackets.headerLength(packet);
        int tcp = (packet[ip + 12] >> 4 & 0xf) * 4;
        int payload = packet.length - ip - tcp;
        requirePseudoHeader(packet, ip);
        int size = segmentSize == 0 ? payload : segmentSize;
        List<byte[]> parts = new ArrayList<>();
        int from = 0;
        do {
            int length = Math.min(size, payload - from);
            ByteBuffer b = ByteBuffer.allocate(ip + tcp + length);
            b.put(packet, 0, ip + tcp).put(packet, ip + tcp + from, length);
            b.putInt(ip + SEQUENCE, b.getInt(ip + SEQUENCE) + from);
            b.put(ip + FLAGS, (byte) (b.get(ip + FLAGS) & flags(from == 0, from + length == payload)));
            int counted = RawPackets.isIpv4(packet) ? ip + tcp + length : tcp + length;
            parts.add(RawPackets.resealed(RawPackets.ipLength(b.array(), counted)));
            from += length;
        } while (from < payload);
        return parts;
    }

    private static int flags(boolean first, boolean last) {
        return (first ? 0xff : ~TcpFlags.CWR) & (last ? 0xff : ~(TcpFlags.FIN | TcpFlags.PSH));
    }

    private static void requirePseudoHeader(byte[] packet, int ip) {
        int at = ip + PacketEncoder.TCP_CHECKSUM;
        int told = (packet[at] & 0xff) << 8 | packet[at + 1] & 0xff;
        int sum = RawPackets.pseudoHeaderSum(packet);
        if (told != sum) {
            throw new IllegalStateException(String.format(Locale.ROOT,
                    "a partial checksum of %04x, that of the pseudo-header is %04x", told, sum));
        }
    }
}
