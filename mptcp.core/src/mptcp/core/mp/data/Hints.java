package mptcp.core.mp.data;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import mptcp.api.hint.Hint;

/**
 * What the application says of ranges of its stream. It is said on any thread, as notes, before the bytes can be seen; the loop
 * takes the notes when it looks at a byte, so no byte is looked at without what was said of it. Invariant: the ranges ascend and
 * do not overlap. Loop thread, but for {@link #say} and {@link #beforeWrite}.
 */
public final class Hints {
    /** More ranges than this are not remembered: the bytes are treated as the connection's others. */
    private static final int MOST = 1 << 14;
    private static final int FIRST = 8;
    private static final long[] NO_NUMBERS = {};
    private static final Hint[] NO_HINTS = {};

    private record Note(long from, long to, Hint hint, Note before, int count) {}

    private final AtomicReference<Note> notes = new AtomicReference<>();
    /** Up to where a hint was given with a write that may have taken less. The writer's. */
    private long hintedTo;
    private Hint ofConnection = Hint.NONE;
    private long nowNs;
    /** Mostly nothing is said of ranges: the arrays, which are of one length, come with the first that is. */
    private long[] start = NO_NUMBERS;
    private long[] end = NO_NUMBERS;
    private long[] deadlineNs = NO_NUMBERS;
    private Hint[] hint = NO_HINTS;
    private int count;

    // --- the application

    /** @param said null: as the connection */
    public void say(long from, long to, Hint said) {
        Note known = notes.get();
        if (from < to && (known == null || known.count < MOST)) { // who says more before the loop looks once is not heard
            notes.updateAndGet(before -> new Note(from, to, said, before, before == null ? 1 : before.count + 1));
        }
    }

    /** The writer is about to write up to so many bytes at this offset. @param said null: as the connection */
    public void beforeWrite(long offset, long bytes, Hint said) {
        if (said != null) {
            say(offset, offset + bytes, said);
            hintedTo = Math.max(hintedTo, offset + bytes);
        } else if (offset < hintedTo) {
            say(offset, hintedTo, null); // the write before took less than it was given
            hintedTo = offset;
        }
    }

    // --- the loop

    /** Of all bytes of which nothing else is said. */
    public void ofConnection(Hint said) {
        ofConnection = said;
    }

    /** A pass begins: deadlines of what was said since the last one count from now. */
    public void now(long ns) {
        nowNs = ns;
        take();
    }

    private void take() {
        if (notes.getPlain() == null && notes.get() == null) {
            return;
        }
        Note ordered = null;
        for (Note n = notes.getAndSet(null); n != null; n = n.before) {
            ordered = new Note(n.from, n.to, n.hint, ordered, 0); // the newest comes first out of the stack, and last into effect
        }
        for (Note n = ordered; n != null; n = n.before) {
            put(n.from, n.to, n.hint);
        }
    }

    private void put(long from, long to, Hint said) {
        int i = find(from);
        if (i < count && start[i] < from) {
            insert(i, start[i], from, hint[i], deadlineNs[i]);
            i++;
            start[i] = from;
        }
        int j = i;
        while (j < count && end[j] <= to) {
            j++;
        }
        if (j < count && start[j] < to) {
            start[j] = to;
        }
        remove(i, j);
        if (said != null && count < MOST) {
            long after = said.deadlineNs();
            insert(i, from, to, said, after > Long.MAX_VALUE - Math.max(0, nowNs) ? Long.MAX_VALUE : nowNs + after);
        }
    }

    /** The first range that ends behind the offset. */
    private int find(long offset) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = low + high >>> 1;
            if (end[middle] <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void insert(int at, long from, long to, Hint said, long untilNs) {
        if (count == start.length) {
            int length = Math.max(FIRST, 2 * count);
            start = Arrays.copyOf(start, length);
            end = Arrays.copyOf(end, length);
            deadlineNs = Arrays.copyOf(deadlineNs, length);
            hint = Arrays.copyOf(hint, length);
        }
        move(at, at + 1);
        start[at] = from;
        end[at] = to;
        hint[at] = said;
        deadlineNs[at] = untilNs;
        count++;
    }

    private void remove(int from, int to) {
        if (from < to) {
            move(to, from);
            int was = count;
            count -= to - from;
            Arrays.fill(hint, count, was, null);
        }
    }

    private void move(int from, int to) {
        System.arraycopy(start, from, start, to, count - from);
        System.arraycopy(end, from, end, to, count - from);
        System.arraycopy(deadlineNs, from, deadlineNs, to, count - from);
        System.arraycopy(hint, from, hint, to, count - from);
    }

    /** Acknowledged: nobody asks about these any more. */
    void removeBelow(long offset) {
        if (count > 0 && start[0] < offset) {
            int gone = find(offset);
            remove(0, gone);
            if (count > 0) {
                start[0] = Math.max(start[0], offset);
            }
        }
    }

    public Hint at(long offset) {
        take();
        int i = count == 0 ? 0 : find(offset);
        return i < count && start[i] <= offset ? hint[i] : ofConnection;
    }

    /** {@link Long#MAX_VALUE}: none. A deadline of the whole connection is none: it is told of single writes. */
    public long deadlineNs(long offset) {
        take();
        int i = count == 0 ? 0 : find(offset);
        return i < count && start[i] <= offset ? deadlineNs[i] : Long.MAX_VALUE;
    }

    /** Up to where the same is said of all bytes as of this one. */
    public long until(long offset) {
        take();
        int i = count == 0 ? 0 : find(offset);
        if (i == count) {
            return Long.MAX_VALUE;
        }
        return start[i] <= offset ? end[i] : start[i];
    }
}
