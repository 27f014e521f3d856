package mptcp.scheduler.blest;

import java.util.Arrays;
import mptcp.api.policy.Subflows;

/**
 * How long a segment that a subflow is given now stays out there: the RTT_S of the estimate. The smoothed round-trip time
 * by itself is wrong in two ways for a subflow that is given data by that very estimate. It says nothing of the queue
 * that the segments make which it admits; and once it is so large that the subflow is left out, no acknowledgement ever
 * makes it small again, however long its queue has been empty.
 *
 * <p>So, as in the authors' implementation, it is at least what a straight line from the smallest to the largest
 * round-trip time seen gives for the share of the window that would be in flight. And, which is this implementation's, a
 * subflow with nothing in flight drains: a queue that it does not fill is shorter by a second after a second. What has
 * drained is taken off the smoothed time until the samples after the pause have brought that down themselves. Loop thread.
 */
final class Linger {
    private static final long BUSY = Long.MIN_VALUE;

    /** The largest smoothed time seen. */
    private final long[] largest = new long[Subflows.MAX];
    /** The most bytes in flight seen. */
    private final long[] most = new long[Subflows.MAX];
    /** The smoothed time when it was looked at last. */
    private final long[] seen = new long[Subflows.MAX];
    /** How much of the smoothed time is known to be gone: from 0 to smoothed less smallest. */
    private final long[] drained = new long[Subflows.MAX];
    /** Until when the pause was counted; BUSY while something is in flight. */
    private final long[] idle = new long[Subflows.MAX];

    Linger() {
        Arrays.fill(idle, BUSY);
    }

    /** The slot is of another subflow from now on. */
    void forget(int sf) {
        largest[sf] = 0;
        most[sf] = 0;
        seen[sf] = 0;
        drained[sf] = 0;
        idle[sf] = BUSY;
    }

    /** Takes note of how the subflow is; to be called whenever the scheduler is. */
    void look(int sf, Subflows subflows, long nowNs) {
        long srtt = subflows.srttNs(sf);
        if (srtt < seen[sf]) {
            drained[sf] = Math.max(0, drained[sf] - (seen[sf] - srtt));
        }
        seen[sf] = srtt;
        largest[sf] = Math.max(largest[sf], srtt);
        long out = subflows.inFlightBytes(sf) + subflows.queuedBytes(sf);
        if (out > 0) {
            most[sf] = Math.max(most[sf], out);
            idle[sf] = BUSY;
            return;
        }
        if (idle[sf] != BUSY) {
            drained[sf] = Math.min(drained[sf] + nowNs - idle[sf], Math.max(0, srtt - subflows.minRttNs(sf)));
        }
        idle[sf] = nowNs;
    }

    /** The estimate, in nanoseconds, for one more segment; 0 while there is no sample. */
    double ns(int sf, Subflows subflows) {
        double smallest = subflows.minRttNs(sf);
        double out = subflows.inFlightBytes(sf) + subflows.queuedBytes(sf) + subflows.mss(sf);
        double share = Math.min(1, out / Math.max(1, most[sf]));
        return Math.max(seen[sf] - drained[sf], smallest + share * Math.max(0, largest[sf] - smallest));
    }
}
