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
    private static final long LOW = 0xffff_ffffL;
    /** From so many words on a loop of vectors is the faster one. */
    private static final int MANY = 16;
    private static final boolean SWAP = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private Checksum() {}

    /** The folded sum of these bytes. */
    public static int sum(MemorySegment m, long offset, int length) {
        int words = length >>> 3;
        int folded = fold(words < MANY ? few(m, offset, words) : many(m, offset, words));
        if (SWAP) {
            folded = (folded & 0xff) << 8 | folded >>> 8;
        }
        long tail = folded;
        long at = offset + 8L * words;
        int left = length & 7;
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

    // Ones' complement sums do not depend on the byte order of the words, so eight bytes are added at a time and the
    // result is swapped once (RFC 1071 section 2). The two halves keep the carries out of each other's way.

    /** Of a header: the machine's way into a loop of vectors would cost more than the loop. */
    private static long few(MemorySegment m, long offset, int words) {
        long total = 0;
        long at = offset;
        for (int left = words; left > 0; left--, at += 8) {
            long word = m.get(LONG, at);
            total += (word & LOW) + (word >>> 32);
        }
        return total;
    }

    /** In the shape that the compiler makes a loop of vectors of: counted by an int, addresses linear in it, no unrolling by hand. */
    private static long many(MemorySegment m, long offset, int words) {
        long low = 0;
        long high = 0;
        for (int i = 0; i < words; i++) {
            long word = m.get(LONG, offset + 8L * i);
            low += word & LOW;
            high += word >>> 32;
        }
        return low + high;
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
