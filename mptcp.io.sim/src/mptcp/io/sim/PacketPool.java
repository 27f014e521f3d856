package mptcp.io.sim;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Packets of a few sizes that are used again; grows by blocks and allocates nothing once it is large enough. */
final class PacketPool {
    /**
     * Acknowledgements, packets of Ethernet, jumbo frames, super-segments. Each is an odd number of the cache's lines: the headers
     * of even ones would share a few sets of the processor's caches.
     */
    private static final int[] CAPACITY = {192, 1_600, 10_304, 66_624};
    private static final int[] BLOCK = {256, 128, 32, 16};
    private static final int ALIGNMENT = 64;

    private final Arena arena = Arena.ofAuto();
    private final Packet[] free = new Packet[CAPACITY.length];
    private int outstanding;

    /** A packet of the given length whose bytes are not cleared. */
    Packet allocate(int length, int segmentSize, int checksumState) {
        int c = 0;
        while (c < CAPACITY.length && CAPACITY[c] < length) {
            c++;
        }
        if (c == CAPACITY.length) {
            throw new IllegalArgumentException("a packet of " + length + " bytes is longer than IP and a link allow");
        }
        if (free[c] == null) {
            grow(c);
        }
        Packet packet = free[c];
        free[c] = packet.next;
        outstanding++;
        packet.reset(length, segmentSize, checksumState);
        return packet;
    }

    /** A copy with the same bytes and the same place on its path. */
    Packet copy(Packet p) {
        Packet copy = allocate(p.length(), p.segmentSize(), p.checksumState());
        MemorySegment.copy(p.memory(), p.offset(), copy.memory(), copy.offset(), p.length());
        copy.path = p.path;
        copy.direction = p.direction;
        copy.route = p.route;
        copy.hop = p.hop;
        copy.number = p.number;
        return copy;
    }

    void release(Packet packet) {
        if (packet.free) {
            throw new IllegalStateException("packet released twice");
        }
        packet.free = true;
        packet.path = null;
        packet.next = free[packet.sizeClass];
        free[packet.sizeClass] = packet;
        outstanding--;
    }

    /** Packets that were taken and not yet given back. */
    int outstanding() {
        return outstanding;
    }

    private void grow(int c) {
        int count = BLOCK[c];
        int stride = CAPACITY[c];
        MemorySegment block = arena.allocate((long) stride * count, ALIGNMENT);
        for (int i = count - 1; i >= 0; i--) {
            Packet packet = new Packet(c, block, (long) i * stride, stride);
            packet.free = true;
            packet.next = free[c];
            free[c] = packet;
        }
    }
}
