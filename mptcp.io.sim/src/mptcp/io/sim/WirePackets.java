package mptcp.io.sim;

import java.lang.foreign.MemorySegment;
import mptcp.api.link.IpLink;
import mptcp.io.sim.packet.Segmentation;

/** Turns what a sender hands over into wire packets with complete checksums, in pooled memory. One thread. */
final class WirePackets {
    private final PacketPool pool;
    private final Segmentation segmentation = new Segmentation();
    private final PacketDamage damage = new PacketDamage();

    WirePackets(PacketPool pool) {
        this.pool = pool;
    }

    /** Adds the packet to the list, cut into wire segments if it is a super-segment. */
    void add(PacketFifo to, MemorySegment memory, long offset, int length, int segmentSize, int checksumState) {
        int count = segmentSize == 0 ? 0 : segmentation.begin(memory, offset, length, segmentSize);
        if (count == 0) {
            Packet packet = whole(memory, offset, length, 0, checksumState);
            if (checksumState == IpLink.CHECKSUM_PARTIAL) {
                damage.complete(packet);
            }
            to.add(packet);
            return;
        }
        for (int i = 0; i < count; i++) {
            Packet packet = pool.allocate(segmentation.length(i), 0, IpLink.CHECKSUM_FULL);
            segmentation.write(i, packet.memory(), packet.offset());
            to.add(packet);
        }
    }

    /** A copy as it is. */
    Packet whole(MemorySegment memory, long offset, int length, int segmentSize, int checksumState) {
        Packet packet = pool.allocate(length, segmentSize, checksumState);
        MemorySegment.copy(memory, offset, packet.memory(), packet.offset(), length);
        return packet;
    }
}
