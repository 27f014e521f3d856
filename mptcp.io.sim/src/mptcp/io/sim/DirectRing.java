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
    private static final VarHandle PUBLISHED;
    private static final VarHandle READ;

    static {
        try {
            MethodHandles.Lookup l = MethodHandles.lookup();
            PUBLISHED = l.findVarHandle(DirectRing.class, "published", int.class);
            READ = l.findVarHandle(DirectRing.class, "read", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MemorySegment memory;
    private final int size;
    private final int[] offsets = new int[MAX_PACKETS];
    private final int[] lengths = new int[MAX_PACKETS];
    private final int[] segmentSizes = new int[MAX_PACKETS];
    private int written;
    private int published;
    private int read;
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
        int free = (int) READ.getAcquire(this);
        if (written - free == MAX_PACKETS) {
            return IpLink.NO_ROOM;
        }
        int at = place(Math.max(1, maxLength), free);
        if (at < 0) {
            return IpLink.NO_ROOM;
        }
        writeAt = at;
        claimed = Math.max(1, maxLength);
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
        boolean wasEmpty = published == (int) READ.getAcquire(this);
        boolean more = published != written;
        PUBLISHED.setRelease(this, written);
        if (closed) {
            READ.setRelease(this, written); // there is no reader any more
            return false;
        }
        return wasEmpty && more;
    }

    /** Whether something is committed that nobody can read yet. */
    boolean hasUnpublished() {
        return published != written;
    }

    boolean readable() {
        return read != (int) PUBLISHED.getAcquire(this);
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

    void release() {
        READ.setRelease(this, read + 1);
    }

    /** Nobody reads any more: what is written is forgotten at the next {@link #publish}. */
    void close() {
        closed = true;
        READ.setRelease(this, (int) PUBLISHED.getAcquire(this));
    }
}
