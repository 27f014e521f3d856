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
        if (!cut(to, memory, offset, length, segmentSize)) {
            addWhole(to, whole(memory, offset, length, 0, checksumState));
        }
    }

    /** Adds the packet itself to the list, or what it is cut into; it is taken over. */
    void add(PacketFifo to, Packet packet) {
        if (cut(to, packet.memory(), packet.offset(), packet.length(), packet.segmentSize())) {
            pool.release(packet);
        } else {
            packet.reset(packet.length(), 0, packet.checksumState());
            addWhole(to, packet);
        }
    }

    private void addWhole(PacketFifo to, Packet packet) {
        if (packet.checksumState() == IpLink.CHECKSUM_PARTIAL) {
            damage.complete(packet);
        }
        to.add(packet);
    }

    /** @return false, and nothing was done, if it is one packet already */
    private boolean cut(PacketFifo to, MemorySegment memory, long offset, int length, int segmentSize) {
        int count = segmentSize == 0 ? 0 : segmentation.begin(memory, offset, length, segmentSize);
        for (int i = 0; i < count; i++) {
            Packet packet = pool.allocate(segmentation.length(i), 0, IpLink.CHECKSUM_FULL);
            segmentation.write(i, packet.memory(), packet.offset());
            to.add(packet);
        }
        return count > 0;
    }

    /** A copy as it is. */
    Packet whole(MemorySegment memory, long offset, int length, int segmentSize, int checksumState) {
        Packet packet = pool.allocate(length, segmentSize, checksumState);
        MemorySegment.copy(memory, offset, packet.memory(), packet.offset(), length);
        return packet;
    }
}
