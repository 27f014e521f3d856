package mptcp.cc.ledbat;

import java.util.Arrays;

/**
 * Delays of one subflow (RFC 6817 section 2.4.2): the smallest of each of the last ten minutes, whose smallest is that of the
 * empty path, and the last four, whose smallest is the present one. Nanoseconds.
 */
final class Delays {
    private static final int BASE_HISTORY = 10;
    private static final long MINUTE_NS = 60_000_000_000L;
    private static final int CURRENT_FILTER = 4;
    private static final long NONE = Long.MAX_VALUE;

    private final long[] base = new long[BASE_HISTORY];
    private final long[] current = new long[CURRENT_FILTER];
    private int minute;
    private long minuteEndNs;
    private int next;

    Delays() {
        reset();
    }

    void reset() {
        Arrays.fill(base, NONE);
        Arrays.fill(current, NONE);
        minute = 0;
        next = 0;
    }

    void sample(long delayNs, long nowNs) {
        if (base[minute] == NONE) {
            minuteEndNs = nowNs + MINUTE_NS; // the first of all
        }
        for (int i = 0; i < BASE_HISTORY && nowNs - minuteEndNs >= 0; i++) {
            minute = (minute + 1) % BASE_HISTORY;
            base[minute] = NONE;
            minuteEndNs += MINUTE_NS;
        }
        if (nowNs - minuteEndNs >= 0) {
            minuteEndNs = nowNs + MINUTE_NS; // silent for longer than the history
        }
        base[minute] = Math.min(base[minute], delayNs);
        current[next] = delayNs;
        next = (next + 1) % CURRENT_FILTER;
    }

    /** What the queue adds; 0 while there is no sample. */
    long queueing() {
        long now = smallest(current);
        return now == NONE ? 0 : Math.max(0, now - smallest(base));
    }

    private static long smallest(long[] of) {
        long smallest = NONE;
        for (long each : of) {
            smallest = Math.min(smallest, each);
        }
        return smallest;
    }
}
