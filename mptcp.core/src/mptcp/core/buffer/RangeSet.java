package mptcp.core.buffer;

import java.util.Arrays;

/**
 * A sorted set of disjoint half-open ranges [start, end) of sequence numbers, which touch nowhere. Numbers are compared
 * by the sign of their difference, so they may wrap at 64 bits as long as all of them lie within 2^63. Never allocates,
 * except to grow. One thread.
 */
public final class RangeSet {
    private static final int FIRST_CAPACITY = 8;
    private static final long[] NO_BOUNDS = {};

    private final int maxRanges;
    /** Of one length; the first range brings the arrays, since where all comes in order there never is one. */
    private long[] starts = NO_BOUNDS;
    private long[] ends = NO_BOUNDS;
    /** Where in the arrays the first range is: those taken off the front leave room there, and nothing is moved. */
    private int first;
    private int size;
    private long bytes;
    /** Which range was found last between the first and the last; a guess once others came or went before it. */
    private int finger;
    private long looked;

    /** @param maxRanges how many ranges {@link #add} may make: the bound on what a hostile peer can have us store */
    public RangeSet(int maxRanges) {
        if (maxRanges < 1) {
            throw new IllegalArgumentException("at most " + maxRanges + " ranges");
        }
        this.maxRanges = maxRanges;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** How many ranges there are. */
    public int size() {
        return size;
    }

    /** First number of the range of that index, 0 to size - 1, in ascending order. */
    public long start(int i) {
        return starts[first + check(i)];
    }

    /** The number after the last one of the range of that index. */
    public long end(int i) {
        return ends[first + check(i)];
    }

    /** How many numbers are covered. */
    public long bytes() {
        return bytes;
    }

    public void clear() {
        first = 0;
        size = 0;
        bytes = 0;
    }

    /**
     * Adds a range and merges it with those that it overlaps or touches. An empty one (end not after start) has no
     * effect.
     *
     * @return how many numbers were not covered before; -1 if that would make one range too many, and nothing changes
     */
    public long add(long start, long end) {
        return add(start, end, maxRanges);
    }

    /**
     * The same for the range that all others wait for: it may be one more than there may be of others, so that it is refused only
     * if such a one is there already and it does not touch it.
     */
    public long addNext(long start, long end) {
        return add(start, end, maxRanges + 1);
    }

    private long add(long start, long end, int limit) {
        if (end - start <= 0) {
            return 0;
        }
        int low = firstEndingFrom(start);
        int high = firstStartingFrom(end + 1);
        if (low == high) {
            if (size >= limit) {
                return -1;
            }
            resize(low, low, 1);
            put(low, start, end);
            bytes += end - start;
            return end - start;
        }
        long from = min(starts[first + low], start);
        long after = max(ends[first + high - 1], end);
        long fresh = after - from - bytesOf(low, high);
        resize(low, high, 1);
        put(low, from, after);
        bytes += fresh;
        return fresh;
    }

    private void put(int i, long start, long end) {
        starts[first + i] = start;
        ends[first + i] = end;
    }

    /** Removes all numbers before pos. */
    public void removeBelow(long pos) {
        if (size > 0 && starts[first] - pos < 0) {
            remove(starts[first], pos);
        }
    }

    /**
     * Removes the numbers of a range. That may split a range beyond the limit, which binds {@link #add} alone: what is
     * to be removed is removed.
     */
    public void remove(long start, long end) {
        if (end - start <= 0) {
            return;
        }
        int low = firstEndingFrom(start + 1);
        int high = firstStartingFrom(end);
        if (low >= high) {
            return;
        }
        long from = starts[first + low];
        long after = ends[first + high - 1];
        int left = from - start < 0 ? 1 : 0;
        int right = after - end > 0 ? 1 : 0;
        bytes -= bytesOf(low, high);
        resize(low, high, left + right);
        if (left != 0) {
            put(low, from, start);
            bytes += start - from;
        }
        if (right != 0) {
            put(low + left, end, after);
            bytes += after - end;
        }
    }

    /** The end of the range that contains pos, or pos if none does. */
    public long coveredFrom(long pos) {
        int i = firstEndingFrom(pos + 1);
        return i < size && starts[first + i] - pos <= 0 ? ends[first + i] : pos;
    }

    public boolean contains(long pos) {
        return coveredFrom(pos) != pos;
    }

    /** Whether every number of the range is covered; true for an empty one. */
    public boolean covers(long start, long end) {
        return end - start <= 0 || coveredFrom(start) - end >= 0;
    }

    /** Whether any number of the range is covered; false for an empty one. */
    public boolean overlaps(long start, long end) {
        if (end - start <= 0) {
            return false;
        }
        int i = firstEndingFrom(start + 1);
        return i < size && starts[first + i] - end < 0;
    }

    /** The first number from from (included) to to (excluded) that is not covered, or to. */
    public long firstGap(long from, long to) {
        return to - from <= 0 ? to : min(coveredFrom(from), to);
    }

    /** The first range whose end is not before pos, or size. */
    private int firstEndingFrom(long pos) {
        return find(ends, pos);
    }

    /** The first range whose start is not before pos, or size. */
    private int firstStartingFrom(long pos) {
        return find(starts, pos);
    }

    /**
     * The first range whose bound is not before pos, or size. What arrives goes to the end, where data is ahead, or to the
     * front, where the oldest hole is; those are looked at first. Otherwise it is mostly where it was the last time, or
     * one further on: the search goes from there, and takes as long as the logarithm of the distance.
     */
    private int find(long[] bounds, long pos) {
        if (size == 0 || bounds[first] - pos >= 0) {
            return 0;
        }
        int last = size - 1;
        if (bounds[first + last] - pos < 0) {
            return size;
        }
        if (last == 1 || bounds[first + last - 1] - pos < 0) {
            return last;
        }
        finger = near(bounds, pos, Math.max(1, Math.min(finger, last - 1)));
        return finger;
    }

    /** {@link #find} from a range on, of which neither the first nor any after the last but one is meant. */
    private int near(long[] bounds, long pos, int from) {
        int low = 1; // all before it are before pos
        int high = size - 2; // its bound is not
        if (bounds[first + from] - pos < 0) {
            low = from + 1;
            for (int step = 1; low + step < high; step *= 2) {
                looked++;
                if (bounds[first + low + step - 1] - pos >= 0) {
                    high = low + step - 1;
                    break;
                }
                low += step;
            }
        } else {
            high = from;
            for (int step = 1; high - step >= low; step *= 2) {
                looked++;
                if (bounds[first + high - step] - pos < 0) {
                    low = high - step + 1;
                    break;
                }
                high -= step;
            }
        }
        while (low < high) {
            looked++;
            int middle = (low + high) >>> 1;
            if (bounds[first + middle] - pos < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** How many bounds searches have looked at, those apart that are looked at always. For tests. */
    long looked() {
        return looked;
    }

    private long bytesOf(int low, int high) {
        long sum = 0;
        for (int i = first + low; i < first + high; i++) {
            sum += ends[i] - starts[i];
        }
        return sum;
    }

    /** Replaces the ranges low to high - 1 by count ranges, whose bounds the caller writes; moves the fewer others. */
    private void resize(int low, int high, int count) {
        int more = count - (high - low);
        if (more == 0) {
            return;
        }
        if (low < size - high && first >= more) {
            System.arraycopy(starts, first, starts, first - more, low);
            System.arraycopy(ends, first, ends, first - more, low);
            first -= more;
        } else {
            if (first + size + more > starts.length) {
                makeRoom(size + more);
            }
            System.arraycopy(starts, first + high, starts, first + low + count, size - high);
            System.arraycopy(ends, first + high, ends, first + low + count, size - high);
        }
        size += more;
    }

    /** Moves the ranges to the front, which is worth it if a quarter of the arrays is free then; else the arrays grow. */
    private void makeRoom(int ranges) {
        int capacity = ranges > starts.length / 4 * 3 ? Math.max(FIRST_CAPACITY, 2 * starts.length) : starts.length;
        long[] newStarts = capacity == starts.length ? starts : new long[capacity];
        long[] newEnds = capacity == starts.length ? ends : new long[capacity];
        System.arraycopy(starts, first, newStarts, 0, size);
        System.arraycopy(ends, first, newEnds, 0, size);
        starts = newStarts;
        ends = newEnds;
        first = 0;
    }

    private int check(int i) {
        if (i >= size) {
            throw new IndexOutOfBoundsException(i + " of " + size + " ranges");
        }
        return i;
    }

    private static long min(long a, long b) {
        return a - b <= 0 ? a : b;
    }

    private static long max(long a, long b) {
        return a - b >= 0 ? a : b;
    }

    /** The end of the gap that begins at {@code from}, which no range covers: the next range's start, or {@code to}. */
    public long gapEnd(long from, long to) {
        int i = firstStartingFrom(from + 1);
        return i < size ? min(starts[first + i], to) : to;
    }
}
