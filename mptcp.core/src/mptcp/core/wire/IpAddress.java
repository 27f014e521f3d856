package mptcp.core.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** An address as two longs, an IPv4 one as {@code ::ffff:a.b.c.d}: what headers and tables work with. */
public record IpAddress(long hi, long lo) {
    public static final IpAddress ANY = new IpAddress(0, 0);

    private static final long MAPPED = 0xffff_0000_0000L;

    public static boolean isV4(long hi, long lo) {
        return hi == 0 && lo >>> 32 == 0xffff;
    }

    public static long v4(int address) {
        return MAPPED | address & 0xffff_ffffL;
    }

    /** Whether a segment may come from there: neither unspecified nor broadcast nor multicast (RFC 9293 MUST-63). */
    public static boolean unicast(long hi, long lo) {
        if (isV4(hi, lo)) {
            int first = (int) lo >>> 24;
            return first != 0 && first < 224;
        }
        return hi >>> 56 != 0xff && (hi | lo) != 0;
    }

    public boolean loopback() {
        return loopback(hi, lo);
    }

    /** Whether it means something on one link only (RFC 3927, RFC 4291 section 2.5.6). */
    public boolean linkLocal() {
        return isV4(hi, lo) ? (int) lo >>> 16 == 0xa9fe : hi >>> 54 == 0xfe80 >> 6;
    }

    /** Whether it is of this machine alone (RFC 1122 section 3.2.1.3 (g), RFC 4291 section 2.5.3). */
    public static boolean loopback(long hi, long lo) {
        return isV4(hi, lo) ? (int) lo >>> 24 == 127 : hi == 0 && lo == 1;
    }

    public static IpAddress of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == Integer.BYTES
                ? new IpAddress(0, v4(bytes.getInt()))
                : new IpAddress(bytes.getLong(), bytes.getLong());
    }

    public boolean v4() {
        return isV4(hi, lo);
    }

    public InetAddress inet() {
        return inet(hi, lo);
    }

    public static InetAddress inet(long hi, long lo) {
        byte[] bytes = isV4(hi, lo)
                ? ByteBuffer.allocate(Integer.BYTES).putInt((int) lo).array()
                : ByteBuffer.allocate(2 * Long.BYTES).putLong(hi).putLong(lo).array();
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of 4 or 16 bytes is always legal", e);
        }
    }

    /** Whether the first {@code bits} bits, counted within the family, agree. */
    public boolean sharesPrefix(IpAddress other, int bits) {
        if (v4() != other.v4()) {
            return false;
        }
        if (v4()) {
            return bits == 0 || (int) (lo ^ other.lo) >>> Integer.SIZE - bits == 0;
        }
        long high = bits == 0 ? 0 : (hi ^ other.hi) >>> Math.max(0, Long.SIZE - bits);
        long low = bits <= Long.SIZE ? 0 : (lo ^ other.lo) >>> 2 * Long.SIZE - bits;
        return high == 0 && low == 0;
    }

    @Override
    public String toString() {
        return inet().getHostAddress();
    }
}
