package mptcp.testkit.wire;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** ICMP (RFC 792, RFC 1191) and ICMPv6 (RFC 4443) errors that quote a packet. Stateless. */
public final class IcmpPackets {
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int HOP_LIMIT = 64;
    private static final int MAX_IPV6_ERROR = 1280;
    /** What an IPv4 router quotes at least: the IP header and 64 bits (RFC 792). */
    private static final int IPV4_QUOTE = 20 + 8;

    private IcmpPackets() {}

    /**
     * Destination unreachable: type 3 of ICMP, 1 of ICMPv6.
     *
     * @param router who reports it; must be of the quoted packet's family
     * @param code of the family's table: for IPv4 0 net, 1 host, 2 protocol, 3 port; for IPv6 0 no route, 3 address,
     *     4 port
     */
    public static byte[] unreachable(InetAddress router, byte[] quoted, int code) {
        return isIpv4(quoted) ? icmp(router, quoted, 3, code, 0) : icmpv6(router, quoted, 1, code, 0);
    }

    /** Fragmentation needed (type 3, code 4, RFC 1191) or packet too big (type 2, RFC 4443 section 3.2). */
    public static byte[] tooBig(InetAddress router, byte[] quoted, int mtu) {
        return isIpv4(quoted) ? icmp(router, quoted, 3, 4, mtu) : icmpv6(router, quoted, 2, 0, mtu);
    }

    /** Time exceeded in transit: type 11 of ICMP, 3 of ICMPv6. */
    public static byte[] timeExceeded(InetAddress router, byte[] quoted) {
        return isIpv4(quoted) ? icmp(router, quoted, 11, 0, 0) : icmpv6(router, quoted, 3, 0, 0);
    }

    /** An error of any type and code, of the quoted packet's family. */
    public static byte[] message(InetAddress router, byte[] quoted, int type, int code) {
        return isIpv4(quoted) ? icmp(router, quoted, type, code, 0) : icmpv6(router, quoted, type, code, 0);
    }

    private static byte[] icmp(InetAddress router, byte[] quoted, int type, int code, int word) {
        byte[] quote = Arrays.copyOf(quoted, Math.min(quoted.length, IPV4_QUOTE));
        byte[] body = message(type, code, word, quote);
        PacketEncoder.putShort(body, 2, InternetChecksum.of(body));
        return PacketEncoder.ip(router.getAddress(), Arrays.copyOfRange(quoted, 12, 16), 0, HOP_LIMIT, ICMP, body);
    }

    private static byte[] icmpv6(InetAddress router, byte[] quoted, int type, int code, int word) {
        byte[] source = router.getAddress();
        byte[] destination = Arrays.copyOfRange(quoted, 8, 24);
        byte[] quote = Arrays.copyOf(quoted, Math.min(quoted.length, MAX_IPV6_ERROR - 48));
        byte[] body = message(type, code, word, quote);
        PacketEncoder.putShort(body, 2, InternetChecksum.of(
                InternetChecksum.pseudoHeader(source, destination, ICMPV6, body.length), body));
        return PacketEncoder.ip(source, destination, 0, HOP_LIMIT, ICMPV6, body);
    }

    private static byte[] message(int type, int code, int word, byte[] quote) {
        return ByteBuffer.allocate(8 + quote.length)
                .put((byte) type).put((byte) code).putShort((short) 0).putInt(word).put(quote).array();
    }

    private static boolean isIpv4(byte[] packet) {
        return (packet[0] & 0xf0) == 0x40;
    }
}
