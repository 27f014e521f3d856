package mptcp.core.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The Internet checksum (RFC 1071). Partial sums are folded 16-bit ones' complement sums of big-endian words; an odd
 * last byte counts as the high half of a word.
 */
public final class Checksum {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.nativeOrder());
    private static final boolean SWAP = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private Checksum() {}

    /** The folded sum of these bytes. */
    public static int sum(MemorySegment m, long offset, int length) {
        long total = 0;
        long at = offset;
        int left = length;
        // Ones' complement sums do not depend on the byte order of the words, so eight bytes are added at a time and the
        // result is swapped once (RFC 1071 section 2). The two halves keep the carries out of each other's way.
        while (left >= 8) {
            long word = m.get(LONG, at);
            total += (word & 0xffff_ffffL) + (word >>> 32);
            at += 8;
            left -= 8;
        }
        int folded = fold(total);
        if (SWAP) {
            folded = (folded & 0xff) << 8 | folded >>> 8;
        }
        long tail = folded;
        while (left >= 2) {
            tail += Net.u16(m, at);
            at += 2;
            left -= 2;
        }
        if (left > 0) {
            tail += Net.u8(m, at) << 8;
        }
        return fold(tail);
    }

    /** Adds two folded sums. */
    public static int add(int a, int b) {
        int sum = a + b;
        return (sum & 0xffff) + (sum >>> 16);
    }

    public static int add(int a, long value64) {
        return fold(a + (value64 >>> 48) + (value64 >>> 32 & 0xffff) + (value64 >>> 16 & 0xffff) + (value64 & 0xffff));
    }

    public static int fold(long sum) {
        long s = sum;
        while (s >>> 16 != 0) {
            s = (s & 0xffff) + (s >>> 16);
        }
        return (int) s;
    }

    /** The folded sum of a TCP pseudo-header (RFC 9293 section 3.1; RFC 8200 section 8.1) without its length. */
    public static int pseudo(long srcHi, long srcLo, long dstHi, long dstLo, int protocol) {
        // An IPv4 address is held as ::ffff:a.b.c.d; the 0xffff halves are a zero of the ones' complement sum.
        int sum = add(add(0, srcHi), srcLo);
        sum = add(add(sum, dstHi), dstLo);
        return add(sum, protocol);
    }
}
