package mptcp.io.raw.ethernet;

import java.lang.foreign.MemorySegment;
import mptcp.io.raw.internal.PacketRing;
import mptcp.io.raw.internal.VnetHeader;

/**
 * Frames that wait to be sent, each with its virtio-net header in front of it. The place of a frame is that of what follows
 * the Ethernet header. One thread.
 */
final class FrameQueue {
    /** What goes to the kernel before a packet. */
    static final int HEADERS = VnetHeader.SIZE + EthernetHeader.SIZE;
    /** In steps of the ring. */
    private static final int HEADROOM = 2 * PacketRing.HEADROOM;

    final PacketRing ring;
    final MemorySegment memory;
    private final long hardware;

    /** @param hardware the interface's address */
    FrameQueue(MemorySegment memory, long hardware) {
        this.memory = memory;
        this.hardware = hardware;
        ring = new PacketRing(memory.byteSize(), HEADROOM);
    }

    long hardware() {
        return hardware;
    }

    /** @return the place, or -1 if there is no room */
    long claim(int length) {
        return ring.claim(length);
    }

    /** Hands over an IP packet, whose virtio-net header is written already. */
    void commitPacket(long at, int length, long destination) {
        int type = Octets.get8(memory, at) >> 4 == 4 ? EthernetHeader.TYPE_IPV4 : EthernetHeader.TYPE_IPV6;
        EthernetHeader.write(memory, at - EthernetHeader.SIZE, destination, hardware, type);
        ring.commit(at, length);
    }

    /** Hands over something that needs nothing done to it. */
    void commitPlain(long at, int length, long destination, int type) {
        VnetHeader.writeNone(memory, at - HEADERS);
        EthernetHeader.write(memory, at - EthernetHeader.SIZE, destination, hardware, type);
        ring.commit(at, length);
    }
}
