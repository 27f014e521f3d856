package mptcp.attack;

import mptcp.testkit.wire.RawPackets;
import mptcp.testkit.wire.TcpOption;

/** Finished IPv4 packets with other octets in them, checksums made right. */
final class Patch {
    private static final int IP = 20;
    private static final int OPTIONS = 40;

    private Patch() {}

    private static byte[] u16(byte[] packet, int at, int value) {
        byte[] out = packet.clone();
        out[at] = (byte) (value >> 8);
        out[at + 1] = (byte) value;
        return RawPackets.resealed(out);
    }

    /** Another destination port. */
    static byte[] port(byte[] packet, int port) {
        return u16(packet, IP + 2, port);
    }

    /** Another source port. */
    static byte[] fromPort(byte[] packet, int port) {
        return u16(packet, IP, port);
    }

    static byte[] flags(byte[] packet, int flags) {
        byte[] out = packet.clone();
        out[IP + 13] = (byte) flags;
        return RawPackets.resealed(out);
    }

    /** Another source or destination address. */
    static byte[] address(byte[] packet, boolean source, byte[] address) {
        byte[] out = packet.clone();
        System.arraycopy(address, 0, out, source ? 12 : 16, 4);
        return RawPackets.resealed(out);
    }

    /** With every option of Multipath TCP made into padding, as a middlebox does that knows it not. */
    static byte[] stripped(byte[] packet) {
        byte[] out = packet.clone();
        boolean any = false;
        int end = IP + (out[IP + 12] >> 4 & 0xf) * 4;
        for (int at = OPTIONS; at < end && out[at] != 0;) {
            int length = out[at] == 1 ? 1 : out[at + 1] & 0xff;
            if ((out[at] & 0xff) == TcpOption.KIND_MPTCP) {
                java.util.Arrays.fill(out, at, at + length, (byte) 1);
                any = true;
            }
            at += length;
        }
        return any ? RawPackets.resealed(out) : packet;
    }
}
