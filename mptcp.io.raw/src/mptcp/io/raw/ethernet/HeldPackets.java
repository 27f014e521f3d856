package mptcp.io.raw.ethernet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Packets whose neighbour's link-layer address is being asked for: at most {@link #PER_NEIGHBOUR} of each and
 * {@link #SLOTS} in all; of a neighbour with too many the oldest goes, and where there is no slot the new one. One thread.
 */
final class HeldPackets {
    static final int PER_NEIGHBOUR = 4;
    static final int SLOTS = 32;

    private final FrameQueue queue;
    private final MemorySegment memory;
    private final long slotSize;
    private final Neighbour[] neighbour = new Neighbour[SLOTS];
    private final int[] length = new int[SLOTS];
    private final long[] order = new long[SLOTS];
    private long next;

    /** @param largest bytes of a packet */
    HeldPackets(FrameQueue queue, Arena arena, int largest) {
        this.queue = queue;
        slotSize = FrameQueue.HEADERS + largest;
        memory = arena.allocate(SLOTS * slotSize, Long.BYTES);
    }

    /**
     * Copies a packet, with its virtio-net header, from its place in the queue.
     *
     * @return how many were lost for it: 0 or 1
     */
    int hold(Neighbour n, long at, int bytes) {
        int lost = 0;
        int slot;
        if (n.held == PER_NEIGHBOUR) {
            slot = oldestOf(n);
            n.held--;
            lost = 1;
        } else {
            slot = free();
            if (slot < 0) {
                return 1;
            }
        }
        MemorySegment.copy(queue.memory, at - FrameQueue.HEADERS, memory, slot * slotSize,
                (long) FrameQueue.HEADERS + bytes);
        neighbour[slot] = n;
        length[slot] = bytes;
        order[slot] = next++;
        n.held++;
        return lost;
    }

    /** Queues what waited for a neighbour that is usable now. @return how many found no room and are lost */
    int release(Neighbour n) {
        int lost = 0;
        while (n.held > 0) {
            int slot = oldestOf(n);
            long at = queue.claim(length[slot]);
            if (at < 0) {
                lost++;
            } else {
                MemorySegment.copy(memory, slot * slotSize, queue.memory, at - FrameQueue.HEADERS,
                        (long) FrameQueue.HEADERS + length[slot]);
                queue.commitPacket(at, length[slot], n.hardware);
            }
            free(slot);
        }
        return lost;
    }

    /** Drops what waited for a neighbour. @return how many they were */
    int drop(Neighbour n) {
        int lost = n.held;
        while (n.held > 0) {
            free(oldestOf(n));
        }
        return lost;
    }

    private void free(int slot) {
        neighbour[slot].held--;
        neighbour[slot] = null;
    }

    private int free() {
        for (int i = 0; i < SLOTS; i++) {
            if (neighbour[i] == null) {
                return i;
            }
        }
        return -1;
    }

    private int oldestOf(Neighbour n) {
        int oldest = -1;
        for (int i = 0; i < SLOTS; i++) {
            if (neighbour[i] == n && (oldest < 0 || order[i] < order[oldest])) {
                oldest = i;
            }
        }
        return oldest;
    }
}
