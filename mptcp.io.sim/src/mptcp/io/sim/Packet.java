package mptcp.io.sim;

import java.lang.foreign.MemorySegment;

/**
 * One IP packet on its way through a {@link Network}, in off-heap memory that is used again afterwards. Who gets one
 * may read and change it during the call; only a {@link Middlebox} can keep one (see there). The network's thread only.
 */
public final class Packet {
    final int sizeClass;
    private final MemorySegment memory;
    private final long offset;
    private final int capacity;
    private int length;
    private int segmentSize;
    private int checksumState;

    // The engine's own: where the packet is and what becomes of it.
    Packet next;
    SimPath path;
    Direction direction;
    /** The hops it goes through, of which {@link #hop} counts those that are behind it. */
    java.util.List<Hop> route;
    int hop;
    long number;
    long arrivalNs;
    /** When it came to the queue it waits in. */
    long queuedNs;
    long turn;
    boolean inBurst;
    boolean free;

    Packet(int sizeClass, MemorySegment memory, long offset, int capacity) {
        this.sizeClass = sizeClass;
        this.memory = memory;
        this.offset = offset;
        this.capacity = capacity;
    }

    void reset(int newLength, int newSegmentSize, int newChecksumState) {
        length = newLength;
        segmentSize = newSegmentSize;
        checksumState = newChecksumState;
        next = null;
        path = null;
        direction = null;
        hop = 0;
        number = 0;
        inBurst = false;
        free = false;
    }

    /** The memory the packet lies in, together with others: stay between {@link #offset} and offset + capacity. */
    public MemorySegment memory() {
        return memory;
    }

    /** Where its IP header begins. */
    public long offset() {
        return offset;
    }

    /** Bytes, IP header included. */
    public int length() {
        return length;
    }

    /** Bytes it may have at most. */
    public int capacity() {
        return capacity;
    }

    /** Sets its length after it was written anew. */
    public void length(int bytes) {
        if (bytes < 0 || bytes > capacity) {
            throw new IllegalArgumentException("a length of " + bytes + " does not fit " + capacity + " bytes");
        }
        length = bytes;
    }

    /** Payload bytes per wire segment if it is a super-segment carried whole, else 0. */
    public int segmentSize() {
        return segmentSize;
    }

    /** One of the {@code CHECKSUM_} values of {@link mptcp.api.link.IpLink}. */
    public int checksumState() {
        return checksumState;
    }

    void checksumState(int state) {
        checksumState = state;
    }

    /** A copy of its bytes, for tests and tools. */
    public byte[] bytes() {
        return memory.asSlice(offset, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }
}
