package mptcp.testkit.wire;

import java.nio.ByteBuffer;

/** The Internet checksum (RFC 1071) and the three places where it is used here. Stateless. */
public final class InternetChecksum {
    private static final int TCP = 6;

    private InternetChecksum() {}

    /** The complemented sum over the bytes, padded with a zero byte if their number is odd. */
    public static int of(byte[]... parts) {
        return ~sum(parts) & 0xffff;
    }

    /** The folded sum, not complemented: 0xffff over data that contains its own checksum. */
    static int sum(byte[]... parts) {
        long sum = 0;
        int position = 0;
        for (byte[] part : parts) {
            for (byte b : part) {
                sum += (position++ & 1) == 0 ? (b & 0xff) << 8 : b & 0xff;
            }
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) sum;
    }

    /** The checksum of a TCP segment whose checksum field is zero (RFC 9293 section 3.1, RFC 8200 section 8.1). */
    static int tcp(byte[] source, byte[] destination, byte[] segment) {
        return of(pseudoHeader(source, destination, TCP, segment.length), segment);
    }

    /** The pseudo-header of IPv4 (RFC 9293 section 3.1) or IPv6 (RFC 8200 section 8.1), by the addresses' length. */
    static byte[] pseudoHeader(byte[] source, byte[] destination, int protocol, int length) {
        ByteBuffer b = ByteBuffer.allocate(source.length == 4 ? 12 : 40);
        b.put(source).put(destination);
        if (source.length == 4) {
            b.put((byte) 0).put((byte) protocol).putShort((short) length);
        } else {
            b.putInt(length).putInt(protocol);
        }
        return b.array();
    }

    /**
     * The DSS checksum (RFC 8684 section 3.3.1): over the data and a pseudo-header of the 64-bit data sequence number,
     * the subflow sequence number, the data-level length and zeros.
     *
     * @param length the data-level length; one more than there are bytes of data if it covers a DATA_FIN
     */
    public static int dss(long dsn, int ssn, int length, byte[] data) {
        ByteBuffer pseudo = ByteBuffer.allocate(16);
        pseudo.putLong(dsn).putInt(ssn).putShort((short) length).putShort((short) 0);
        return of(pseudo.array(), data);
    }
}
