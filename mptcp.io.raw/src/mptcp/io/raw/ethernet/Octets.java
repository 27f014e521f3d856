package mptcp.io.raw.ethernet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Numbers in network byte order, at any offset. */
final class Octets {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final long INT_MASK = 0xffff_ffffL;

    private Octets() {}

    static int get8(MemorySegment m, long at) {
        return m.get(JAVA_BYTE, at) & 0xff;
    }

    static int get16(MemorySegment m, long at) {
        return m.get(SHORT, at) & 0xffff;
    }

    static int get32(MemorySegment m, long at) {
        return m.get(INT, at);
    }

    /** An Ethernet address, in the lower bits. */
    static long get48(MemorySegment m, long at) {
        return (long) get16(m, at) << Integer.SIZE | get32(m, at + Short.BYTES) & INT_MASK;
    }

    static long get64(MemorySegment m, long at) {
        return m.get(LONG, at);
    }

    static void put8(MemorySegment m, long at, int value) {
        m.set(JAVA_BYTE, at, (byte) value);
    }

    static void put16(MemorySegment m, long at, int value) {
        m.set(SHORT, at, (short) value);
    }

    static void put32(MemorySegment m, long at, int value) {
        m.set(INT, at, value);
    }

    static void put48(MemorySegment m, long at, long value) {
        put16(m, at, (int) (value >>> Integer.SIZE));
        put32(m, at + Short.BYTES, (int) value);
    }

    static void put64(MemorySegment m, long at, long value) {
        m.set(LONG, at, value);
    }
}
