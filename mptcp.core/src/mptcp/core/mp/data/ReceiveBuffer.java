package mptcp.core.mp.data;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import mptcp.core.buffer.ByteRing;
import mptcp.core.buffer.RangeSet;
import mptcp.core.buffer.SlabPool;

/**
 * The receive buffer, addressed by stream offset: each subflow writes its payload in place, in whatever order it comes, and
 * the reader only advances (the report's "deferred reassembly", section III-C). The loop publishes {@code readable} after
 * the bytes; one reader publishes {@code read}.
 */
public final class ReceiveBuffer {
    /** More than the largest receive buffer holds segments, of which each may be a range where two subflows take turns. */
    private static final int MAX_RANGES = 1 << 14;
    private static final int FIRST_BYTES = 4096;

    private final ByteRing ring;
    private final RangeSet ahead = new RangeSet(MAX_RANGES);
    private int limit;
    private long edge;
    private volatile long readable;
    private volatile long read;
    /** The memory is gone with its host: nothing more is read. Set by the loop before it gives the memory back. */
    private volatile boolean gone;
    private long duplicates;

    /** {@link #readable} when the host last looked for idle memory. */
    private long lastSeen;

    // dynamic right-sizing
    private long tuneStartNs;
    private long tuneRead;

    public ReceiveBuffer(SlabPool slabs, int limit) {
        this.ring = new ByteRing(slabs);
        this.limit = limit;
        this.edge = limit;
    }

    // --- the reader

    public long available() {
        return gone ? 0 : readable - read;
    }

    public int read(ByteBuffer target) {
        int n = (int) Math.min(target.remaining(), available());
        if (n <= 0 || !ring.enter()) {
            return 0;
        }
        try {
            if (gone) {
                return 0;
            }
            ring.get(read, target, n);
        } catch (IllegalStateException e) {
            return ifGone(e); // the memory went while it was copied from
        } finally {
            ring.leave();
        }
        read += n;
        return n;
    }

    public int peek(ByteBuffer target, int skip) {
        int n = (int) Math.min(target.remaining(), available() - skip);
        if (n <= 0 || !ring.enter()) {
            return 0;
        }
        try {
            if (gone) {
                return 0;
            }
            ring.get(read + skip, target, n);
        } catch (IllegalStateException e) {
            return ifGone(e); // the memory went while it was copied from
        } finally {
            ring.leave();
        }
        return n;
    }

    private int ifGone(IllegalStateException e) {
        if (!gone) {
            throw e;
        }
        return 0;
    }

    // --- the loop

    /** Next offset expected in order. */
    public long next() {
        return readable;
    }

    public RangeSet ahead() {
        return ahead;
    }

    public long duplicates() {
        return duplicates;
    }

    public void countDuplicates(long bytes) {
        duplicates += bytes;
    }

    public int limit() {
        return limit;
    }

    public void limit(int bytes) {
        limit = bytes;
    }

    /** The right edge of the window; it never moves back (RFC 9293 section 3.8.6). */
    public long edge() {
        edge = Math.max(edge, read + limit);
        return edge;
    }

    /** Bytes to advertise. */
    public long window() {
        return Math.max(0, edge() - readable);
    }

    /** How far the edge would move if it were advertised now. */
    public long edgeGain(long advertised) {
        return read + limit - advertised;
    }

    /** Writes bytes in place without making them readable. @return false if the ring cannot grow right now */
    public boolean place(long offset, MemorySegment m, long at, int length) {
        if (offset + length - read > ring.capacity()
                && !ring.ensure(read, Math.max(offset + length, read + FIRST_BYTES))) {
            return false;
        }
        ring.put(offset, m, at, length);
        return true;
    }

    /** Bytes at these offsets are good; @return whether more can be read now, or -1 if there are too many gaps */
    public int commit(long offset, long end) {
        if (offset <= readable && ahead.isEmpty()) {
            readable = Math.max(readable, end);
            return 1;
        }
        if (end <= readable) {
            return 0;
        }
        if (ahead.add(Math.max(offset, readable), end) < 0) {
            return -1;
        }
        long next = ahead.coveredFrom(readable);
        if (next == readable) {
            return 0;
        }
        ahead.removeBelow(next);
        readable = next;
        return 1;
    }

    /** Throws unread bytes away, those to come too. */
    public void discard() {
        read = readable;
    }

    public long readOffset() {
        return read;
    }

    /** Gives memory back while nothing is held. */
    public void trim() {
        if (ring.capacity() > 0 && read == readable && ahead.isEmpty()) {
            ring.release();
        }
    }

    /** Does so if nothing was received since this was asked last. */
    public void trimIfIdle() {
        if (readable == lastSeen) {
            trim();
        }
        lastSeen = readable;
    }

    /**
     * Forgets what came out of order, which was not acknowledged at the data level: the peer sends it again.
     *
     * @return whether there was any
     */
    public boolean pruneAhead() {
        if (ahead.isEmpty()) {
            return false;
        }
        ahead.clear();
        trim();
        return true;
    }

    /** Dynamic right-sizing: the window is to be twice what the application takes in a round trip. */
    public void tune(long rttNs, int max, long nowNs) {
        if (rttNs <= 0 || nowNs - tuneStartNs < rttNs) {
            return;
        }
        long taken = read - tuneRead;
        long wanted = 2 * taken + 16 * 1448;
        if (wanted > limit && limit < max) {
            limit = (int) Math.min(max, Math.max(wanted, limit + limit / 2L));
        }
        tuneStartNs = nowNs;
        tuneRead = read;
    }

    /** @return false if the reader is copying: to be tried again */
    public boolean release() {
        return ring.release();
    }

    /** The host ends: what was not read is lost. */
    public void close() {
        gone = true;
        ring.release();
    }
}
