package mptcp.core.mp.data;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Where records of the application end (MSG_EOR): no segment holds bytes of both sides of such a place. It is said on any
 * thread, as notes, before the bytes behind it can be seen; the loop takes the notes when it looks. Invariant: the offsets
 * ascend. Loop thread, but for {@link #say}.
 */
public final class RecordEnds {
    /** More are not remembered: what a record shares with the next there is left to the usual rules. */
    private static final int MOST = 1 << 14;
    private static final int FIRST = 8;
    private static final long[] NO_ENDS = {};
    private static final long NONE = Long.MAX_VALUE;

    private record Note(long at, Note before, int count) {}

    private final AtomicReference<Note> notes = new AtomicReference<>();
    private long[] ends = NO_ENDS;
    private int count;

    /** The bytes before this offset end a record. Any thread. */
    public void say(long at) {
        Note known = notes.get();
        if (at > 0 && (known == null || known.count < MOST)) { // who says more before the loop looks once is not heard
            notes.updateAndGet(before -> new Note(at, before, before == null ? 1 : before.count + 1));
        }
    }

    private void take() {
        if (notes.getPlain() == null && notes.get() == null) {
            return;
        }
        for (Note n = notes.getAndSet(null); n != null; n = n.before) {
            insert(n.at);
        }
    }

    private void insert(long at) {
        int i = find(at - 1);
        if (i < count && ends[i] == at || count == MOST) {
            return;
        }
        if (count == ends.length) {
            long[] more = new long[Math.max(FIRST, 2 * count)];
            System.arraycopy(ends, 0, more, 0, count);
            ends = more;
        }
        System.arraycopy(ends, i, ends, i + 1, count - i);
        ends[i] = at;
        count++;
    }

    /** The first that lies behind the offset. */
    private int find(long offset) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = low + high >>> 1;
            if (ends[middle] <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether anything was said of what is not acknowledged. */
    public boolean any() {
        take();
        return count > 0;
    }

    /** Where the record ends that the byte at this offset belongs to; {@link Long#MAX_VALUE} if nothing is said of that. */
    public long after(long offset) {
        take();
        int i = count == 0 ? 0 : find(offset);
        return i < count ? ends[i] : NONE;
    }

    /** Acknowledged: nobody asks about these any more. */
    void removeBelow(long offset) {
        if (count > 0 && ends[0] <= offset) {
            int gone = find(offset);
            System.arraycopy(ends, gone, ends, 0, count - gone);
            count -= gone;
        }
    }
}
