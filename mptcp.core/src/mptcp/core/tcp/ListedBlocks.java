package mptcp.core.tcp;

/**
 * What a receiver reports, as FreeBSD has it: one list of blocks, the newest first, in which a duplicate is a block like others. One
 * that lies before what is expected is told once; one that came out of order stays, and is told again, until a block that touches it
 * changes or what is expected has passed it. There is room for six, the first a duplicate's. Positions count from 0, the SYN. Loop thread only.
 */
final class ListedBlocks {
    private static final int MOST = 6;

    private long[] starts = new long[MOST + 1];
    private long[] ends = new long[MOST + 1];
    private int count;
    /** The list to come; it and the one before take turns. */
    private long[] nextStarts = new long[MOST + 1];
    private long[] nextEnds = new long[MOST + 1];
    private int next;

    int count() {
        return count;
    }

    long start(int i) {
        return starts[i];
    }

    long end(int i) {
        return ends[i];
    }

    void clear() {
        count = 0;
    }

    /** What was told of before {@code expected} is told no more. @return whether there was any */
    boolean told(long expected) {
        if (count == 0 || starts[0] > expected) {
            return false; // it stands at the front
        }
        next = 0;
        for (int i = 0; i < count; i++) {
            if (starts[i] > expected) {
                add(starts[i], ends[i]);
            }
        }
        swap();
        return true;
    }

    /** A segment was taken, or had come before, all of it; what is expected was {@code before} and is {@code expected} now. */
    void taken(long start, long end, long before, long expected) {
        if (expected > before && count > 0 && ends[0] == start) {
            duplicate(starts[0], ends[0], expected); // the rest of one of which a part had come
        } else {
            placed(start, end, expected);
        }
    }

    /** These bytes, of before what is expected, had come. */
    void duplicate(long start, long end, long expected) {
        long from = start;
        long to = end;
        next = 1; // the first is this one
        for (int i = 0; i < count; i++) {
            if (starts[i] <= expected) {
                continue;
            }
            if (from > ends[i] || to < starts[i]) {
                follow(starts[i], ends[i]);
            } else if (from == ends[i]) {
                from = starts[i];
            } else if (to == starts[i]) {
                to = ends[i];
            } else {
                long whole = Math.min(from, starts[i]);
                long wholeEnd = Math.max(to, ends[i]);
                from = Math.max(from, starts[i]);
                to = Math.min(to, ends[i]);
                if (from != whole || to != wholeEnd) {
                    follow(whole, wholeEnd);
                }
            }
        }
        nextStarts[0] = from;
        nextEnds[0] = to;
        next = Math.min(next, MOST);
        swap();
    }

    /** A block behind the first; it takes the place of one before it that it holds. */
    private void follow(long start, long end) {
        if (next > 1 && nextStarts[next - 1] >= start && nextEnds[next - 1] <= end) {
            next--;
        }
        add(start, end);
    }

    private void placed(long start, long end, long expected) {
        boolean old = end < expected || end == expected && count > 0 && ends[0] == expected;
        long from = old ? start : 0;
        long to = old ? end : 0;
        long found = 0;
        long foundEnd = 0;
        long whole = start;
        long wholeEnd = end;
        boolean known = false;
        for (int i = 0; i < count; i++) {
            if (end < starts[i] || start > ends[i]) {
                continue;
            }
            boolean behind = expected > ends[i];
            long overlap = behind ? Math.max(start, starts[i]) : starts[i];
            long overlapEnd = behind ? Math.min(end, ends[i]) : ends[i];
            boolean first = found == foundEnd || overlap < found;
            if (first && (behind ? overlap != overlapEnd : overlapEnd > start)) {
                found = overlap;
                foundEnd = overlapEnd;
            }
            if (!behind) {
                whole = Math.min(whole, starts[i]);
                wholeEnd = Math.max(wholeEnd, ends[i]);
                known |= whole == starts[i] && wholeEnd == ends[i];
            }
        }
        if (found < foundEnd) {
            from = Math.max(start, found);
            to = Math.min(end, foundEnd);
        }
        next = 0;
        add(from, to);
        if (known || expected < wholeEnd && (whole != from || wholeEnd != to)) {
            add(whole, wholeEnd);
        }
        int left = MOST - Math.max(1, next) - (from < to || next == 0 ? 0 : 1); // the first place is a duplicate's
        for (int i = 0; i < count && left > 0; i++) {
            if ((ends[i] < whole || starts[i] > wholeEnd) && starts[i] > expected) {
                add(starts[i], ends[i]);
                left--;
            }
        }
        swap();
    }

    private void add(long start, long end) {
        if (start < end && next <= MOST) {
            nextStarts[next] = start;
            nextEnds[next++] = end;
        }
    }

    private void swap() {
        long[] s = starts;
        long[] e = ends;
        starts = nextStarts;
        ends = nextEnds;
        nextStarts = s;
        nextEnds = e;
        count = Math.min(next, MOST);
    }
}
