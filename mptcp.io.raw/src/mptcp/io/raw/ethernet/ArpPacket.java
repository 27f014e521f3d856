package mptcp.io.raw.ethernet;

import java.lang.foreign.MemorySegment;

/** A packet of the Address Resolution Protocol for IPv4 over Ethernet (RFC 826). */
final class ArpPacket {
    static final int SIZE = 28;
    static final int REQUEST = 1;
    static final int REPLY = 2;

    private static final int HARDWARE_TYPE = 0;
    private static final int PROTOCOL_TYPE = 2;
    private static final int LENGTHS = 4;
    private static final int OPERATION = 6;
    private static final int SENDER_HARDWARE = 8;
    private static final int SENDER = 14;
    private static final int TARGET_HARDWARE = 18;
    private static final int TARGET = 24;
    private static final int ETHERNET = 1;
    private static final int SIX_AND_FOUR = 0x0604;

    private ArpPacket() {}

    /** Whether it can be believed: the sender has an address of one interface, and of one host or (in a probe) none. */
    static boolean isValid(MemorySegment m, long at, int length) {
        return length >= SIZE && Octets.get16(m, at + HARDWARE_TYPE) == ETHERNET
                && Octets.get16(m, at + PROTOCOL_TYPE) == EthernetHeader.TYPE_IPV4
                && Octets.get16(m, at + LENGTHS) == SIX_AND_FOUR
                && (operation(m, at) == REQUEST || operation(m, at) == REPLY)
                && EthernetHeader.isUnicast(senderHardware(m, at))
                && !IpAddress.isGroup(0, IpAddress.mapped(sender(m, at)));
    }

    static int operation(MemorySegment m, long at) {
        return Octets.get16(m, at + OPERATION);
    }

    static long senderHardware(MemorySegment m, long at) {
        return Octets.get48(m, at + SENDER_HARDWARE);
    }

    static int sender(MemorySegment m, long at) {
        return Octets.get32(m, at + SENDER);
    }

    static int target(MemorySegment m, long at) {
        return Octets.get32(m, at + TARGET);
    }

    /** @param targetHardware 0 where it is asked for */
    static void write(MemorySegment m, long at, int operation, long senderHardware, int sender, long targetHardware,
            int target) {
        Octets.put16(m, at + HARDWARE_TYPE, ETHERNET);
        Octets.put16(m, at + PROTOCOL_TYPE, EthernetHeader.TYPE_IPV4);
        Octets.put16(m, at + LENGTHS, SIX_AND_FOUR);
        Octets.put16(m, at + OPERATION, operation);
        Octets.put48(m, at + SENDER_HARDWARE, senderHardware);
        Octets.put32(m, at + SENDER, sender);
        Octets.put48(m, at + TARGET_HARDWARE, targetHardware);
        Octets.put32(m, at + TARGET, target);
    }
}
