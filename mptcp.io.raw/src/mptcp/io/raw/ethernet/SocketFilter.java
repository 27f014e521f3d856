package mptcp.io.raw.ethernet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Which frames the kernel gives to the link: those to this interface or to all, untagged, with ARP, with IP packets to the
 * stack's addresses, and with neighbour solicitations and advertisements. What else is on the interface is the kernel's and
 * costs the link nothing. A program for the kernel's classic packet filter.
 */
final class SocketFilter {
    private static final int LOAD_WORD = 0x20;
    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_BYTE = 0x30;
    private static final int AND = 0x54;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_GREATER = 0x25;
    private static final int RETURN = 0x06;
    private static final int WHOLE = 0x40_0000;

    /** Where the kernel keeps what it knows of a frame besides its bytes. */
    private static final int ANCILLARY = -0x1000;
    private static final int PACKET_TYPE = ANCILLARY + 4;
    private static final int VLAN_TAG = ANCILLARY + 44;
    private static final int VLAN_ID = 0xfff;
    /** To this host, all, or a group; beyond are those to others, and those sent. */
    private static final int LAST_TO_US = 2;

    private static final int TYPE = 12;
    private static final int IPV4_DESTINATION = EthernetHeader.SIZE + 16;
    private static final int IPV6_DESTINATION = EthernetHeader.SIZE + 24;
    private static final int IPV6_NEXT_HEADER = EthernetHeader.SIZE + 6;
    private static final int ICMPV6_TYPE = EthernetHeader.SIZE + 40;
    private static final int ICMPV6 = 58;

    private static final int INSTRUCTION = 8;
    private static final int PROGRAM_SIZE = 16;

    private final List<long[]> code = new ArrayList<>();

    private SocketFilter() {}

    /** @return a {@code struct sock_fprog} */
    static MemorySegment program(Arena arena, OwnAddresses own) {
        SocketFilter f = new SocketFilter();
        f.write(own);
        MemorySegment instructions = arena.allocate((long) INSTRUCTION * f.code.size(), Long.BYTES);
        for (int i = 0; i < f.code.size(); i++) {
            long[] c = f.code.get(i);
            long at = (long) i * INSTRUCTION;
            instructions.set(JAVA_SHORT, at, (short) c[0]);
            instructions.set(JAVA_BYTE, at + 2, (byte) c[1]);
            instructions.set(JAVA_BYTE, at + 3, (byte) c[2]);
            instructions.set(JAVA_INT, at + 4, (int) c[3]);
        }
        MemorySegment program = arena.allocate(PROGRAM_SIZE, Long.BYTES);
        program.set(JAVA_SHORT, 0, (short) f.code.size());
        program.set(JAVA_LONG, Long.BYTES, instructions.address());
        return program;
    }

    private void write(OwnAddresses own) {
        add(LOAD_WORD, 0, 0, PACKET_TYPE);
        add(JUMP_GREATER, 0, 1, LAST_TO_US);
        drop();
        add(LOAD_WORD, 0, 0, VLAN_TAG);
        add(AND, 0, 0, VLAN_ID);
        add(JUMP_EQUAL, 1, 0, 0);
        drop();
        add(LOAD_HALF, 0, 0, TYPE);
        add(JUMP_EQUAL, 0, 1, EthernetHeader.TYPE_ARP);
        take();
        int ipv4 = 0;
        for (int i = 0; i < own.count(); i++) {
            ipv4 += own.isIpv4(i) ? 1 : 0;
        }
        add(JUMP_EQUAL, 0, 2 * ipv4 + 2, EthernetHeader.TYPE_IPV4);
        add(LOAD_WORD, 0, 0, IPV4_DESTINATION);
        for (int i = 0; i < own.count(); i++) {
            if (own.isIpv4(i)) {
                add(JUMP_EQUAL, 0, 1, (int) own.low(i));
                take();
            }
        }
        drop();
        add(JUMP_EQUAL, 1, 0, EthernetHeader.TYPE_IPV6);
        drop();
        add(LOAD_BYTE, 0, 0, IPV6_NEXT_HEADER);
        add(JUMP_EQUAL, 0, 5, ICMPV6);
        add(LOAD_BYTE, 0, 0, ICMPV6_TYPE);
        add(JUMP_EQUAL, 0, 1, NdpMessage.SOLICITATION);
        take();
        add(JUMP_EQUAL, 0, 1, NdpMessage.ADVERTISEMENT);
        take();
        for (int i = 0; i < own.count(); i++) {
            if (!own.isIpv4(i)) {
                ipv6(own.high(i), own.low(i));
            }
        }
        drop();
    }

    private void ipv6(long high, long low) {
        int[] words = {(int) (high >>> Integer.SIZE), (int) high, (int) (low >>> Integer.SIZE), (int) low};
        for (int i = 0; i < words.length; i++) {
            add(LOAD_WORD, 0, 0, IPV6_DESTINATION + Integer.BYTES * i);
            add(JUMP_EQUAL, 0, 2 * (words.length - 1 - i) + 1, words[i]);
        }
        take();
    }

    private void take() {
        add(RETURN, 0, 0, WHOLE);
    }

    private void drop() {
        add(RETURN, 0, 0, 0);
    }

    private void add(int operation, int ifTrue, int ifFalse, int value) {
        code.add(new long[] {operation, ifTrue, ifFalse, value});
    }
}
