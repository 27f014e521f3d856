package mptcp.io.sim.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Some bits of a packet's addresses and ports, the same for both directions. */
public final class FlowBits {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int V6_HEADER = 40;
    private static final long MULTIPLIER = 0x9e37_79b9_7f4a_7c15L;

    private FlowBits() {}

    /** Of a TCP segment in an IP packet; of other packets any bits, the same for the same packet. */
    public static int of(MemorySegment m, long at, int length) {
        int first = m.get(ValueLayout.JAVA_BYTE, at) & 0xff;
        boolean v4 = first >>> 4 == 4;
        int header = v4 ? (first & 0xf) * 4 : V6_HEADER;
        if (length < header + 4) {
            return 0;
        }
        long addresses = v4 ? mix(m.get(INT, at + 12)) + mix(m.get(INT, at + 16))
                : mix(m.get(LONG, at + 8) ^ m.get(LONG, at + 16) * MULTIPLIER)
                        + mix(m.get(LONG, at + 24) ^ m.get(LONG, at + 32) * MULTIPLIER);
        int ports = m.get(INT, at + header);
        return (int) (mix(addresses + mix(ports >>> 16) + mix(ports & 0xffff)) >>> 33);
    }

    private static long mix(long x) {
        long h = (x ^ x >>> 31) * MULTIPLIER;
        return h ^ h >>> 29;
    }
}
