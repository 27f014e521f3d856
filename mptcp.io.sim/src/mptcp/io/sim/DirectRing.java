package mptcp.io.sim;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import mptcp.api.link.IpLink;

/** One direction of a {@link DirectLink}: packets of any length, one after the other, in a ring of bytes. */
final class DirectRing {
    private static final int ALIGNMENT = 64;
    private static final int MIN_BYTES = 1 << 18;
    private static final int MAX_PACKETS = 4_096;
    private static final int MASK = MAX_PACKETS - 1;

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
    private boolean closed;

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
        if (written - read == MAX_PACKETS) {
            return IpLink.NO_ROOM;
        }
        int at = place(Math.max(1, maxLength));
        if (at < 0) {
            return IpLink.NO_ROOM;
        }
        writeAt = at;
        claimed = Math.max(1, maxLength);
        return at;
    }

    private int place(int length) {
        if (written == read) {
            return length <= size ? 0 : -1;
        }
        int oldest = offsets[read & MASK];
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
        boolean wasEmpty = published == read;
        published = written;
        if (closed) {
            read = written;
            return false;
        }
        return wasEmpty && published != read;
    }

    boolean readable() {
        return read != published;
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
        read++;
    }

    /** Nobody reads any more: what is written is forgotten at the next {@link #publish}. */
    void close() {
        closed = true;
        read = published;
    }
}
