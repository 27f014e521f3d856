package mptcp.core.mp.data;

import java.lang.foreign.MemorySegment;
import mptcp.core.buffer.RangeSet;
import mptcp.core.buffer.SlabPool;
import mptcp.core.wire.Checksum;

/**
 * Payload that a subflow has received and that is not part of the stream yet, since its mapping is not known or, with
 * checksums, not verified as a whole. It belongs to that subflow alone and is kept by its positions, so no other subflow can
 * overwrite it and nobody can read it. Loop thread only.
 */
public final class StagedPayload {
    private static final int MAX_RANGES = 512;

    private final SlabPool slabs;
    /** What is held. Invariant: first start to last end is at most {@link #capacity}, so that no two positions share a byte. */
    private final RangeSet ranges = new RangeSet(MAX_RANGES);
    /** Position p is at p modulo its size, a power of two. Null once released, and before the first byte. */
    private MemorySegment memory;
    private int capacity;

    public StagedPayload(SlabPool slabs) {
        this.slabs = slabs;
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    public boolean covers(long from, long to) {
        return ranges.covers(from, to);
    }

    /** The first position held that is not below this one, or {@link Long#MAX_VALUE}. */
    public long from(long position) {
        if (ranges.contains(position)) {
            return position;
        }
        long next = ranges.gapEnd(position, Long.MAX_VALUE);
        return next;
    }

    /** Up to where the bytes from this position, which is held, are held and lie side by side in memory. */
    public long pieceEnd(long position) {
        return Math.min(ranges.coveredFrom(position), position + capacity - at(position));
    }

    public MemorySegment memory() {
        return memory;
    }

    /** Where in {@link #memory} the byte of this position is. */
    public int at(long position) {
        return (int) (position & capacity - 1);
    }

    /**
     * Keeps these bytes, of positions that are not held.
     *
     * @param next whether it is what the subflow waits for: that is kept however many gaps there are
     * @param most the greatest distance between the first and the last byte that may be held
     * @return false if that is exceeded, there are too many gaps, or no memory; nothing is kept then
     */
    public boolean add(long position, boolean next, MemorySegment source, long at, int size, long most) {
        long low = ranges.isEmpty() ? position : Math.min(position, ranges.start(0));
        long high = ranges.isEmpty() ? position + size : Math.max(position + size, ranges.end(ranges.size() - 1));
        if (high - low > most) {
            return false;
        }
        if (high - low > capacity && !grow((int) (high - low))) {
            return false;
        }
        long added = next ? ranges.addNext(position, position + size) : ranges.add(position, position + size);
        if (added < 0) {
            return false;
        }
        int start = at(position);
        int first = Math.min(size, capacity - start);
        MemorySegment.copy(source, at, memory, start, first);
        MemorySegment.copy(source, at + first, memory, 0, size - first);
        return true;
    }

    private boolean grow(int bytes) {
        MemorySegment larger = slabs.take(bytes);
        if (larger == null) {
            return false;
        }
        int size = (int) larger.byteSize();
        for (int i = 0; i < ranges.size(); i++) {
            for (long p = ranges.start(i); p < ranges.end(i);) {
                int to = (int) (p & size - 1);
                int n = (int) Math.min(pieceEnd(p) - p, size - to);
                MemorySegment.copy(memory, at(p), larger, to, n);
                p += n;
            }
        }
        if (memory != null) {
            slabs.give(memory);
        }
        memory = larger;
        capacity = size;
        return true;
    }

    /** The ones' complement sum of bytes that are all held; see {@link mptcp.core.buffer.ByteRing#sum}. */
    public int sum(long from, int length) {
        if (slabs.payloadFree()) {
            return 0;
        }
        int start = at(from);
        int first = Math.min(length, capacity - start);
        int total = Checksum.sum(memory, start, first);
        if (first < length) {
            int rest = Checksum.sum(memory, 0, length - first);
            total += (first & 1) == 0 ? rest : (rest & 0xff) << 8 | rest >>> 8;
        }
        return (total & 0xffff) + (total >>> 16);
    }

    /** These have become part of the stream, or are not wanted any more. */
    public void remove(long from, long to) {
        ranges.remove(from, to);
    }

    public boolean beginsBefore(long position) {
        return !ranges.isEmpty() && ranges.start(0) < position;
    }

    /** Forgets everything and gives the memory back; it can be used again. */
    public void release() {
        ranges.clear();
        if (memory != null) {
            slabs.give(memory);
            memory = null;
            capacity = 0;
        }
    }
}
