package mptcp.core.tcp;

import mptcp.core.buffer.RangeSet;
import mptcp.core.mib.Mib;
import mptcp.core.wire.OutSegment;
import mptcp.core.wire.Seq;

/**
 * What the receiver reports: a duplicate first (RFC 2883), then the block of the segment that came last, then those that
 * were reported most recently (RFC 2018 section 4), so that each is told several times.
 */
final class SackBlocks {
    private static final int REMEMBERED = 8;
    private static final long[] NONE = {};

    private final Tcb t;
    /** Null: by habit there is no such list. */
    private final ListedBlocks listed;
    /** A position in each of the blocks that changed last, the newest first. Where all comes in order there never is one. */
    private long[] recent = NONE;
    private int count;
    private long duplicateStart;
    private long duplicateEnd;
    /** The segment that is being put together reports it. */
    private boolean duplicateWritten;

    SackBlocks(Tcb t) {
        this.t = t;
        this.listed = t.env.habits().listsDuplicates() ? new ListedBlocks() : null;
    }

    boolean due() {
        return t.options.sack() && (listed != null ? listed.count() > 0 : duplicateEnd > 0 || !t.rcv.received().isEmpty());
    }

    /**
     * Of a segment this was new and taken, or all of it had come, out of order; what was expected before is {@code before}. All else
     * is said by the other two as it happens, where there is no list.
     */
    void taken(long start, long end, long before) {
        if (listed == null || start >= end) {
            return;
        }
        boolean whole = end <= t.rcv.nxt() || t.rcv.received().contains(start) && t.rcv.received().coveredFrom(start) >= end;
        if (whole && t.options.sack()) {
            listed.taken(start, end, before, t.rcv.nxt());
        }
    }

    /** Bytes from here on arrived out of order. */
    void arrived(long position) {
        if (listed != null) {
            return;
        }
        RangeSet r = t.rcv.received();
        long end = r.coveredFrom(position);
        if (recent.length == 0) {
            recent = new long[REMEMBERED];
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            long each = recent[i];
            boolean same = each <= position ? r.coveredFrom(each) == end : each < end;
            if (each >= t.rcv.nxt() && !same) {
                recent[kept++] = each;
            }
        }
        count = Math.min(kept, REMEMBERED - 1);
        System.arraycopy(recent, 0, recent, 1, count);
        recent[0] = position;
        count++;
    }

    /** These bytes, of before what is expected, had come; they are all of the segment, or its beginning. */
    void repeated(long start, long end) {
        if (listed == null) {
            duplicate(start, end);
        } else if (t.options.sack() && t.env.config().dsack() && start > 0 && start < end) {
            listed.duplicate(start, end, t.rcv.nxt());
        }
    }

    /** What came out of order was thrown away. */
    void pruned() {
        if (listed != null) {
            listed.clear();
        }
    }

    /** These bytes had come before; one such report is kept until it is told. */
    void duplicate(long start, long end) {
        if (listed == null && t.options.sack() && t.env.config().dsack() && duplicateEnd == 0 && start > 0) {
            duplicateStart = start;
            duplicateEnd = end;
        }
    }

    /** The link took the segment: the duplicate that it may have reported is reported. */
    void sent() {
        if (listed != null) {
            if (listed.told(t.rcv.nxt())) {
                t.env.counters().count(Mib.TCP_DSACK_SENT);
            }
            return;
        }
        if (duplicateWritten) {
            duplicateWritten = false;
            duplicateEnd = 0;
            t.env.counters().count(Mib.TCP_DSACK_SENT);
        }
    }

    /** Adds as many blocks as there is room for beside the payload. Changes nothing that {@link #sent} does not confirm. */
    void addTo(OutSegment s, int room) {
        int blocks = (room - 4) / 8;
        duplicateWritten = false;
        if (blocks <= 0) {
            return;
        }
        for (int i = 0; listed != null && i < Math.min(blocks, listed.count()); i++) {
            s.sack(Seq.wire(t.rcv.irs(), listed.start(i)), Seq.wire(t.rcv.irs(), listed.end(i)));
        }
        if (duplicateEnd > 0 && s.sack(Seq.wire(t.rcv.irs(), duplicateStart), Seq.wire(t.rcv.irs(), duplicateEnd))) {
            duplicateWritten = true;
            blocks--;
        }
        for (int i = 0; i < count && blocks > 0; i++) {
            long at = recent[i];
            if (at < t.rcv.nxt() || !t.rcv.received().contains(at)) {
                continue;
            }
            if (!s.sack(Seq.wire(t.rcv.irs(), startOf(at)), Seq.wire(t.rcv.irs(), t.rcv.received().coveredFrom(at)))) {
                return;
            }
            blocks--;
        }
    }

    private long startOf(long position) {
        int low = 0;
        int high = t.rcv.received().size() - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (t.rcv.received().start(middle) <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return t.rcv.received().start(low);
    }
}
