package mptcp.core.buffer;

import java.util.Arrays;

/**
 * A sorted set of disjoint half-open ranges [start, end) of sequence numbers, which touch nowhere. Numbers are compared
 * by the sign of their difference, so they may wrap at 64 bits as long as all of them lie within 2^63. Never allocates,
 * except to grow. One thread.
 */
public final class RangeSet {
    private static final int FIRST_CAPACITY = 8;

    private final int maxRanges;
    private long[] starts;
    private long[] ends;
    private int size;
    private long bytes;
    private int last = -1;

    /** @param maxRanges how many ranges {@link #add} may make: the bound on what a hostile peer can have us store */
    public RangeSet(int maxRanges) {
        if (maxRanges < 1) {
            throw new IllegalArgumentException("at most " + maxRanges + " ranges");
        }
        this.maxRanges = maxRanges;
        starts = new long[Math.min(maxRanges, FIRST_CAPACITY)];
        ends = new long[starts.length];
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
        return starts[check(i)];
    }

    /** The number after the last one of the range of that index. */
    public long end(int i) {
        return ends[check(i)];
    }

    /** How many numbers are covered. */
    public long bytes() {
        return bytes;
    }

    /**
     * The index of the range that the last successful {@link #add} made, extended or hit, of which RFC 2018 section 4
     * wants the first SACK block to tell; -1 if there is none or it has been removed.
     */
    public int lastAdded() {
        return last;
    }

    public void clear() {
        size = 0;
        bytes = 0;
        last = -1;
    }

    /**
     * Adds a range and merges it with those that it overlaps or touches. An empty one (end not after start) has no
     * effect.
     *
     * @return how many numbers were not covered before; -1 if that would make one range too many, and nothing changes
     */
    public long add(long start, long end) {
        if (end - start <= 0) {
            return 0;
        }
        int low = firstEndingFrom(start);
        int high = firstStartingFrom(end + 1);
        if (low == high) {
            if (size >= maxRanges) {
                return -1;
            }
            resize(low, low, 1);
            starts[low] = start;
            ends[low] = end;
            last = low;
            bytes += end - start;
            return end - start;
        }
        long first = min(starts[low], start);
        long after = max(ends[high - 1], end);
        long fresh = after - first - bytesOf(low, high);
        resize(low, high, 1);
        starts[low] = first;
        ends[low] = after;
        last = low;
        bytes += fresh;
        return fresh;
    }

    /** Removes all numbers before pos. */
    public void removeBelow(long pos) {
        if (size > 0 && starts[0] - pos < 0) {
            remove(starts[0], pos);
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
        long first = starts[low];
        long after = ends[high - 1];
        int left = first - start < 0 ? 1 : 0;
        int right = after - end > 0 ? 1 : 0;
        bytes -= bytesOf(low, high);
        last = lastAfter(low, high, left, right);
        resize(low, high, left + right);
        if (left != 0) {
            starts[low] = first;
            ends[low] = start;
            bytes += start - first;
        }
        if (right != 0) {
            starts[low + left] = end;
            ends[low + left] = after;
            bytes += after - end;
        }
    }

    /** Where the range touched last is after the ranges low to high - 1 have shrunk to a left and a right rest. */
    private int lastAfter(int low, int high, int left, int right) {
        if (last < low) {
            return last;
        }
        if (last >= high) {
            return last + left + right - (high - low);
        }
        if (last == low && left != 0) {
            return low;
        }
        return last == high - 1 && right != 0 ? low + left : -1;
    }

    /** The end of the range that contains pos, or pos if none does. */
    public long coveredFrom(long pos) {
        int i = firstEndingFrom(pos + 1);
        return i < size && starts[i] - pos <= 0 ? ends[i] : pos;
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
        return i < size && starts[i] - end < 0;
    }

    /** The first number from from (included) to to (excluded) that is not covered, or to. */
    public long firstGap(long from, long to) {
        return to - from <= 0 ? to : min(coveredFrom(from), to);
    }

    /** The first range whose end is not before pos, or size. */
    private int firstEndingFrom(long pos) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] - pos < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The first range whose start is not before pos, or size. */
    private int firstStartingFrom(long pos) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (starts[middle] - pos < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long bytesOf(int low, int high) {
        long sum = 0;
        for (int i = low; i < high; i++) {
            sum += ends[i] - starts[i];
        }
        return sum;
    }

    /** Replaces the ranges low to high - 1 by count ranges, whose bounds the caller writes. */
    private void resize(int low, int high, int count) {
        int newSize = size + count - (high - low);
        if (newSize > starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
            ends = Arrays.copyOf(ends, 2 * ends.length);
        }
        System.arraycopy(starts, high, starts, low + count, size - high);
        System.arraycopy(ends, high, ends, low + count, size - high);
        size = newSize;
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
        for (int i = 0; i < size(); i++) {
            if (start(i) - from > 0) {
                return start(i) - to < 0 ? start(i) : to;
            }
        }
        return to;
    }
}
