package mptcp.io.raw.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import mptcp.api.link.IpLink;

/**
 * {@code struct virtio_net_hdr} (virtio 1.2 section 5.1.6, legacy form), in the machine's byte order, which stands
 * before each packet of a TUN device with IFF_VNET_HDR or a packet socket with PACKET_VNET_HDR: how the packet is to be cut, and who adds the checksum.
 */
public final class VnetHeader {
    public static final int SIZE = 10;

    private static final int FLAGS = 0;
    private static final int GSO_TYPE = 1;
    private static final int HDR_LEN = 2;
    private static final int GSO_SIZE = 4;
    private static final int CSUM_START = 6;
    private static final int CSUM_OFFSET = 8;

    private static final int F_NEEDS_CSUM = 1;
    private static final int F_DATA_VALID = 2;
    private static final int GSO_NONE = 0;
    private static final int GSO_TCPV4 = 1;
    private static final int GSO_TCPV6 = 4;
    private static final int GSO_ECN = 0x80;

    private static final int IPV6_HEADER = 40;
    private static final int TCP_OFFSET_BYTE = 12;
    private static final int TCP_FLAGS_BYTE = 13;
    private static final int TCP_CWR = 0x80;
    private static final int TCP_CHECKSUM = 16;

    private VnetHeader() {}

    /**
     * Writes the header before a packet.
     *
     * @param packet offset of the IP header; this header goes in front of it and of the link header
     * @param linkHeader bytes between this header and the IP header
     * @param segmentSize 0, or the TCP payload of each wire segment
     * @throws IllegalArgumentException if a super-segment's checksum is not left to the kernel
     */
    public static void write(MemorySegment memory, long packet, int linkHeader, int length, int segmentSize, int checksumState) {
        long header = packet - linkHeader - SIZE;
        if (checksumState != IpLink.CHECKSUM_PARTIAL) {
            if (segmentSize != 0) {
                throw new IllegalArgumentException("a super-segment's checksum must be left to the link");
            }
            writeNone(memory, header);
            return;
        }
        boolean ipv4 = memory.get(JAVA_BYTE, packet) >> 4 == 4;
        int tcp = ipv4 ? (memory.get(JAVA_BYTE, packet) & 15) << 2 : IPV6_HEADER;
        int headers = tcp + ((memory.get(JAVA_BYTE, packet + tcp + TCP_OFFSET_BYTE) & 0xf0) >> 2);
        if (segmentSize == 0 || length - headers <= segmentSize) {
            set(memory, header, F_NEEDS_CSUM, GSO_NONE, 0, 0, linkHeader + tcp, TCP_CHECKSUM);
            return;
        }
        int type = ipv4 ? GSO_TCPV4 : GSO_TCPV6;
        if ((memory.get(JAVA_BYTE, packet + tcp + TCP_FLAGS_BYTE) & TCP_CWR) != 0) {
            type |= GSO_ECN; // CWR belongs on the first segment only
        }
        set(memory, header, F_NEEDS_CSUM, type, linkHeader + headers, segmentSize, linkHeader + tcp, TCP_CHECKSUM);
    }

    /** Writes one that asks for nothing. */
    public static void writeNone(MemorySegment memory, long header) {
        set(memory, header, 0, GSO_NONE, 0, 0, 0, 0);
    }

    private static void set(MemorySegment memory, long header, int flags, int type, int headers, int size, int start,
            int offset) {
        memory.set(JAVA_BYTE, header + FLAGS, (byte) flags);
        memory.set(JAVA_BYTE, header + GSO_TYPE, (byte) type);
        memory.set(JAVA_SHORT_UNALIGNED, header + HDR_LEN, (short) headers);
        memory.set(JAVA_SHORT_UNALIGNED, header + GSO_SIZE, (short) size);
        memory.set(JAVA_SHORT_UNALIGNED, header + CSUM_START, (short) start);
        memory.set(JAVA_SHORT_UNALIGNED, header + CSUM_OFFSET, (short) offset);
    }

    /** @return payload bytes per segment, or 0 for an ordinary packet */
    public static int segmentSize(MemorySegment memory, long header) {
        int type = memory.get(JAVA_BYTE, header + GSO_TYPE) & 0xff & ~GSO_ECN;
        return type == GSO_NONE ? 0 : memory.get(JAVA_SHORT_UNALIGNED, header + GSO_SIZE) & 0xffff;
    }

    /** @return one of the {@code CHECKSUM_} values of {@link IpLink} */
    public static int checksumState(MemorySegment memory, long header) {
        int flags = memory.get(JAVA_BYTE, header + FLAGS);
        if ((flags & F_NEEDS_CSUM) != 0) {
            return IpLink.CHECKSUM_PARTIAL;
        }
        return (flags & F_DATA_VALID) != 0 ? IpLink.CHECKSUM_VERIFIED : IpLink.CHECKSUM_FULL;
    }
}
