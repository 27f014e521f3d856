package mptcp.io.sim;

import java.lang.foreign.MemorySegment;
import mptcp.api.link.IpLink;

/**
 * What has been committed at a link since the last flush. A claim is a packet of the pool, so what is written into it
 * goes on its way without a copy, and a link that is idle has no memory. One thread.
 */
final class PacketStage {
    private static final int ALIGNMENT = 64;
    private static final int MAX_PACKETS = 1_024;

    private final PacketPool pool;
    private final int bytes;
    private final PacketFifo committed = new PacketFifo();
    /** Of {@link #bytes}, what was committed since the stage was empty last; see {@link #poll}. */
    private int used;
    private Packet claimed;

    /** @param bytes what fits between two flushes, each packet rounded up to {@value #ALIGNMENT} bytes */
    PacketStage(PacketPool pool, int bytes) {
        this.pool = pool;
        this.bytes = bytes;
    }

    /** Where the open claim is. */
    MemorySegment memory() {
        if (claimed == null) {
            throw new IllegalStateException("nothing is claimed");
        }
        return claimed.memory();
    }

    long claim(int maxLength) {
        if (claimed != null) {
            throw new IllegalStateException("a claim is open already");
        }
        if (committed.size() == MAX_PACKETS || maxLength > bytes - used) {
            return IpLink.NO_ROOM;
        }
        claimed = pool.allocate(Math.max(1, maxLength), 0, 0);
        return claimed.offset();
    }

    void commit(long offset, int length, int segmentSize, int checksumState) {
        check(offset);
        if (length > claimed.length()) {
            throw new IllegalStateException(length + " bytes committed of " + claimed.length() + " claimed");
        }
        Packet packet = claimed;
        claimed = null;
        packet.reset(length, segmentSize, checksumState);
        committed.add(packet);
        used += length + ALIGNMENT - 1 & -ALIGNMENT;
    }

    void abort(long offset) {
        check(offset);
        pool.release(claimed);
        claimed = null;
    }

    private void check(long offset) {
        if (claimed == null || offset != claimed.offset()) {
            throw new IllegalStateException("offset " + offset + " was not claimed");
        }
    }

    /** The oldest, which stays; or null. */
    Packet peek() {
        return committed.peek();
    }

    /** Takes the oldest; null, and there is all the room again, if there is none. */
    Packet poll() {
        Packet packet = committed.poll();
        if (packet == null) {
            used = 0;
        }
        return packet;
    }

    /** Forgets all. */
    void releaseAll() {
        committed.releaseAll(pool);
        used = 0;
        if (claimed != null) {
            pool.release(claimed);
            claimed = null;
        }
    }
}
