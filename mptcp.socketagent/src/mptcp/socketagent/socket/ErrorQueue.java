package mptcp.socketagent.socket;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;

/** The error queue of a socket: what became of bytes that were written, for {@code recvmsg} with MSG_ERRQUEUE. Any thread. */
final class ErrorQueue {
    static final int IS_SENT = 0;
    static final int IS_SCHEDULED = 1;
    static final int IS_ACKNOWLEDGED = 2;

    private static final int MOST = 512;
    private static final int NO_MESSAGE = 42;
    private static final int ORIGIN_TIMESTAMPING = 4;
    private static final int ORIGIN_ZERO_COPY = 5;
    /** The bytes were copied after all. */
    private static final int CODE_COPIED = 1;
    private static final int EXTENDED_ERROR = 16;
    private static final int ADDRESS_V4 = 16;
    private static final int ADDRESS_V6 = 28;
    private static final int AF_INET6 = 10;
    static final int IP_RECVERR = 11;
    static final int IPV6_RECVERR = 25;
    static final int IPPROTO_IPV6 = 41;
    private static final int MAPPED = 0xffff_0000;

    /**
     * @param length of the data that comes with it
     * @param from whose packet it is, where that is there
     */
    record Message(int kind, int key, long atNs, int length, InetAddress from) {
        private static final int COPIES = -1;

        /** Writes with MSG_ZEROCOPY, by their numbers. */
        static Message ofCopies(int first, int last) {
            return new Message(COPIES, last, first, 0, null);
        }

        /** Whether it tells of such writes, and not of a time. */
        boolean isOfCopies() {
            return kind == COPIES;
        }
    }

    private final Deque<Message> waiting = new ArrayDeque<>();
    private long told;

    /** What finds no room is lost, as in a kernel. */
    synchronized void add(Message message) {
        if (waiting.size() < MOST) {
            waiting.add(message);
            told++;
        }
    }

    /** The memory of a write with MSG_ZEROCOPY may be used again; what follows another that is not read yet joins it. */
    synchronized void copied(int number) {
        Message last = waiting.peekLast();
        if (last != null && last.isOfCopies() && last.key + 1 == number) {
            waiting.removeLast();
            waiting.add(Message.ofCopies((int) last.atNs, number));
            told++;
        } else {
            add(Message.ofCopies(number, number));
        }
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** How many there ever were. */
    synchronized long told() {
        return told;
    }

    /** @return null: there is none */
    synchronized Message take() {
        return waiting.poll();
    }

    /** {@code struct sock_extended_err} with the address of the packet's sender behind it. */
    static void add(ControlData.Builder control, Message message, boolean ipv6) {
        Structure s = new Structure(EXTENDED_ERROR + (ipv6 ? ADDRESS_V6 : ADDRESS_V4));
        boolean copies = message.isOfCopies();
        s.u32(0, copies ? 0 : NO_MESSAGE);
        s.u8(4, copies ? ORIGIN_ZERO_COPY : ORIGIN_TIMESTAMPING);
        s.u8(6, copies ? CODE_COPIED : 0);
        s.u32(8, copies ? message.atNs : message.kind);
        s.u32(12, message.key & 0xffff_ffffL);
        if (ipv6 && message.from != null) {
            s.u16(EXTENDED_ERROR, AF_INET6);
            byte[] address = message.from.getAddress();
            if (message.from instanceof Inet4Address) {
                s.u32(EXTENDED_ERROR + 16, MAPPED & 0xffff_ffffL);
            }
            for (int i = 0; i < address.length; i++) {
                s.u8(EXTENDED_ERROR + 8 + 16 - address.length + i, address[i] & 0xff);
            }
        }
        int length = EXTENDED_ERROR + (ipv6 ? ADDRESS_V6 : ADDRESS_V4);
        control.add(ipv6 ? IPPROTO_IPV6 : 0, ipv6 ? IPV6_RECVERR : IP_RECVERR, s.first(length));
    }
}
