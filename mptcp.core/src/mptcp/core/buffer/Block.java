package mptcp.core.buffer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Memory allocated at once, cut into slabs of one size. */
final class Block {
    private static final long PAGE = 4096;

    private final Arena arena = Arena.ofShared();
    private final long address;
    private final int bytes;
    private final int shift;
    private final MemorySegment[] slabs;

    /** A bit for each slab that is free. */
    private final long[] free;
    private int freeCount;

    /** Links of the list that holds the block; null when it holds none or the block is at its end. */
    Block previous;
    Block next;
    private boolean listed;

    /**
     * @param bytes size of the block, a multiple of the slab's size
     * @param shift binary logarithm of the slab's size
     * @throws OutOfMemoryError if there is no memory; nothing is left behind then
     */
    Block(int bytes, int shift) {
        this.bytes = bytes;
        this.shift = shift;
        MemorySegment memory;
        try {
            memory = arena.allocate(bytes, PAGE);
        } catch (OutOfMemoryError e) {
            arena.close();
            throw e;
        }
        address = memory.address();
        freeCount = bytes >> shift;
        slabs = new MemorySegment[freeCount];
        Arrays.setAll(slabs, i -> memory.asSlice((long) i << shift, 1L << shift));
        free = new long[(freeCount + Long.SIZE - 1) / Long.SIZE];
        for (int i = 0; i < freeCount; i++) {
            free[i / Long.SIZE] |= 1L << i;
        }
    }

    /** The lowest free slab; there must be one. */
    MemorySegment take() {
        int word = 0;
        while (free[word] == 0) {
            word++;
        }
        int i = word * Long.SIZE + Long.numberOfTrailingZeros(free[word]);
        free[word] &= free[word] - 1;
        freeCount--;
        return slabs[i];
    }

    /** Takes a slab back; false if the segment is none or is free already. */
    boolean give(MemorySegment slab) {
        long offset = slab.address() - address;
        if (offset >= bytes || slab.byteSize() != 1L << shift) {
            return false;
        }
        int i = (int) (offset >> shift);
        long bit = 1L << i;
        if ((free[i / Long.SIZE] & bit) != 0) {
            return false;
        }
        free[i / Long.SIZE] |= bit;
        freeCount++;
        return true;
    }

    boolean isFull() {
        return freeCount == 0;
    }

    boolean isUnused() {
        return freeCount == slabs.length;
    }

    int shift() {
        return shift;
    }

    int bytes() {
        return bytes;
    }

    long address() {
        return address;
    }

    boolean listed() {
        return listed;
    }

    void listed(boolean is) {
        listed = is;
    }

    void free() {
        arena.close();
    }
}
