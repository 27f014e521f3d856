package mptcp.core.buffer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Ones' complement sums of 16-bit words (RFC 1071): added up 32 bits at a time in the order of the machine, and brought
 * into network order at the end, which that arithmetic allows.
 */
final class OnesComplement {
    private static final boolean SWAP = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final long LOW = 0xffff_ffffL;

    private OnesComplement() {
    }

    /** The folded sum of len bytes as big-endian words, the last one padded with a zero byte: 0 to 0xffff. */
    static int sum(MemorySegment memory, long off, int len) {
        // In the shape that the compiler makes a loop of vectors of: no unrolling by hand.
        int words = len >>> 3;
        long low = 0;
        long high = 0;
        for (int i = 0; i < words; i++) {
            long word = memory.get(ValueLayout.JAVA_LONG_UNALIGNED, off + 8L * i);
            low += word & LOW;
            high += word >>> 32;
        }
        long a = low + high + tail(memory, off + 8L * words, len & 7);
        int folded = fold(fold(a));
        return SWAP ? swap(folded) : folded;
    }

    /** The last bytes, fewer than 8, in the order of the machine. */
    private static long tail(MemorySegment memory, long off, int len) {
        long sum = 0;
        long at = off;
        for (int pairs = len >> 1; pairs > 0; pairs--, at += 2) {
            sum += memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, at) & 0xffff;
        }
        if ((len & 1) != 0) {
            int last = memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
            sum += SWAP ? last : last << 8;
        }
        return sum;
    }

    /** 64 bits to 32 with the carries added. */
    private static int fold(long sum) {
        long once = (sum & LOW) + (sum >>> 32);
        return (int) ((once & LOW) + (once >>> 32));
    }

    /** 32 bits, unsigned, to 16 with the carries added. */
    static int fold(int sum) {
        int once = (sum & 0xffff) + (sum >>> 16);
        return (once & 0xffff) + (once >>> 16);
    }

    /** The sum of the same bytes one byte further on: RFC 1071 section 2 (B). */
    static int swap(int folded) {
        return (folded & 0xff) << 8 | folded >>> 8;
    }
}
