package mptcp.core.mp.data;

import mptcp.core.buffer.RangeSet;
import mptcp.core.buffer.SlabPool;

/**
 * The sending half of the data level, by stream offset: what is acknowledged, what is mapped, what the peer's window
 * admits, and what waits to be sent again on another subflow (mp_rxtmitmaps). Loop thread, but for the buffer.
 */
public final class DataSender {
    /** Where subflows take turns, each segment of one is a range: more than the largest send buffer has segments. */
    private static final int MAX_REINJECT_RANGES = 1 << 14;

    public final SendBuffer buffer;
    /** What the application says of its bytes. */
    public final Hints hints = new Hints();
    public final RecordEnds records = new RecordEnds();
    private final RangeSet reinject = new RangeSet(MAX_REINJECT_RANGES);
    /** Invariant: {@code una <= next}, and {@code next} is no further than what is written: subflows are given nothing else. */
    private long una;
    private long next;
    /** Up to where the peer admits; never moves back. */
    private long edge;
    private long maxWindow;
    /** Behind the last segment that was not full. */
    private long smallEnd;
    private long reinjected;
    /** The application writes no more; set before the loop looks, never taken back. */
    private boolean ended;

    public DataSender(SlabPool slabs, int limit) {
        this.buffer = new SendBuffer(slabs, limit);
    }

    /** First offset not acknowledged at the data level. */
    public long una() {
        return una;
    }

    /** First offset that no subflow was given. */
    public long next() {
        return next;
    }

    public long unacked() {
        return next - una;
    }

    /** Whether the peer has all that was written and more may come: an output pass would find nothing to send, no end either. */
    public boolean isQuiet() {
        return una == buffer.written() && !ended;
    }

    /** Bytes written that no subflow was given. */
    public long unmapped() {
        return buffer.written() - next;
    }

    /** What the peer's window admits beyond what is mapped. */
    public long window() {
        return Math.max(0, edge - next);
    }

    public long maxWindow() {
        return maxWindow;
    }

    /** The application has ended its direction. */
    public void end() {
        ended = true;
    }

    public boolean ended() {
        return ended;
    }

    /** What may be mapped now. */
    public long sendable() {
        return Math.min(unmapped(), window());
    }

    /** Up to where the bytes from this one on may be given to a subflow as one piece. */
    public long pieceEnd(long offset) {
        return Math.min(hints.until(offset), records.after(offset));
    }

    /** Whether these bytes hold all of the present record, and more was written behind it. */
    public boolean holdsRecord(long bytes) {
        long record = records.after(next) - next;
        return record <= bytes && record < unmapped();
    }

    /** So many bytes were given to a subflow for the first time, whose segments hold {@code mss}. */
    public void mapped(long bytes, int mss) {
        next += bytes;
        if (bytes % mss != 0) {
            smallEnd = next;
        }
    }

    /** Whether a segment that was not full is not acknowledged. */
    public boolean smallUnacked() {
        return una < smallEnd;
    }

    /** Everything up to here may be sent; the edge of a peer that obeys never moves back. */
    public void window(long acknowledged, long bytes) {
        maxWindow = Math.max(maxWindow, bytes);
        edge = Math.max(edge, acknowledged + bytes);
    }

    public void plainWindow(long acknowledged, long bytes) {
        maxWindow = Math.max(maxWindow, bytes);
        edge = acknowledged + bytes;
    }

    /** Whether the window admits so little that sending waits for more (RFC 9293 section 3.8.6.2.1). */
    public boolean silly(int mss) {
        long can = sendable();
        return can < mss && can < unmapped() && can < maxWindow / 2;
    }

    /** @return whether it acknowledged anything new */
    public boolean acknowledge(long offset) {
        if (offset <= una || offset > next) {
            return false;
        }
        una = offset;
        buffer.acknowledged(offset);
        hints.removeBelow(offset);
        records.removeBelow(offset);
        if (!reinject.isEmpty()) {
            reinject.removeBelow(offset);
        }
        return true;
    }

    // --- sending again

    /** Queues bytes to be sent on another subflow. @return bytes that were not queued already */
    public long reinject(long from, long to) {
        long start = Math.max(from, una);
        long end = Math.min(to, next);
        return start < end ? Math.max(0, reinject.add(start, end)) : 0;
    }

    public boolean hasReinject() {
        return !reinject.isEmpty();
    }

    public long reinjectBytes() {
        return reinject.bytes();
    }

    public long reinjectStart() {
        return reinject.start(0);
    }

    public long reinjectEnd() {
        return reinject.end(0);
    }

    public void reinjectSent(long from, long to) {
        reinject.remove(from, to);
        reinjected += to - from;
    }

    /** No subflow can take them. */
    public void dropReinject(long from, long to) {
        reinject.remove(from, to);
    }

    public void forgetReinject() {
        reinject.clear();
    }

    public long reinjected() {
        return reinjected;
    }
}
