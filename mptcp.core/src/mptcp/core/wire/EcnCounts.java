package mptcp.core.wire;

import java.lang.foreign.MemorySegment;

/**
 * The AccECN option (RFC 9768 section 3.2.3): how many bytes came in packets of each kind, modulo 2^24. Filled again for each segment.
 */
public final class EcnCounts {
    /** With its padding. */
    public static final int SIZE = 12;

    private static final int FIELD = 3;
    private static final int HEAD = 2;
    private static final int MOST_FIELDS = 3;

    private boolean present;
    private long ect0;
    private long ce;
    private long ect1;

    void clear() {
        present = false;
        ect0 = -1;
        ce = -1;
        ect1 = -1;
    }

    void set(long bytesEct0, long bytesCe, long bytesEct1) {
        present = true;
        ect0 = bytesEct0;
        ce = bytesCe;
        ect1 = bytesEct1;
    }

    /** Fields at the end may be left out; an impossible length is no option. */
    void parse(MemorySegment m, long at, int size, boolean ect1First) {
        int fields = (size - HEAD) / FIELD;
        if (fields * FIELD != size - HEAD || fields > MOST_FIELDS) {
            return;
        }
        long first = fields > 0 ? field(m, at + HEAD) : -1;
        long third = fields > 2 ? field(m, at + HEAD + 2 * FIELD) : -1;
        set(ect1First ? third : first, fields > 1 ? field(m, at + HEAD + FIELD) : -1, ect1First ? first : third);
    }

    private static long field(MemorySegment m, long at) {
        return (long) Net.u8(m, at) << 16 | Net.u16(m, at + 1);
    }

    /** Writes all three, ECT(0) first, and one octet of padding. @return behind them */
    long write(MemorySegment m, long at) {
        Net.put16(m, at, TcpHeader.KIND_ECN_COUNTS_0 << 8 | HEAD + MOST_FIELDS * FIELD);
        put(m, at + HEAD, ect0);
        put(m, at + HEAD + FIELD, ce);
        put(m, at + HEAD + 2 * FIELD, ect1);
        Net.put8(m, at + SIZE - 1, TcpHeader.KIND_NOP);
        return at + SIZE;
    }

    private static void put(MemorySegment m, long at, long value) {
        Net.put8(m, at, (int) (value >>> 16) & 0xff);
        Net.put16(m, at + 1, (int) value & 0xffff);
    }

    public boolean present() {
        return present;
    }

    /** Bytes of payload that came marked as congested; -1: not told. */
    public long ce() {
        return ce;
    }

    /** The same with ECT(0). */
    public long ect0() {
        return ect0;
    }

    /** The same with ECT(1). */
    public long ect1() {
        return ect1;
    }
}
