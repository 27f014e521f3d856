package mptcp.socketagent;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Segments over IPv4, taken apart and made by hand. */
final class Packets {
    private static final int IP = 20;
    private static final int TCP = 20;
    private static final int PROTOCOL = 6;

    private Packets() {}

    /** The options of a segment, in hexadecimal digits. */
    static String options(byte[] packet) {
        return HexFormat.of().formatHex(packet, IP + TCP, IP + (packet[IP + 12] >> 4 & 0xf) * 4);
    }

    static int sequence(byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(IP + 4);
    }

    /** A SYN without options from 10.0.0.77 to 10.0.0.1. */
    static byte[] syn(int fromPort, int toPort) {
        ByteBuffer b = ByteBuffer.allocate(IP + TCP);
        b.putInt(0x45000000 | IP + TCP).putInt(0).putInt(64 << 24 | PROTOCOL << 16).putInt(0x0a00004d);
        b.putInt(0x0a000001);
        b.putShort((short) fromPort).putShort((short) toPort).putInt(1).putInt(0).putInt(0x50020000 | 0xffff).putInt(0);
        b.putShort(10, (short) ~sum(b.array(), 0, IP, 0));
        b.putShort(IP + 16, (short) ~sum(b.array(), 12, IP + TCP, PROTOCOL + TCP));
        return b.array();
    }

    /** Of 16-bit words, folded; the last octet may stand alone. */
    static int sum(byte[] bytes, int from, int to, int start) {
        long sum = start;
        for (int i = from; i < to; i += 2) {
            sum += (bytes[i] & 0xff) << 8 | (i + 1 < to ? bytes[i + 1] & 0xff : 0);
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) sum;
    }
}
