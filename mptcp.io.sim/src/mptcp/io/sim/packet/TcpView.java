package mptcp.io.sim.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A reusable view of one TCP segment over IPv4 or IPv6 (without extension headers). The memory that {@link #parse} was
 * given must stay valid while the view is used. Setters keep the checksums as right, or as wrong, as they were (RFC
 * 1624); {@link #seal} makes them right. One thread.
 */
public final class TcpView {
    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int CWR = 0x80;

    public static final int OPTION_END = 0;
    public static final int OPTION_NOP = 1;
    public static final int OPTION_SACK = 5;
    public static final int OPTION_MPTCP = 30;

    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final int PROTOCOL_TCP = 6;
    private static final int TCP_MIN = 20;
    private static final int CHECKSUM = 16;
    private static final int IPV6_HEADER = 40;

    private MemorySegment memory;
    private long ip;
    private boolean ipv6;
    private int ipHeaderLength;
    private int tcpHeaderLength;
    private int totalLength;

    /**
     * Looks at one packet.
     *
     * @param length bytes that may be read
     * @return false, and the view must not be used, if it is not a whole, unfragmented TCP segment
     */
    public boolean parse(MemorySegment packetMemory, long offset, int length) {
        memory = packetMemory;
        ip = offset;
        if (length < 1) {
            return false;
        }
        int version = (memory.get(JAVA_BYTE, ip) & 0xff) >>> 4;
        boolean known = version == 4 ? parse4(length) : version == 6 && parse6(length);
        if (!known || totalLength > length || ipHeaderLength + TCP_MIN > totalLength) {
            return false;
        }
        tcpHeaderLength = (memory.get(JAVA_BYTE, tcp() + 12) & 0xf0) >>> 2;
        return tcpHeaderLength >= TCP_MIN && ipHeaderLength + tcpHeaderLength <= totalLength;
    }

    private boolean parse4(int length) {
        if (length < 20 || memory.get(JAVA_BYTE, ip + 9) != PROTOCOL_TCP
                || (memory.get(SHORT, ip + 6) & 0x3fff) != 0) {
            return false;
        }
        ipv6 = false;
        ipHeaderLength = (memory.get(JAVA_BYTE, ip) & 0x0f) << 2;
        int field = memory.get(SHORT, ip + 2) & 0xffff;
        totalLength = field == 0 ? length : field; // 0: a super-segment too long for the field
        return ipHeaderLength >= 20;
    }

    private boolean parse6(int length) {
        if (length < IPV6_HEADER || memory.get(JAVA_BYTE, ip + 6) != PROTOCOL_TCP) {
            return false;
        }
        ipv6 = true;
        ipHeaderLength = IPV6_HEADER;
        int field = memory.get(SHORT, ip + 4) & 0xffff;
        totalLength = field == 0 ? length : field + IPV6_HEADER;
        return true;
    }

    public MemorySegment memory() {
        return memory;
    }

    /** Where the IP header begins. */
    public long ip() {
        return ip;
    }

    public boolean ipv6() {
        return ipv6;
    }

    public int ipHeaderLength() {
        return ipHeaderLength;
    }

    /** Where the TCP header begins. */
    public long tcp() {
        return ip + ipHeaderLength;
    }

    /** Bytes of the TCP header with its options. */
    public int tcpHeaderLength() {
        return tcpHeaderLength;
    }

    /** Where the payload begins. */
    public long payload() {
        return ip + ipHeaderLength + tcpHeaderLength;
    }

    public int payloadLength() {
        return totalLength - ipHeaderLength - tcpHeaderLength;
    }

    /** Bytes of the whole packet, as its headers say. */
    public int totalLength() {
        return totalLength;
    }

    public int addressLength() {
        return ipv6 ? 16 : 4;
    }

    public long sourceAddress() {
        return ip + (ipv6 ? 8 : 12);
    }

    public long destinationAddress() {
        return ip + (ipv6 ? 24 : 16);
    }

    public int sourcePort() {
        return memory.get(SHORT, tcp()) & 0xffff;
    }

    public int destinationPort() {
        return memory.get(SHORT, tcp() + 2) & 0xffff;
    }

    public int seq() {
        return memory.get(INT, tcp() + 4);
    }

    public int ack() {
        return memory.get(INT, tcp() + 8);
    }

    public int flags() {
        return memory.get(JAVA_BYTE, tcp() + 13) & 0xff;
    }

    public boolean has(int flag) {
        return (flags() & flag) != 0;
    }

    /** The window field, not scaled. */
    public int window() {
        return memory.get(SHORT, tcp() + 14) & 0xffff;
    }

    public int checksum() {
        return memory.get(SHORT, tcp() + CHECKSUM) & 0xffff;
    }

    /** Bytes of sequence space: payload, and one each for SYN and FIN. */
    public int sequenceLength() {
        return payloadLength() + (has(SYN) ? 1 : 0) + (has(FIN) ? 1 : 0);
    }

    /** The byte at a distance from the TCP header. */
    public int byteAt(int distance) {
        return memory.get(JAVA_BYTE, tcp() + distance) & 0xff;
    }

    /** The 32 bits at a distance from the TCP header. */
    public int intAt(int distance) {
        return memory.get(INT, tcp() + distance);
    }

    public void sourcePort(int port) {
        putShort(tcp(), port);
    }

    public void destinationPort(int port) {
        putShort(tcp() + 2, port);
    }

    public void seq(int value) {
        putInt(tcp() + 4, value);
    }

    public void ack(int value) {
        putInt(tcp() + 8, value);
    }

    /** Not scaled. */
    public void window(int value) {
        putShort(tcp() + 14, value);
    }

    /** Replaces the address at {@link #sourceAddress} or {@link #destinationAddress}; both checksums follow. */
    public void address(long at, byte[] value) {
        for (int i = 0; i < value.length; i += 2) {
            int word = (value[i] & 0xff) << 8 | value[i + 1] & 0xff;
            int old = memory.get(SHORT, at + i) & 0xffff;
            putShort(at + i, word);
            if (!ipv6) {
                int header = memory.get(SHORT, ip + 10) & 0xffff;
                memory.set(SHORT, ip + 10, (short) Checksums.update(header, old, word));
            }
        }
    }

    /** Writes 32 bits at an even distance from the TCP header; the TCP checksum follows. */
    public void putInt(long at, int value) {
        if ((at - tcp() & 1) != 0) {
            for (int i = 0; i < 4; i++) {
                putByte(at + i, value >>> 24 - 8 * i);
            }
            return;
        }
        putShort(at, value >>> 16);
        putShort(at + 2, value);
    }

    /** Writes one byte of the TCP header or payload; the TCP checksum follows. */
    public void putByte(long at, int value) {
        if ((at - tcp() & 1) != 0) {
            putShort(at - 1, (memory.get(JAVA_BYTE, at - 1) & 0xff) << 8 | value & 0xff);
        } else {
            // An odd last byte counts as the upper half of a word whose lower half is 0.
            int old = (memory.get(JAVA_BYTE, at) & 0xff) << 8;
            updateChecksum(old, (value & 0xff) << 8);
            memory.set(JAVA_BYTE, at, (byte) value);
        }
    }

    private void putShort(long at, int value) {
        int old = memory.get(SHORT, at) & 0xffff;
        memory.set(SHORT, at, (short) value);
        updateChecksum(old, value & 0xffff);
    }

    private void updateChecksum(int oldWord, int newWord) {
        memory.set(SHORT, tcp() + CHECKSUM, (short) Checksums.update(checksum(), oldWord, newWord));
    }

    /**
     * Finds an option.
     *
     * @param from 0, or the distance from the TCP header behind the last one found
     * @return its distance from the TCP header, or -1
     */
    public int option(int kind, int from) {
        int at = Math.max(TCP_MIN, from);
        while (at < tcpHeaderLength) {
            int k = memory.get(JAVA_BYTE, tcp() + at) & 0xff;
            if (k == OPTION_END) {
                return -1;
            }
            int length = optionLength(at);
            if (length == 0) {
                return -1;
            }
            if (k == kind) {
                return at;
            }
            at += length;
        }
        return -1;
    }

    /** Bytes of the option at a distance from the TCP header, or 0 if it does not fit the header. */
    public int optionLength(int at) {
        int kind = memory.get(JAVA_BYTE, tcp() + at) & 0xff;
        if (kind == OPTION_NOP) {
            return 1;
        }
        if (at + 1 >= tcpHeaderLength) {
            return 0;
        }
        int length = memory.get(JAVA_BYTE, tcp() + at + 1) & 0xff;
        return length < 2 || at + length > tcpHeaderLength ? 0 : length;
    }

    /** States a new length of the packet in the IP header and computes both checksums anew. */
    public void resize(int newTotalLength) {
        totalLength = newTotalLength;
        writeLength(memory, ip, newTotalLength);
        seal();
    }

    /** Writes the length of a whole packet into its IP header, for a packet that is being made; no checksum follows. */
    public static void writeLength(MemorySegment memory, long ip, int totalLength) {
        boolean version6 = (memory.get(JAVA_BYTE, ip) & 0xf0) == 0x60;
        if (version6) {
            memory.set(SHORT, ip + 4, (short) (totalLength - IPV6_HEADER));
        } else {
            memory.set(SHORT, ip + 2, (short) totalLength);
        }
    }

    /** Computes the checksum of the IPv4 header and of TCP anew. */
    public void seal() {
        if (!ipv6) {
            memory.set(SHORT, ip + 10, (short) 0);
            memory.set(SHORT, ip + 10, (short) ~Checksums.sum(memory, ip, ipHeaderLength));
        }
        memory.set(SHORT, tcp() + CHECKSUM, (short) 0);
        memory.set(SHORT, tcp() + CHECKSUM, (short) ~tcpSum());
    }

    /** Whether the TCP checksum is right. */
    public boolean checksumValid() {
        return tcpSum() == 0xffff;
    }

    /** Whether the checksum of the IPv4 header is right; IPv6 has none. */
    public boolean ipChecksumValid() {
        return ipv6 || Checksums.sum(memory, ip, ipHeaderLength) == 0xffff;
    }

    private int tcpSum() {
        int tcpLength = totalLength - ipHeaderLength;
        int pseudo = Checksums.pseudoHeader(memory, ip, ipv6, PROTOCOL_TCP, tcpLength);
        return Checksums.add(pseudo, Checksums.sum(memory, tcp(), tcpLength));
    }
}
