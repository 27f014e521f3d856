package mptcp.io.raw.ethernet;

import java.lang.foreign.MemorySegment;

/**
 * Neighbour solicitations and advertisements (RFC 4861 sections 4.3 and 4.4), each in a whole IPv6 packet. Offsets are those
 * of the IPv6 header.
 */
final class NdpMessage {
    static final int SOLICITATION = 135;
    static final int ADVERTISEMENT = 136;
    /** Flags of an advertisement. */
    static final int SOLICITED = 0x4000_0000;
    static final int OVERRIDE = 0x2000_0000;
    /** What {@link #linkAddress} returns if there is none. */
    static final long NONE = -1;
    /** The longest that is written. */
    static final int MAX_SIZE = 72;
    /** Upper half of all solicited-node groups. */
    static final long GROUP_HIGH = 0xff02L << 48;

    private static final long GROUP_LOW = 0x1_ff00_0000L;
    private static final long LOWER_24 = 0xff_ffffL;

    private static final int HEADER = 40;
    private static final int VERSION_6 = 0x6000_0000;
    private static final int PAYLOAD_LENGTH = 4;
    private static final int NEXT_HEADER = 6;
    private static final int HOP_LIMIT = 7;
    private static final int SOURCE = 8;
    private static final int DESTINATION = 24;
    private static final int ICMPV6 = 58;
    /** A router lowers it, so it comes from this link (RFC 4861 section 3.1). */
    private static final int ALL_HOPS = 255;

    private static final int TYPE = HEADER;
    private static final int CODE = HEADER + 1;
    private static final int CHECKSUM = HEADER + 2;
    private static final int FLAGS = HEADER + 4;
    private static final int TARGET = HEADER + 8;
    private static final int OPTIONS = HEADER + 24;
    private static final int SOURCE_OPTION = 1;
    private static final int TARGET_OPTION = 2;
    private static final int OPTION_UNIT = 8;

    private NdpMessage() {}

    /** Whether an IPv6 packet is a solicitation or advertisement by its type, valid or not. */
    static boolean isOne(MemorySegment m, long at, int length) {
        return length > TYPE && Octets.get8(m, at + NEXT_HEADER) == ICMPV6
                && (kind(m, at) == SOLICITATION || kind(m, at) == ADVERTISEMENT);
    }

    /** The rules of RFC 4861 sections 7.1.1 and 7.1.2; for what {@link #isOne}. */
    static boolean isValid(MemorySegment m, long at, int length) {
        if (length < OPTIONS) {
            return false;
        }
        int payload = Octets.get16(m, at + PAYLOAD_LENGTH);
        if (Octets.get8(m, at + HOP_LIMIT) != ALL_HOPS || Octets.get8(m, at + CODE) != 0
                || payload < OPTIONS - HEADER || HEADER + payload > length
                || sum(m, at, payload) != 0xffff || !optionsAreWhole(m, at)
                || IpAddress.isGroup(targetHigh(m, at), targetLow(m, at))) {
            return false;
        }
        if (kind(m, at) == ADVERTISEMENT) {
            return !isForGroup(m, at) || (flags(m, at) & SOLICITED) == 0;
        }
        return !isProbe(m, at) || Octets.get64(m, at + DESTINATION) == GROUP_HIGH && linkAddress(m, at) == NONE;
    }

    static int kind(MemorySegment m, long at) {
        return Octets.get8(m, at + TYPE);
    }

    /** Whether it comes from the unspecified address: somebody looks whether the target is free (RFC 4862). */
    static boolean isProbe(MemorySegment m, long at) {
        return IpAddress.isUnspecified(sourceHigh(m, at), sourceLow(m, at));
    }

    private static boolean isForGroup(MemorySegment m, long at) {
        return Octets.get8(m, at + DESTINATION) == 0xff;
    }

    static long sourceHigh(MemorySegment m, long at) {
        return Octets.get64(m, at + SOURCE);
    }

    static long sourceLow(MemorySegment m, long at) {
        return Octets.get64(m, at + SOURCE + Long.BYTES);
    }

    static long targetHigh(MemorySegment m, long at) {
        return Octets.get64(m, at + TARGET);
    }

    static long targetLow(MemorySegment m, long at) {
        return Octets.get64(m, at + TARGET + Long.BYTES);
    }

    static int flags(MemorySegment m, long at) {
        return Octets.get32(m, at + FLAGS);
    }

