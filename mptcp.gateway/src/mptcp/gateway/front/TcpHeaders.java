package mptcp.gateway.front;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reads and writes addresses and ports in packets; checksums follow (RFC 1624). No state. */
final class TcpHeaders {
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int ACK = 16;
    private static final int TCP = 6;
    private static final int TCP_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int FRAGMENT = 0x3fff;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private TcpHeaders() {}

    /** Where the TCP header begins, behind {@code at}; -1: this is no whole TCP packet. Extension headers of IPv6 are not followed. */
    static int tcp(MemorySegment memory, long at, int length) {
        if (length < TCP_HEADER) {
            return -1;
        }
        int first = memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
        int header;
        if (first >>> 4 == 4) {
            header = (first & 15) * 4;
            if (header < 20 || memory.get(ValueLayout.JAVA_BYTE, at + 9) != TCP || (u16(memory, at + 6) & FRAGMENT) != 0) {
                return -1;
            }
        } else if (first >>> 4 == 6 && length >= IPV6_HEADER) {
            header = IPV6_HEADER;
            if (memory.get(ValueLayout.JAVA_BYTE, at + 6) != TCP) {
                return -1;
            }
        } else {
            return -1;
        }
        return length >= header + TCP_HEADER ? header : -1;
    }

    private static int u16(MemorySegment memory, long at) {
        return memory.get(SHORT, at) & 0xffff;
    }

    /** @param tcp what {@link #tcp} returned */
    static int flags(MemorySegment memory, long at, int tcp) {
        return memory.get(ValueLayout.JAVA_BYTE, at + tcp + 13) & 0xff;
    }

    static Endpoints endpoints(MemorySegment memory, long at, int tcp) {
        int from = u16(memory, at + tcp);
        int to = u16(memory, at + tcp + 2);
        if (tcp == IPV6_HEADER && memory.get(ValueLayout.JAVA_BYTE, at) >>> 4 == 6) {
            return new Endpoints(true, memory.get(LONG, at + 8), memory.get(LONG, at + 16), from, memory.get(LONG, at + 24),
                    memory.get(LONG, at + 32), to);
        }
        return new Endpoints(false, 0, memory.get(INT, at + 12) & 0xffff_ffffL, from, 0, memory.get(INT, at + 16) & 0xffff_ffffL, to);
    }

    /**
     * Replaces them, by others of the same family.
     *
     * @param whole whether the TCP checksum is complete; if not, nobody will look at it
     */
    static void replace(MemorySegment memory, long at, int tcp, Endpoints with, boolean whole) {
        int addresses = with.six() ? 8 : 12;
        int bytes = with.six() ? 32 : 8;
        int before = sum(memory, at + addresses, bytes);
        int portsBefore = sum(memory, at + tcp, 4);
        if (with.six()) {
            memory.set(LONG, at + 8, with.fromHi());
            memory.set(LONG, at + 16, with.fromLo());
            memory.set(LONG, at + 24, with.toHi());
            memory.set(LONG, at + 32, with.toLo());
        } else {
            memory.set(INT, at + 12, (int) with.fromLo());
            memory.set(INT, at + 16, (int) with.toLo());
        }
        memory.set(SHORT, at + tcp, (short) with.fromPort());
        memory.set(SHORT, at + tcp + 2, (short) with.toPort());
        int after = sum(memory, at + addresses, bytes);
        if (!with.six()) {
            update(memory, at + 10, before, after);
        }
        if (whole) {
            update(memory, at + tcp + 16, before + portsBefore, after + sum(memory, at + tcp, 4));
        }
    }

    private static int sum(MemorySegment memory, long at, int bytes) {
        int sum = 0;
        for (int i = 0; i < bytes; i += 2) {
            sum += u16(memory, at + i);
        }
        return sum;
    }

    /** The new checksum is ~(~old + ~before + after), in ones' complement (RFC 1624, equation 3). */
    private static void update(MemorySegment memory, long at, int before, int after) {
        memory.set(SHORT, at, (short) ~fold((~u16(memory, at) & 0xffff) + (~fold(before) & 0xffff) + after));
    }

    private static int fold(int sum) {
        int folded = (sum & 0xffff) + (sum >>> 16);
        return (folded & 0xffff) + (folded >>> 16);
    }
}
