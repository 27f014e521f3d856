package mptcp.bench;

import java.util.Arrays;

/** Durations, and where in them a share of them ends. One thread. */
final class Samples {
    private final long[] values;
    private int size;

    Samples(int capacity) {
        values = new long[capacity];
    }

    /** What does not fit in is left out. */
    void add(long value) {
        if (size < values.length) {
            values[size++] = value;
        }
    }

    boolean full() {
        return size == values.length;
    }

    /** @param share 0 to 1: so much of them is not longer */
    long percentile(double share) {
        if (size == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        Arrays.sort(values, 0, size);
        return values[Math.clamp((long) Math.ceil(share * size) - 1, 0, size - 1)];
    }
}
