package mptcp.core.mp.data;

import java.lang.foreign.MemorySegment;
import mptcp.core.buffer.RangeSet;
import mptcp.core.buffer.SlabPool;

/** Payload that a subflow received, and acknowledged, before its mapping: kept by position until the mapping comes. */
public final class HeldPayload {
    private static final int MAX_RANGES = 64;
    private static final int BYTES = 64 << 10;

    /** Takes held bytes once their mapping is known. */
    public interface Taker {
        int take(DsMap map, long position, MemorySegment memory, long at, int size);
    }

    /** Takes held bytes that need no mapping any more. */
    public interface PlainTaker {
        /** @return false if there is no place for them */
        boolean take(long position, MemorySegment memory, long at, int size);
    }

    private final SlabPool slabs;
    private final RangeSet ranges = new RangeSet(MAX_RANGES);
    private MemorySegment memory;

    public HeldPayload(SlabPool slabs) {
        this.slabs = slabs;
        this.memory = slabs.take(BYTES);
    }

    public long bytes() {
        return ranges.bytes();
    }

    public boolean add(long position, MemorySegment source, long at, int size) {
        long low = ranges.isEmpty() ? position : Math.min(position, ranges.start(0));
        long high = ranges.isEmpty() ? position + size : Math.max(position + size, ranges.end(ranges.size() - 1));
        if (high - low > BYTES || ranges.add(position, position + size) < 0) {
            return false;
        }
        int start = (int) (position & BYTES - 1);
        int first = Math.min(size, BYTES - start);
        MemorySegment.copy(source, at, memory, start, first);
        MemorySegment.copy(source, at + first, memory, 0, size - first);
        return true;
    }

    public void deliver(RxMaps maps, Taker taker) {
        for (int i = 0; i < ranges.size();) {
            long p = ranges.start(i);
            DsMap map = maps.at(p);
            if (map == null) {
                DsMap later = maps.after(p);
                if (later == null || later.ssn >= ranges.end(i)) {
                    i++;
                    continue;
                }
                p = later.ssn;
                map = later;
            }
            int start = (int) (p & BYTES - 1);
            int size = (int) Math.min(Math.min(ranges.end(i), map.ssnEnd()) - p, BYTES - start);
            if (taker.take(map, p, memory, start, size) < size) {
                return;
            }
            ranges.remove(p, p + size);
        }
    }

    /** Gives all of it away, in order. @return false if not all of it was taken */
    public boolean drain(PlainTaker taker) {
        boolean all = true;
        for (int i = 0; i < ranges.size(); i++) {
            for (long p = ranges.start(i); p < ranges.end(i);) {
                int start = (int) (p & BYTES - 1);
                int size = (int) Math.min(ranges.end(i) - p, BYTES - start);
                all &= taker.take(p, memory, start, size);
                p += size;
            }
        }
        ranges.clear();
        return all;
    }

    /** The lowest position held, or this one if none is below it. */
    public long start(long position) {
        return ranges.isEmpty() ? position : Math.min(position, ranges.start(0));
    }

    public boolean beginsBefore(long position) {
        return !ranges.isEmpty() && ranges.start(0) < position;
    }

    public void release() {
        slabs.give(memory);
        memory = null;
        ranges.clear();
    }
}
