package mptcp.core.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reads and writes fields in network byte order at any alignment. */
public final class Net {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Net() {}

    public static int u8(MemorySegment m, long at) {
        return m.get(ValueLayout.JAVA_BYTE, at) & 0xff;
    }

    public static int u16(MemorySegment m, long at) {
        return m.get(SHORT, at) & 0xffff;
    }

    public static int i32(MemorySegment m, long at) {
        return m.get(INT, at);
    }

    public static long u32(MemorySegment m, long at) {
        return m.get(INT, at) & 0xffff_ffffL;
    }

    public static long i64(MemorySegment m, long at) {
        return m.get(LONG, at);
    }

    /** Two numbers of 32 bits as one of 64. */
    static long pair(int high, int low) {
        return (long) high << 32 | low & 0xffff_ffffL;
    }

    public static void put8(MemorySegment m, long at, int value) {
        m.set(ValueLayout.JAVA_BYTE, at, (byte) value);
    }

    public static void put16(MemorySegment m, long at, int value) {
        m.set(SHORT, at, (short) value);
    }

    public static void put32(MemorySegment m, long at, int value) {
        m.set(INT, at, value);
    }

    public static void put64(MemorySegment m, long at, long value) {
        m.set(LONG, at, value);
    }
}
