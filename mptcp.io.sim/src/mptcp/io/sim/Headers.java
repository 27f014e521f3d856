package mptcp.io.sim;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** Where the headers of a packet end. No state; any thread. */
final class Headers {
    /** Where the checksum is in the header of TCP. */
    static final int CHECKSUM = 16;
    private static final int PROTOCOL_TCP = 6;
    private static final int IPV6_HEADER = 40;
    private static final int TCP_HEADER = 20;

    private Headers() {}

    /** How far the header of TCP is from the beginning of the packet; -1 if it is something else, or torn. */
    static int tcp(MemorySegment memory, long offset, int length) {
        if (length < IPV6_HEADER) { // the least of IPv4 and TCP, too
            return -1;
        }
        int first = memory.get(JAVA_BYTE, offset) & 0xff;
        boolean ipv6 = first >>> 4 == 6;
        int header = ipv6 ? IPV6_HEADER : (first & 0xf) << 2;
        boolean tcp = memory.get(JAVA_BYTE, offset + (ipv6 ? 6 : 9)) == PROTOCOL_TCP;
        return tcp && header + TCP_HEADER <= length ? header : -1;
    }

    /** Where the payload of a segment of TCP begins; the length, if it has none or is something else. */
    static int end(MemorySegment memory, long offset, int length) {
        int tcp = tcp(memory, offset, length);
        return tcp < 0 ? length : Math.min(length, tcp + ((memory.get(JAVA_BYTE, offset + tcp + 12) & 0xf0) >>> 2));
    }
}
