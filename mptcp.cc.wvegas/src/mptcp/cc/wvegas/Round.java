package mptcp.cc.wvegas;

/** What one subflow measures in a round trip, and what it keeps from one to the next. Times in nanoseconds. */
final class Round {
    /** Segments to keep in the path's queue. */
    double target;
    /** cwnd over round-trip time when the target was set last, bytes per nanosecond; 0 before. */
    double rate;

    private long bytesLeft;
    private long rttSum;
    private int samples;
    private long base = Long.MAX_VALUE;
    private long smallestQueueing;

    Round(double target) {
        this.target = target;
    }

    /** As new, for the next subflow in the slot. */
    void reset(double firstTarget) {
        startOver(firstTarget);
        base = Long.MAX_VALUE;
        begin(0);
    }

    /** What is known of the queue and of the others is forgotten, the path's own delay is not. */
    void startOver(double firstTarget) {
        target = firstTarget;
        rate = 0;
        smallestQueueing = 0;
    }

    int samples() {
        return samples;
    }

    void begin(long cwnd) {
        bytesLeft = cwnd;
        rttSum = 0;
        samples = 0;
    }

    void sample(long rttNs) {
        if (rttNs > 0) {
            rttSum += rttNs;
            samples++;
            base = Math.min(base, rttNs);
        }
    }

    /** Whether a window's worth of bytes was acknowledged since it began. */
    boolean isOver(long ackedBytes, long cwnd) {
        bytesLeft = Math.min(bytesLeft, cwnd) - ackedBytes;
        return bytesLeft <= 0;
    }

    /** Mean of the round; 0 without a sample. */
    long rttNs() {
        return samples == 0 ? 0 : rttSum / samples;
    }

    /** Smallest round-trip time over the round's mean. */
    double baseRatio() {
        return (double) base / rttNs();
    }

    /** Whether the queueing delay is twice the smallest one; if so, the smallest one is sought anew. */
    boolean queueDoubled() {
        long queueing = rttNs() - base;
        if (smallestQueueing == 0 || queueing < smallestQueueing) {
            smallestQueueing = queueing;
        }
        if (queueing == 0 || queueing < 2 * smallestQueueing) {
            return false;
        }
        smallestQueueing = 0;
        return true;
    }
}
