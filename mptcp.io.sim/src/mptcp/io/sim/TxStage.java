package mptcp.io.sim;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import mptcp.api.link.IpLink;

/** The memory that a link's claims point into, and what has been committed since the last flush. */
final class TxStage {
    private static final int ALIGNMENT = 64;
    private static final int MAX_PACKETS = 1_024;

    private final MemorySegment memory;
    private final int[] offsets = new int[MAX_PACKETS];
    private final int[] lengths = new int[MAX_PACKETS];
    private final int[] segmentSizes = new int[MAX_PACKETS];
    private final int[] checksumStates = new int[MAX_PACKETS];
    private int count;
    private int used;
    private int claimed;

    TxStage(int bytes) {
        memory = Arena.ofAuto().allocate(bytes, ALIGNMENT);
    }

    MemorySegment memory() {
        return memory;
    }

    long claim(int maxLength) {
        if (claimed > 0) {
            throw new IllegalStateException("a claim is open already");
        }
        if (count == MAX_PACKETS || maxLength > memory.byteSize() - used) {
            return IpLink.NO_ROOM;
        }
        claimed = Math.max(1, maxLength);
        return used;
    }

    void commit(long offset, int length, int segmentSize, int checksumState) {
        check(offset);
        if (length > claimed) {
            throw new IllegalStateException(length + " bytes committed of " + claimed + " claimed");
        }
        claimed = 0;
        offsets[count] = used;
        lengths[count] = length;
        segmentSizes[count] = segmentSize;
        checksumStates[count] = checksumState;
        count++;
        used += length + ALIGNMENT - 1 & -ALIGNMENT;
    }

    void abort(long offset) {
        check(offset);
        claimed = 0;
    }

    private void check(long offset) {
        if (claimed == 0 || offset != used) {
            throw new IllegalStateException("offset " + offset + " was not claimed");
        }
    }

    /** How many packets have been committed. */
    int count() {
        return count;
    }

    int offset(int i) {
        return offsets[i];
    }

    int length(int i) {
        return lengths[i];
    }

    int segmentSize(int i) {
        return segmentSizes[i];
    }

    int checksumState(int i) {
        return checksumStates[i];
    }

    /** Forgets what was committed. */
    void clear() {
        count = 0;
        used = 0;
    }
}
