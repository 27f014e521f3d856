package mptcp.io.sim;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import mptcp.api.link.IpLink;
import mptcp.io.sim.packet.TcpView;

/** Flips bits in packets. One thread. */
final class PacketDamage {
    private static final int IPV6_HEADER = 40;

    private final TcpView view = new TcpView();

    /**
     * Flips one bit behind the IP header; who verifies the checksum notices.
     *
     * @return false if there is nothing behind the header
     */
    boolean corrupt(Packet packet, long random) {
        complete(packet);
        int header = ipHeaderLength(packet);
        if (packet.length() <= header) {
            return false;
        }
        long bit = Long.remainderUnsigned(random, 8L * (packet.length() - header));
        MemorySegment memory = packet.memory();
        long at = packet.offset() + header + (bit >>> 3);
        memory.set(JAVA_BYTE, at, (byte) (memory.get(JAVA_BYTE, at) ^ 1 << (bit & 7)));
        return true;
    }

    /**
     * Flips one bit of the payload of a TCP segment and repairs the TCP checksum, as a faulty middlebox does.
     *
     * @return false if it is not a TCP segment with payload
     */
    boolean flipPayload(Packet packet, long random) {
        complete(packet);
        if (!view.parse(packet.memory(), packet.offset(), packet.length()) || view.payloadLength() == 0) {
            return false;
        }
        long bit = Long.remainderUnsigned(random, 8L * view.payloadLength());
        long at = view.payload() + (bit >>> 3);
        view.putByte(at, packet.memory().get(JAVA_BYTE, at) ^ 1 << (bit & 7));
        return true;
    }

    /** Sees to it that the packet has a complete checksum and that nobody takes it for verified. */
    void complete(Packet packet) {
        if (packet.checksumState() == IpLink.CHECKSUM_PARTIAL
                && view.parse(packet.memory(), packet.offset(), packet.length())) {
            view.seal();
        }
        packet.checksumState(IpLink.CHECKSUM_FULL);
    }

    private static int ipHeaderLength(Packet packet) {
        int first = packet.memory().get(JAVA_BYTE, packet.offset()) & 0xff;
        return first >>> 4 == 6 ? IPV6_HEADER : (first & 0x0f) << 2;
    }
}
