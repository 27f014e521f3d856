package mptcp.io.raw.ethernet;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/** The header of an Ethernet II frame (RFC 894, RFC 2464). Addresses are the lower 48 bits of a {@code long}. */
final class EthernetHeader {
    static final int SIZE = 14;
    static final int TYPE_IPV4 = 0x0800;
    static final int TYPE_ARP = 0x0806;
    static final int TYPE_IPV6 = 0x86dd;
    static final long BROADCAST = 0xffff_ffff_ffffL;

    private static final int SOURCE = 6;
    private static final int TYPE = 12;
    private static final long GROUP_BIT = 0x0100_0000_0000L;
    private static final long IPV6_MULTICAST = 0x3333_0000_0000L;
    private static final long LOWER_32 = 0xffff_ffffL;

    private EthernetHeader() {}

    static void write(MemorySegment m, long at, long destination, long source, int type) {
        Octets.put48(m, at, destination);
        Octets.put48(m, at + SOURCE, source);
        Octets.put16(m, at + TYPE, type);
    }

    static int type(MemorySegment m, long at) {
        return Octets.get16(m, at + TYPE);
    }

    /** Whether it can be the address of one interface. */
    static boolean isUnicast(long address) {
        return address != 0 && (address & GROUP_BIT) == 0;
    }

    /** The address of an IPv6 multicast group (RFC 2464 section 7). @param low the lower half of the group */
    static long ipv6Multicast(long low) {
        return IPV6_MULTICAST | low & LOWER_32;
    }

    static String text(long address) {
        return HexFormat.ofDelimiter(":").formatHex(new byte[] {(byte) (address >> 40), (byte) (address >> 32),
            (byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address});
    }
}
