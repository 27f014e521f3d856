package mptcp.core.mp.data;

import java.lang.foreign.MemorySegment;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;

/** The receiving half of the data level: payload goes to its place in the stream, and the peer is told of it. Loop thread only. */
public final class DataReceiver {
    private static final long MIN_TUNE_NS = 1_000_000;

    private final ReceiveBuffer rx;
    private final int bufferMax;
    private final boolean exact;
    private final Counters counters;
    private final Upper upper;
    /** The right edge of the window as the peer was told, an offset; it never moves back. */
    private long edgeAdvertised;
    /** The largest window that the field of the last segment could tell. */
    private long mostAdvertised = Long.MAX_VALUE >> 1;
    private long nextTuneNs;
    private boolean ack64;
    /** Where the stream ends: no byte from here on is taken. */
    private long end = Long.MAX_VALUE;
    private boolean ended;

    /** What a segment of the peer holds at the least, on whatever subflow. */
    public interface Segments {
        int smallestSegment();
    }

    /** What stands above the receiving half. Loop thread only. */
    public interface Upper {
        /** The application is gone: what comes now meets a reset. @return whether the connection has ended over it */
        boolean refusesData();

        /** More can be read, or the stream has reached its end. */
        void onReadable();
    }

    /** @param exact whether the window is told to the byte */
    public DataReceiver(ReceiveBuffer rx, int bufferMax, boolean exact, Counters counters, Upper upper) {
        this.exact = exact;
        this.rx = rx;
        this.bufferMax = bufferMax;
        this.counters = counters;
        this.upper = upper;
    }

    public int bufferMax() {
        return bufferMax;
    }

    // --- payload

    /**
     * Puts payload in its place in the stream; where checksums are used, it was verified.
     *
     * @return how many bytes from the start were taken; negative if the connection has ended over them
     */
    public int deliver(long offset, MemorySegment memory, long at, int length) {
        long last = offset + length;
        if (last <= rx.next()) {
            counters.count(Mib.DUP_DATA);
            rx.countDuplicates(length);
            return length;
        }
        if (upper.refusesData()) {
            return -1;
        }
        long room = Math.max(rx.edge(), exact ? edgeAdvertised : 0) - offset; // which was told by what its field counts by
        if (room <= 0) {
            counters.count(Mib.NO_DSS_IN_WINDOW);
            return 0;
        }
        int fits = (int) Math.min(length, room);
        long p = Math.max(offset, rx.next());
        long stop = Math.min(offset + fits, end); // what lies behind the end of the stream is no part of it
        rx.countDuplicates(p - offset);
        while (p < stop) {
            long from = rx.ahead().firstGap(p, stop);
            rx.countDuplicates(from - p);
            if (from >= stop) {
                break;
            }
            long to = rx.ahead().isEmpty() ? stop : rx.ahead().gapEnd(from, stop);
            if (!rx.place(from, memory, at + from - offset, (int) (to - from))) {
                counters.count(Mib.TCP_RCV_QUEUE_DROP);
                return (int) (from - offset);
            }
            if (!commit(from, to)) {
                return (int) (from - offset);
            }
            p = to;
        }
        return fits;
    }

    private boolean commit(long from, long to) {
        int ranges = rx.ahead().size();
        long tail = ranges == 0 ? 0 : rx.ahead().end(ranges - 1);
        int moved = rx.commit(from, to);
        if (moved < 0) {
            counters.count(Mib.RCV_PRUNED);
            return false;
        }
        if (moved == 0) {
            if (to > rx.next()) {
                countQueued(from >= tail, rx.ahead().size() <= ranges);
            }
            return true;
        }
        upper.onReadable();
        return true;
    }

    /** Bytes wait for those before them: behind all that waits already, or next to some of it. */
    private void countQueued(boolean behindAll, boolean merged) {
        counters.count(Mib.OFO_QUEUE);
        if (behindAll) {
            counters.count(Mib.OFO_QUEUE_TAIL);
        }
        if (merged) {
            counters.count(Mib.OFO_MERGE);
        }
    }

    // --- acknowledgements and windows

    /** The peer uses 64-bit DSNs, so our DATA_ACKs are of 64 bits too (RFC 8684 section 3.3.2). */
    public void peerUses64() {
        ack64 = true;
    }

    /** Our DATA_ACKs are as wide as the peer's mapping. */
    public void peerWidth(boolean wide) {
        ack64 = wide;
    }

    public boolean ack64() {
        return ack64;
    }

    /** The peer's DATA_FIN stands behind this offset. What came from beyond before it was known stays readable. */
    public void endsAt(long offset) {
        end = offset;
    }

    /** The offset at which the peer's DATA_FIN stands, or {@link Long#MAX_VALUE}. */
    public long endOfStream() {
        return end;
    }

    /** The DATA_FIN was taken. */
    public void end() {
        ended = true;
    }

    /** What DATA_ACK says, as an offset: the next byte expected, the DATA_FIN counted. */
    public long expected() {
        return rx.next() + (ended ? 1 : 0);
    }

    /** The size of segments is known: the buffer holds whole ones. */
    public void holdsWhole(int segment) {
        int limit = rx.limit();
        if (limit > segment) {
            rx.limit((limit + segment - 1) / segment * segment);
        }
    }

    /** Bytes that there is room for. */
    public long room() {
        return Math.max(0, rx.edgeGain(rx.next()));
    }

    /**
     * The window to advertise; it moves in steps that are worth sending for (RFC 9293 section 3.8.6.2.2).
     *
     * @param segments asked only where the window has moved
     */
    public long window(Segments segments) {
        if (exact) {
            long room = rx.window();
            boolean silly = room < rx.limit() / 4 && room < segments.smallestSegment();
            return Math.max(silly ? 0 : room, edgeAdvertised - rx.next());
        }
        long gain = rx.edgeGain(edgeAdvertised);
        boolean step = gain >= rx.limit() / 2 || gain > 0 && gain >= segments.smallestSegment();
        return step ? rx.window() : Math.max(0, edgeAdvertised - rx.next());
    }

    /** What there would be room for if all were read: what the SYN of a join tells. */
    public long whole() {
        return rx.limit();
    }

    /**
     * A segment has left that told this window.
     *
     * @param most the largest that its field could have told
     */
    public void windowSent(long window, long most) {
        edgeAdvertised = Math.max(edgeAdvertised, rx.next() + window);
        mostAdvertised = most;
    }

    /**
     * How far a subflow takes segments: as far as the peer was told (RFC 9293 section 3.10.7.4), which is less than the buffer
     * holds where the field is too small for it. With several subflows the data level has the exact limit.
     */
    public long acceptable(boolean plain) {
        return plain ? Math.max(0, edgeAdvertised - rx.next()) : Math.max(1 << 22, 2 * rx.window());
    }

    /** The application read: the buffer may grow. {@code limit}: what the application set, or 0 */
    public void tune(long rttNs, int limit, long nowNs) {
        rx.tune(rttNs, limit > 0 ? rx.limit() : bufferMax, nowNs);
        nextTuneNs = nowNs + Math.max(MIN_TUNE_NS, rttNs);
    }

    /** Whether it is time to look at the size of the buffer again. */
    public boolean tuneDue(long nowNs) {
        return nowNs >= nextTuneNs;
    }

    /** What is left of the window as the peer knows it. */
    public long windowLeft() {
        return edgeAdvertised - rx.next();
    }

    /** How far the right edge would move if it were told now. */
    public long windowGain() {
        return Math.min(rx.edgeGain(edgeAdvertised), rx.next() + mostAdvertised - edgeAdvertised);
    }
}