    /** The source's of a solicitation, the target's of an advertisement; or {@link #NONE}. Of a valid message. */
    static long linkAddress(MemorySegment m, long at) {
        int wanted = kind(m, at) == SOLICITATION ? SOURCE_OPTION : TARGET_OPTION;
        long end = end(m, at);
        for (long o = at + OPTIONS; o + OPTION_UNIT <= end; o += (long) Octets.get8(m, o + 1) * OPTION_UNIT) {
            if (Octets.get8(m, o) == wanted) {
                return Octets.get48(m, o + 2);
            }
        }
        return NONE;
    }

    private static boolean optionsAreWhole(MemorySegment m, long at) {
        long end = end(m, at);
        long o = at + OPTIONS;
        while (o + 1 < end) {
            int size = Octets.get8(m, o + 1) * OPTION_UNIT;
            if (size == 0) {
                return false;
            }
            o += size;
        }
        return o == end;
    }

    private static long end(MemorySegment m, long at) {
        return at + HEADER + Octets.get16(m, at + PAYLOAD_LENGTH);
    }

    /** Where who has this address listens (RFC 4291 section 2.7.1); the upper half is {@link #GROUP_HIGH}. */
    static long solicitedNodeLow(long low) {
        return GROUP_LOW | low & LOWER_24;
    }

    /**
     * Asks for the link-layer address of the target.
     *
     * @param multicast whether all hear it, or only who had the address last
     * @return bytes written
     */
    static int writeSolicitation(MemorySegment m, long at, long sourceHigh, long sourceLow, long targetHigh,
            long targetLow, boolean multicast, long hardware) {
        Octets.put64(m, at + DESTINATION, multicast ? GROUP_HIGH : targetHigh);
        Octets.put64(m, at + DESTINATION + Long.BYTES, multicast ? solicitedNodeLow(targetLow) : targetLow);
        return write(m, at, SOLICITATION, 0, sourceHigh, sourceLow, targetHigh, targetLow, hardware);
    }

    /**
     * Tells the link-layer address of the target, which is the source too.
     *
     * @return bytes written
     */
    static int writeAdvertisement(MemorySegment m, long at, long targetHigh, long targetLow, long destinationHigh,
            long destinationLow, int flags, long hardware) {
        Octets.put64(m, at + DESTINATION, destinationHigh);
        Octets.put64(m, at + DESTINATION + Long.BYTES, destinationLow);
        return write(m, at, ADVERTISEMENT, flags, targetHigh, targetLow, targetHigh, targetLow, hardware);
    }

    private static int write(MemorySegment m, long at, int kind, int flags, long sourceHigh, long sourceLow,
            long targetHigh, long targetLow, long hardware) {
        int payload = MAX_SIZE - HEADER;
        Octets.put32(m, at, VERSION_6);
        Octets.put16(m, at + PAYLOAD_LENGTH, payload);
        Octets.put8(m, at + NEXT_HEADER, ICMPV6);
        Octets.put8(m, at + HOP_LIMIT, ALL_HOPS);
        Octets.put64(m, at + SOURCE, sourceHigh);
        Octets.put64(m, at + SOURCE + Long.BYTES, sourceLow);
        Octets.put8(m, at + TYPE, kind);
        Octets.put8(m, at + CODE, 0);
        Octets.put16(m, at + CHECKSUM, 0);
        Octets.put32(m, at + FLAGS, flags);
        Octets.put64(m, at + TARGET, targetHigh);
        Octets.put64(m, at + TARGET + Long.BYTES, targetLow);
        Octets.put8(m, at + OPTIONS, kind == SOLICITATION ? SOURCE_OPTION : TARGET_OPTION);
        Octets.put8(m, at + OPTIONS + 1, 1);
        Octets.put48(m, at + OPTIONS + 2, hardware);
        Octets.put16(m, at + CHECKSUM, ~sum(m, at, payload));
        return MAX_SIZE;
    }

    /** The one's complement sum over pseudo-header and message (RFC 8200 section 8.1). */
    private static int sum(MemorySegment m, long at, int payload) {
        long sum = ICMPV6 + payload;
        for (int i = SOURCE; i < HEADER; i += 2) {
            sum += Octets.get16(m, at + i);
        }
        for (int i = 0; i + 1 < payload; i += 2) {
            sum += Octets.get16(m, at + HEADER + i);
        }
        if ((payload & 1) != 0) {
            sum += Octets.get8(m, at + HEADER + payload - 1) << Byte.SIZE;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }
}
