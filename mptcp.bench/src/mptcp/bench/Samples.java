package mptcp.bench;

import org.HdrHistogram.Histogram;

/** Durations, and where in them a share of them ends, to three digits. One thread. */
final class Samples {
    private static final int DIGITS = 3;
    private static final double PERCENT = 100;

    private final int capacity;
    private final Histogram values = new Histogram(DIGITS);

    Samples(int capacity) {
        this.capacity = capacity;
    }

    /** What does not fit in is left out. */
    void add(long value) {
        if (!full()) {
            values.recordValue(Math.max(0, value)); // a clock of the processor may go back a tick
        }
    }

    boolean full() {
        return values.getTotalCount() == capacity;
    }

    /** @param share 0 to 1: so much of them is not longer */
    long percentile(double share) {
        if (values.getTotalCount() == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        return values.getValueAtPercentile(share * PERCENT);
    }
}
