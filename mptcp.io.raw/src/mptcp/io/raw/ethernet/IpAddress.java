package mptcp.io.raw.ethernet;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** An address as two halves, IPv4 mapped into IPv6 (RFC 4291 section 2.5.5.2): both families in one table, no object. */
final class IpAddress {
    static final int BITS = 128;
    /** Of the bits of an IPv4 address, those before it. */
    static final int IPV4_PREFIX = 96;

    private static final long MAPPED = 0xffff_0000_0000L;
    private static final long LOWER_32 = 0xffff_ffffL;
    private static final int IPV4_BYTES = 4;
    private static final long LINK_LOCAL = 0xfe80L << 48;
    private static final long LINK_LOCAL_MASK = 0xffc0L << 48;

    private IpAddress() {}

    static long high(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == IPV4_BYTES ? 0 : ByteBuffer.wrap(bytes).getLong();
    }

    static long low(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == IPV4_BYTES ? mapped(ByteBuffer.wrap(bytes).getInt())
                : ByteBuffer.wrap(bytes).getLong(Long.BYTES);
    }

    /** The lower half of an IPv4 address; the upper is 0. */
    static long mapped(int ipv4) {
        return MAPPED | ipv4 & LOWER_32;
    }

    static boolean isIpv4(long high, long low) {
        return high == 0 && (low & ~LOWER_32) == MAPPED;
    }

    static boolean isUnspecified(long high, long low) {
        return high == 0 && (low == 0 || low == MAPPED);
    }

    /** Whether it is for groups or all, which nobody resolves to one neighbour. */
    static boolean isGroup(long high, long low) {
        if (isIpv4(high, low)) {
            return (int) low == -1 || (low & LOWER_32) >>> 28 == 14;
        }
        return high >>> 56 == 0xff;
    }

    static boolean isLinkLocalIpv6(long high) {
        return (high & LINK_LOCAL_MASK) == LINK_LOCAL;
    }

    /** Whether the first bits are the same. @param length 0 to 128; for IPv4, {@link #IPV4_PREFIX} more than usual */
    static boolean samePrefix(long high1, long low1, long high2, long low2, int length) {
        long highMask = length == 0 ? 0 : length >= Long.SIZE ? -1 : -1L << Long.SIZE - length;
        long lowMask = length <= Long.SIZE ? 0 : -1L << BITS - length;
        return ((high1 ^ high2) & highMask | (low1 ^ low2) & lowMask) == 0;
    }

    static String text(long high, long low) {
        try {
            byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
            return InetAddress.getByAddress(bytes).getHostAddress(); // a mapped one comes out as IPv4
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
