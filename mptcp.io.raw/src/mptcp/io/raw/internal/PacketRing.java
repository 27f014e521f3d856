package mptcp.io.raw.internal;

/**
 * Where in a piece of memory packets that wait to be written lie: a queue of places, first in first out. Each packet is
 * in one piece and has {@link #HEADROOM} bytes before it; it takes only as much room as it is long, so that the packets
 * of one flush lie close together in the processor's caches. Used by one thread.
 */
final class PacketRing {
    /** Room for a header in front of each packet, which itself begins at a multiple of this. */
    static final int HEADROOM = 16;

    private static final long NONE = -1;
    private static final int SLOTS = 1 << 12;
    private static final long LENGTH_MASK = 0xffff_ffffL;

    private final long capacity;
    /** Offset of the packet in the upper half, length in the lower. */
    private final long[] queue = new long[SLOTS];
    private int first;
    private int count;
    /** Where the room after the last packet begins. */
    private long end;
    private long claimed = NONE;

    PacketRing(long capacity) {
        this.capacity = capacity;
    }

    /** @return the offset of the packet to be, or -1 if there is no room */
    long claim(int maxLength) {
        if (claimed != NONE) {
            throw new IllegalStateException("the claim before was neither committed nor aborted");
        }
        long need = extent(maxLength);
        if (count == 0) {
            end = 0;
        } else if (count == SLOTS) {
            return NONE;
        } else {
            long oldest = offset() - HEADROOM;
            if (end > oldest && capacity - end < need) {
                if (oldest <= need) { // strictly less room than up to the oldest: equal ends mean one thing only
                    return NONE;
                }
                end = 0;
            } else if (end < oldest && oldest - end <= need) {
                return NONE;
            }
        }
        if (capacity - end < need) {
            return NONE;
        }
        claimed = end + HEADROOM;
        return claimed;
    }

    void commit(long offset, int length) {
        check(offset);
        queue[(first + count) & SLOTS - 1] = offset << Integer.SIZE | length;
        count++;
        end = offset - HEADROOM + extent(length);
        claimed = NONE;
    }

    void abort(long offset) {
        check(offset);
        claimed = NONE;
    }

    private void check(long offset) {
        if (offset != claimed || offset == NONE) {
            throw new IllegalStateException("offset " + offset + " is not claimed");
        }
    }

    int count() {
        return count;
    }

    /** Of the oldest packet; there must be one. */
    long offset() {
        return queue[first] >>> Integer.SIZE;
    }

    /** Of the oldest packet; there must be one. */
    int length() {
        return (int) (queue[first] & LENGTH_MASK);
    }

    /** Takes the oldest packet away. */
    void remove() {
        first = first + 1 & SLOTS - 1;
        count--;
    }

    private static long extent(int length) {
        return HEADROOM + (length + HEADROOM - 1L & -HEADROOM);
    }
}
