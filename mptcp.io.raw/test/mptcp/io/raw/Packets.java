package mptcp.io.raw;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Builds and reads whole IP packets, by the RFCs and independently of the stack. */
final class Packets {
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int SYN = 2;
    static final int PSH = 8;
    static final int ACK = 16;

    private Packets() {}

    static byte[] udp(InetAddress from, int fromPort, InetAddress to, int toPort, byte[] payload) {
        byte[] udp = ByteBuffer.allocate(8 + payload.length)
                .putShort((short) fromPort).putShort((short) toPort).putShort((short) (8 + payload.length))
                .putShort((short) 0).put(payload).array();
        return ip(from, to, UDP, put16(udp, 6, finish(sum(udp, pseudo(from, to, UDP, udp.length)))));
    }

    static byte[] echoRequest(InetAddress from, InetAddress to, byte[] payload) {
        byte[] icmp = ByteBuffer.allocate(8 + payload.length).put((byte) 8).put((byte) 0).putShort((short) 0)
                .putShort((short) 77).putShort((short) 1).put(payload).array();
        return ip(from, to, ICMP, put16(icmp, 2, finish(sum(icmp, 0))));
    }

    /** @param partial leaves in the checksum field what a link that adds checksums wants: the pseudo-header's sum */
    static byte[] tcp(InetAddress from, int fromPort, InetAddress to, int toPort, int seq, int ack, int flags,
            byte[] payload, boolean partial) {
        byte[] tcp = ByteBuffer.allocate(20 + payload.length)
                .putShort((short) fromPort).putShort((short) toPort).putInt(seq).putInt(ack)
                .put((byte) 0x50).put((byte) flags).putShort((short) 0xffff).putInt(0).put(payload).array();
        long pseudo = pseudo(from, to, TCP, tcp.length);
        return ip(from, to, TCP, put16(tcp, 16, partial ? fold(pseudo) : finish(sum(tcp, pseudo))));
    }

    static boolean isTcpChecksumRight(byte[] packet) throws UnknownHostException {
        byte[] tcp = content(packet);
        long pseudo = pseudo(InetAddress.getByAddress(source(packet)), InetAddress.getByAddress(destination(packet)), TCP, tcp.length);
        return fold(sum(tcp, pseudo)) == 0xffff;
    }

    private static byte[] ip(InetAddress from, InetAddress to, int protocol, byte[] payload) {
        if (from instanceof Inet4Address) {
            byte[] packet = ByteBuffer.allocate(20 + payload.length)
                    .put((byte) 0x45).put((byte) 0).putShort((short) (20 + payload.length)).putInt(0)
                    .put((byte) 64).put((byte) protocol).putShort((short) 0)
                    .put(from.getAddress()).put(to.getAddress()).put(payload).array();
            byte[] header = java.util.Arrays.copyOf(packet, 20);
            return put16(packet, 10, finish(sum(header, 0)));
        }
        return ByteBuffer.allocate(40 + payload.length)
                .putInt(0x60000000).putShort((short) payload.length).put((byte) protocol).put((byte) 64)
                .put(from.getAddress()).put(to.getAddress()).put(payload).array();
    }

    static int protocol(byte[] packet) {
        return packet[isV4(packet) ? 9 : 6] & 0xff;
    }

    static byte[] source(byte[] packet) {
        return isV4(packet) ? slice(packet, 12, 4) : slice(packet, 8, 16);
    }

    static byte[] destination(byte[] packet) {
        return isV4(packet) ? slice(packet, 16, 4) : slice(packet, 24, 16);
    }

    /** What the IP header carries. */
    static byte[] content(byte[] packet) {
        int header = headerLength(packet);
        return slice(packet, header, packet.length - header);
    }

    static int headerLength(byte[] packet) {
        return isV4(packet) ? (packet[0] & 15) * 4 : 40;
    }

    static int get16(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getShort(at) & 0xffff;
    }

    static int get32(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getInt(at);
    }

    static byte[] slice(byte[] bytes, int at, int length) {
        return java.util.Arrays.copyOfRange(bytes, at, at + length);
    }

    private static boolean isV4(byte[] packet) {
        return packet[0] >> 4 == 4;
    }

    private static byte[] put16(byte[] bytes, int at, int value) {
        ByteBuffer.wrap(bytes).putShort(at, (short) value);
        return bytes;
    }

    private static long pseudo(InetAddress from, InetAddress to, int protocol, int length) {
        return sum(to.getAddress(), sum(from.getAddress(), protocol + length));
    }

    /** RFC 1071. */
    private static long sum(byte[] bytes, long start) {
        long sum = start;
        for (int i = 0; i < bytes.length; i++) {
            sum += (long) (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    private static int fold(long sum) {
        long s = sum;
        while (s >> 16 != 0) {
            s = (s & 0xffff) + (s >> 16);
        }
        return (int) s;
    }

    private static int finish(long sum) {
        return ~fold(sum) & 0xffff;
    }
}
