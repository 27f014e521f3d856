package mptcp.core.loop;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import mptcp.api.link.IpLink;

/**
 * Packets on their way from one loop to another, in memory that is used again: a bounded queue with one writer and one reader,
 * without a lock. What is written is seen when it is published, all at once; what is read makes room when it is released.
 *
 * <p>Invariants: {@code read <= published <= written <= read + SLOTS} (as differences); the memory of packets between
 * {@code read} and {@code written} is the packets', the rest the writer's; {@code written}, {@code writeAt} and {@code claimed}
 * are the writer's alone.
 */
final class PacketPipe {
    private static final int ALIGNMENT = 64;
    private static final int SLOTS = 1 << 10;
    private static final int MASK = SLOTS - 1;
    private static final VarHandle PUBLISHED;
    private static final VarHandle READ;

    static {
        try {
            MethodHandles.Lookup l = MethodHandles.lookup();
            PUBLISHED = l.findVarHandle(PacketPipe.class, "published", int.class);
            READ = l.findVarHandle(PacketPipe.class, "read", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MemorySegment memory;
    private final int size;
    private final int[] offsets = new int[SLOTS];
    private final int[] lengths = new int[SLOTS];
    private final int[] segmentSizes = new int[SLOTS];
    /** Of a packet that leaves, its checksum state; of one that came, where it is on its way. */
    private final int[] states = new int[SLOTS];
    /** Of a packet that came: the sequence number that the opening is to get; -1: none. */
    private final long[] isns = new long[SLOTS];
    private int written;
    private int writeAt;
    private int claimed;
    private int published;
    private int read;

    PacketPipe(int bytes) {
        size = bytes & -ALIGNMENT;
        memory = Arena.ofAuto().allocate(size, ALIGNMENT);
    }

    MemorySegment memory() {
        return memory;
    }

    // --- the writer

    /** @return a place in {@link #memory} in one piece, or {@link IpLink#NO_ROOM} */
    long claim(int maxLength) {
        if (claimed > 0) {
            throw new IllegalStateException("a claim is open already");
        }
        int free = (int) READ.getAcquire(this);
        int at = written - free == SLOTS ? -1 : place(Math.max(1, maxLength), free);
        if (at < 0) {
            return IpLink.NO_ROOM;
        }
        writeAt = at;
        claimed = Math.max(1, maxLength);
        return at;
    }

    /** The writer never reaches the oldest unread packet from behind, so that equal places mean that there is none. */
    private int place(int length, int oldestSlot) {
        if (written == oldestSlot) {
            return length <= size ? 0 : -1;
        }
        int oldest = offsets[oldestSlot & MASK];
        if (writeAt <= oldest) {
            return length < oldest - writeAt ? writeAt : -1;
        }
        if (length <= size - writeAt) {
            return writeAt;
        }
        return length < oldest ? 0 : -1;
    }

    void commit(long offset, int length, int segmentSize, int state, long isn) {
        if (claimed == 0 || offset != writeAt || length > claimed) {
            throw new IllegalStateException(length + " bytes at " + offset + " were not claimed");
        }
        claimed = 0;
        int slot = written & MASK;
        offsets[slot] = (int) offset;
        lengths[slot] = length;
        segmentSizes[slot] = segmentSize;
        states[slot] = state;
        isns[slot] = isn;
        writeAt = (int) Math.min(size, offset + (length + ALIGNMENT - 1 & -ALIGNMENT));
        written++;
    }

    void abort(long offset) {
        if (claimed == 0 || offset != writeAt) {
            throw new IllegalStateException("offset " + offset + " was not claimed");
        }
        claimed = 0;
    }

    /** Lets the reader see what was committed. @return whether there was something that it has not seen */
    boolean publish() {
        if (published == written) {
            return false;
        }
        PUBLISHED.setRelease(this, written);
        return true;
    }

    // --- the reader

    boolean isEmpty() {
        return read == (int) PUBLISHED.getAcquire(this);
    }

    long offset() {
        return offsets[read & MASK];
    }

    int length() {
        return lengths[read & MASK];
    }

    int segmentSize() {
        return segmentSizes[read & MASK];
    }

    int state() {
        return states[read & MASK];
    }

    long isn() {
        return isns[read & MASK];
    }

    /** The oldest packet is done with. */
    void release() {
        READ.setRelease(this, read + 1);
    }
}
