package mptcp.io.sim;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The ECN field of an IP packet (RFC 3168 section 5), and its flow, as queues look at them. */
final class EcnField {
    static final int NOT_ECT = 0;
    static final int ECT_1 = 1;
    static final int ECT_0 = 2;
    static final int CE = 3;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int CHECKSUM = 10;
    private static final int IPV6_HEADER = 40;
    private static final int FEWEST = 20;

    private EcnField() {}

    static int of(Packet p) {
        if (p.length() < FEWEST) {
            return NOT_ECT;
        }
        int second = p.memory().get(JAVA_BYTE, p.offset() + 1);
        return isIpv6(p) ? second >> 4 & CE : second & CE;
    }

    private static boolean isIpv6(Packet p) {
        return (p.memory().get(JAVA_BYTE, p.offset()) & 0xf0) == 0x60;
    }

    /** Sets CE. @return false, and nothing is changed, if the packet's sender is not capable of it */
    static boolean mark(Packet p) {
        int field = of(p);
        if (field == NOT_ECT) {
            return false;
        }
        long at = p.offset() + 1;
        int second = p.memory().get(JAVA_BYTE, at);
        if (isIpv6(p)) {
            p.memory().set(JAVA_BYTE, at, (byte) (second | CE << 4));
            return true;
        }
        p.memory().set(JAVA_BYTE, at, (byte) (second | CE));
        int checksum = p.memory().get(SHORT, p.offset() + CHECKSUM) & 0xffff;
        int sum = (~checksum & 0xffff) + (CE - field); // RFC 1624: the low byte of the first word grew by so much
        p.memory().set(SHORT, p.offset() + CHECKSUM, (short) ~((sum & 0xffff) + (sum >>> 16)));
        return true;
    }

    /** A hash of addresses, protocol and ports. */
    static long flow(Packet p) {
        boolean v6 = isIpv6(p);
        int header = v6 ? IPV6_HEADER : (p.memory().get(JAVA_BYTE, p.offset()) & 0x0f) << 2;
        if (p.length() < header + 4) {
            return 0;
        }
        long hash = p.memory().get(JAVA_BYTE, p.offset() + (v6 ? 6 : 9));
        for (int at = v6 ? 8 : 12; at < (v6 ? IPV6_HEADER : FEWEST); at += 4) {
            hash = NamedStream.mix(hash ^ p.memory().get(INT, p.offset() + at));
        }
        return NamedStream.mix(hash ^ p.memory().get(INT, p.offset() + header));
    }
}
