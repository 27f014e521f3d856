package mptcp.io.sim.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The Internet checksum (RFC 1071). Sums are folded to 16 bits and not complemented. No state; any thread. */
public final class Checksums {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final boolean SWAP = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final long LOW = 0xffff_ffffL;

    private Checksums() {}

    /**
     * The sum of 16-bit words in network order; an odd last byte counts as the upper half of a word.
     *
     * <p>Words are added in the machine's order, eight bytes at a time: the one's complement sum does not depend on
     * the order of bytes but for one swap at the end (RFC 1071 section 2, B).
     */
    public static int sum(MemorySegment memory, long offset, int length) {
        long even = 0;
        long odd = 0;
        int i = 0;
        for (int end = length - 15; i < end; i += 16) {
            long a = memory.get(WORD, offset + i);
            long b = memory.get(WORD, offset + i + 8);
            even += (a & LOW) + (a >>> 32);
            odd += (b & LOW) + (b >>> 32);
        }
        int folded = fold(fold64(even) + fold64(odd));
        int bytes = SWAP ? swap(folded) : folded;
        return add(bytes, tail(memory, offset + i, length - i));
    }

    private static int tail(MemorySegment memory, long offset, int length) {
        int sum = 0;
        int i = 0;
        for (; i + 1 < length; i += 2) {
            sum += (memory.get(JAVA_BYTE, offset + i) & 0xff) << 8 | memory.get(JAVA_BYTE, offset + i + 1) & 0xff;
        }
        if (i < length) {
            sum += (memory.get(JAVA_BYTE, offset + i) & 0xff) << 8;
        }
        return fold(sum);
    }

    /** The one's complement sum of two folded sums. */
    public static int add(int a, int b) {
        return fold((long) a + b);
    }

    /**
     * The checksum field after one word of what it covers has changed (RFC 1624 equation 3); an error that was in the
     * packet stays in it.
     */
    public static int update(int checksum, int oldWord, int newWord) {
        int sum = add(~checksum & 0xffff, ~oldWord & 0xffff);
        return ~add(sum, newWord & 0xffff) & 0xffff;
    }

    /** The sum of the pseudo-header of TCP over the IP header at {@code ip} (RFC 9293 section 3.1). */
    public static int pseudoHeader(MemorySegment memory, long ip, boolean ipv6, int protocol, int tcpLength) {
        int addresses = ipv6 ? sum(memory, ip + 8, 32) : sum(memory, ip + 12, 8);
        return fold((long) addresses + protocol + (tcpLength >>> 16) + (tcpLength & 0xffff));
    }

    private static long fold64(long sum) {
        return (sum & LOW) + (sum >>> 32);
    }

    private static int fold(long sum) {
        long s = (sum & LOW) + (sum >>> 32);
        s = (s & 0xffff) + (s >>> 16);
        s = (s & 0xffff) + (s >>> 16);
        return (int) ((s & 0xffff) + (s >>> 16));
    }

    private static int swap(int sum) {
        return (sum & 0xff) << 8 | sum >>> 8;
    }
}
