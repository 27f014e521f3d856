package mptcp.io.raw.internal;

/**
 * Where in a piece of memory packets that wait to be written lie: a queue of places, first in first out. Each packet is
 * in one piece and has some room for headers before it; it takes only as much room as it is long, so that the packets
 * of one flush lie close together in the processor's caches. Used by one thread.
 */
public final class PacketRing {
    /** Packets begin at multiples of this; the least room for headers in front of one. */
    public static final int HEADROOM = 16;

    private static final long NONE = -1;
    private static final int SLOTS = 1 << 12;
    private static final long LENGTH_MASK = 0xffff_ffffL;

    private final long capacity;
    private final int headroom;
    /** Offset of the packet in the upper half, length in the lower. */
    private final long[] queue = new long[SLOTS];
    private int first;
    private int count;
    /** Where the room after the last packet begins. */
    private long end;
    private long claimed = NONE;

    /** @param headroom bytes before each packet, a multiple of {@link #HEADROOM} */
    public PacketRing(long capacity, int headroom) {
        this.capacity = capacity;
        this.headroom = headroom;
    }

    /** @return the offset of the packet to be, or -1 if there is no room */
    public long claim(int maxLength) {
        if (claimed != NONE) {
            throw new IllegalStateException("the claim before was neither committed nor aborted");
        }
        long need = extent(maxLength);
        if (count == 0) {
            end = 0;
        } else if (count == SLOTS) {
            return NONE;
        } else {
            long oldest = offset() - headroom;
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
        claimed = end + headroom;
        return claimed;
    }

    public void commit(long offset, int length) {
        check(offset);
        queue[(first + count) & SLOTS - 1] = offset << Integer.SIZE | length;
        count++;
        end = offset - headroom + extent(length);
        claimed = NONE;
    }

    public void abort(long offset) {
        check(offset);
        claimed = NONE;
    }

    private void check(long offset) {
        if (offset != claimed || offset == NONE) {
            throw new IllegalStateException("offset " + offset + " is not claimed");
        }
    }

    public int count() {
        return count;
    }

    /** Of the oldest packet; there must be one. */
    public long offset() {
        return offset(0);
    }

    /** Of the packet that is so many behind the oldest; there must be one. */
    public long offset(int behind) {
        return queue[first + behind & SLOTS - 1] >>> Integer.SIZE;
    }

    /** Of the oldest packet; there must be one. */
    public int length() {
        return length(0);
    }

    /** Of the packet that is so many behind the oldest; there must be one. */
    public int length(int behind) {
        return (int) (queue[first + behind & SLOTS - 1] & LENGTH_MASK);
    }

    /** Takes the oldest packet away. */
    public void remove() {
        first = first + 1 & SLOTS - 1;
        count--;
    }

    private long extent(int length) {
        return headroom + (length + HEADROOM - 1L & -HEADROOM);
    }
}
