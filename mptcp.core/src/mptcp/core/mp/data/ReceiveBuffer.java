package mptcp.core.mp.data;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import mptcp.core.buffer.ByteRing;
import mptcp.core.buffer.RangeSet;
import mptcp.core.buffer.SlabPool;
import mptcp.core.wire.Checksum;

/**
 * The receive buffer, addressed by stream offset: each subflow writes its payload in place, in whatever order it comes, and
 * the reader only advances (the report's "deferred reassembly", section III-C). The loop publishes {@code readable} after
 * the bytes; one reader publishes {@code read}.
 */
public final class ReceiveBuffer {
    /** More than the largest receive buffer holds segments, of which each may be a range where two subflows take turns. */
    private static final int MAX_RANGES = 1 << 14;
    private static final int FIRST_BYTES = 4096;
    /** A ring of this size is worth no trouble. */
    private static final int SMALL_BYTES = 1 << 15;

    private final ByteRing ring;
    private final RangeSet ahead = new RangeSet(MAX_RANGES);
    private int limit;
    /** Behind the last byte that the peer was allowed to send. Loop thread; never moves back. */
    private long edge;
    /** Behind the last byte of the unbroken stream. Written by the loop alone, after the bytes; never moves back. */
    private volatile long readable;
    /**
     * The next byte to be read. Invariants: {@code read <= readable}, and it is moved only inside the ring's guard, by the
     * reader as he copies or by the loop as it throws away: two who moved it at once would read bytes that are not there.
     */
    private volatile long read;
    /** The memory is given back, or about to be: nothing more is read or placed. Set by the loop, once, before it gives it. */
    private volatile boolean gone;
    private long duplicates;

    /** {@link #readable} when the host last looked for idle memory. */
    private long lastSeen;

    /** Up to how far behind {@link #read} there were bytes since the last round trip began. */
    private long needed;
    private final Unneeded unneeded = new Unneeded();

    // dynamic right-sizing
    private long tuneStartNs;
    private long tuneRead;

    public ReceiveBuffer(SlabPool slabs, int limit) {
        this(new ByteRing(slabs), limit);
    }

    ReceiveBuffer(ByteRing ring, int limit) {
        this.ring = ring;
        this.limit = limit;
        this.edge = limit;
    }

    // --- the reader

    public long available() {
        long taken = read; // first: by the time of the other, no less than this can be read
        return gone ? 0 : readable - taken;
    }

    /** @return bytes read; 0 also while the loop has the ring, or when nothing is read any more */
    public int read(ByteBuffer target) {
        return copy(target, 0, true);
    }

    /** As {@link #read}, from behind the first {@code skip} bytes, and leaves them in place. */
    public int peek(ByteBuffer target, int skip) {
        return copy(target, skip, false);
    }

    private int copy(ByteBuffer target, int skip, boolean take) {
        if (available() <= skip || !ring.enter()) {
            return 0;
        }
        try {
            int n = (int) Math.min(target.remaining(), available() - skip); // as it is inside the guard
            if (n <= 0) {
                return 0;
            }
            ring.get(read + skip, target, n);
            if (take) {
                read += n;
            }
            return n;
        } finally {
            ring.leave();
        }
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
        if (gone) {
            return false;
        }
        if (offset + length - read > ring.capacity()
                && !ring.ensure(read, Math.max(offset + length, read + FIRST_BYTES))) {
            return false;
        }
        ring.put(offset, m, at, length);
        needed = Math.max(needed, offset + length - read);
        return true;
    }

    /** The ones' complement sum of bytes that are to be placed here; see {@link ByteRing#sum}. */
    public int sum(MemorySegment m, long at, int length) {
        return ring.payloadFree() ? 0 : Checksum.sum(m, at, length);
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
        if (offset > readable) {
            return ahead.add(offset, end) < 0 ? -1 : 0;
        }
        readable = ahead.coveredFrom(end); // taken however many gaps there are: what is behind it waits for it
        ahead.removeBelow(readable);
        return 1;
    }

    /** Throws unread bytes away. @return false if the reader is copying: to be tried again */
    public boolean discard() {
        if (!ring.exclude()) {
            return false;
        }
        read = readable;
        ring.admit();
        return true;
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
        shrink(rttNs, nowNs);
        long taken = read - tuneRead;
        long wanted = 2 * taken + 16 * 1448;
        if (wanted > limit && limit < max) {
            limit = (int) Math.min(max, Math.max(wanted, limit + limit / 2L));
        }
        tuneStartNs = nowNs;
        tuneRead = read;
    }

    /** Gives half of the ring back, or more, when for a while no more than a quarter of it was needed. */
    private void shrink(long rttNs, long nowNs) {
        long most = needed;
        needed = 0;
        if (most > ring.capacity() / 4 || ring.capacity() <= SMALL_BYTES) {
            unneeded.needed(nowNs);
        } else if (unneeded.isOver(most, rttNs, nowNs) && ring.exclude()) {
            long end = ahead.isEmpty() ? readable : ahead.end(ahead.size() - 1);
            ring.shrink(read, Math.max(end, read + 2 * unneeded.most()));
            ring.admit();
            unneeded.shrunk(nowNs);
        }
    }

    /** Nothing is read any more, and what was not is lost. @return false if the reader is copying: to be tried again */
    public boolean release() {
        gone = true;
        return ring.release();
    }
}
