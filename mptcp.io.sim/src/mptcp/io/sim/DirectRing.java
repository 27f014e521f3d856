package mptcp.io.sim;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import mptcp.api.link.IpLink;

/**
 * Packets of any length, one after the other, in a ring of bytes: one direction of a {@link DirectLink}, or one way through a
 * {@link QueuedLink}. One thread writes, one reads. {@code read <= published <= written <= read + MAX_PACKETS}, as differences.
 */
final class DirectRing {
    private static final int ALIGNMENT = 64;
    private static final int MIN_BYTES = 1 << 18;
    private static final int MAX_PACKETS = 4_096;
    private static final int MASK = MAX_PACKETS - 1;
    private static final VarHandle INT = MethodHandles.arrayElementVarHandle(int[].class);
    /** Places in {@link #shared}, far enough from one another that no two are in one line of the processor's caches. */
    private static final int PUBLISHED = 32;
    private static final int READ = 64;
    private static final int READERS = 96;

    private final MemorySegment memory;
    private final int size;
    private final int[] offsets = new int[MAX_PACKETS];
    private final int[] lengths = new int[MAX_PACKETS];
    private final int[] segmentSizes = new int[MAX_PACKETS];
    /**
     * What both ends look at: how many packets are published and how many were read, and, the reader's own, how many he knows to be
     * published. The other fields of this object are the writer's.
     */
    private final int[] shared = new int[READERS + 32];
    private int written;
    private int published;
    /** How many the writer knows to be read; he looks again with the first packet after publishing, and when he has no room. */
    private int seenRead;
    private int writeAt;
    private int claimed;
    private volatile boolean closed;

    DirectRing(int bytes) {
        if (bytes < MIN_BYTES) {
            throw new IllegalArgumentException("a ring needs " + MIN_BYTES + " bytes, not " + bytes);
        }
        size = bytes & -ALIGNMENT;
        memory = Arena.ofAuto().allocate(size, ALIGNMENT);
    }

    MemorySegment memory() {
        return memory;
    }

    /**
     * Room in one piece: behind the last packet, or at the start if there is none before the end. The writer never
     * reaches the oldest unread packet from behind, so that equal places mean an empty ring.
     */
    long claim(int maxLength) {
        if (claimed > 0) {
            throw new IllegalStateException("a claim is open already");
        }
        int length = Math.max(1, maxLength);
        if (written == published) {
            seenRead = (int) INT.getAcquire(shared, READ); // what was all read begins anew in the memory that is in the caches
        }
        int at = written - seenRead == MAX_PACKETS ? -1 : place(length, seenRead);
        if (at < 0) {
            seenRead = (int) INT.getAcquire(shared, READ);
            at = written - seenRead == MAX_PACKETS ? -1 : place(length, seenRead);
        }
        if (at < 0) {
            return IpLink.NO_ROOM;
        }
        writeAt = at;
        claimed = length;
        return at;
    }

    private int place(int length, int oldestPacket) {
        if (written == oldestPacket) {
            return length <= size ? 0 : -1;
        }
        int oldest = offsets[oldestPacket & MASK];
        if (writeAt <= oldest) {
            return length < oldest - writeAt ? writeAt : -1;
        }
        if (length <= size - writeAt) {
            return writeAt;
        }
        return length < oldest ? 0 : -1;
    }

    void commit(long offset, int length, int segmentSize) {
        check(offset);
        if (length > claimed) {
            throw new IllegalStateException(length + " bytes committed of " + claimed + " claimed");
        }
        claimed = 0;
        int slot = written & MASK;
        offsets[slot] = (int) offset;
        lengths[slot] = length;
        segmentSizes[slot] = segmentSize;
        writeAt = (int) offset + (length + ALIGNMENT - 1 & -ALIGNMENT);
        written++;
    }

    void abort(long offset) {
        check(offset);
        claimed = 0;
    }

    private void check(long offset) {
        if (claimed == 0 || offset != writeAt) {
            throw new IllegalStateException("offset " + offset + " was not claimed");
        }
    }

    /** Makes the committed packets readable; returns whether there had been none. */
    boolean publish() {
        boolean wasEmpty = published == (int) INT.getAcquire(shared, READ);
        boolean more = published != written;
        published = written;
        INT.setRelease(shared, PUBLISHED, written);
        if (closed) {
            INT.setRelease(shared, READ, written); // there is no reader any more
            return false;
        }
        return wasEmpty && more;
    }

    /** Whether something is committed that nobody can read yet. */
    boolean hasUnpublished() {
        return published != written;
    }

    boolean readable() {
        if (shared[READ] == shared[READERS]) {
            shared[READERS] = (int) INT.getAcquire(shared, PUBLISHED);
        }
        return shared[READ] != shared[READERS] && !closed;
    }

    long offset() {
        return offsets[shared[READ] & MASK];
    }

    int length() {
        return lengths[shared[READ] & MASK];
    }

    int segmentSize() {
        return segmentSizes[shared[READ] & MASK];
    }

    void release() {
        INT.setRelease(shared, READ, shared[READ] + 1);
    }

    /** Nobody reads any more: what is written is forgotten at the next {@link #publish}. */
    void close() {
        closed = true;
        shared[READERS] = (int) INT.getAcquire(shared, PUBLISHED);
        INT.setRelease(shared, READ, shared[READERS]);
    }
}
