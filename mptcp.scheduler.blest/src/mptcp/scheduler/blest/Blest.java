package mptcp.scheduler.blest;

import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.scheduler.common.Candidates;
import mptcp.scheduler.common.Fastest;

/**
 * Blocking estimation: Ferlin, Alay, Mehani, Boreli, "BLEST: Blocking Estimation-based MPTCP Scheduler for
 * Heterogeneous Networks", IFIP Networking 2016. The fastest subflow is used while its window has room. When it has
 * none, the next fastest (S) is used only if what S would carry leaves the fast one (F) enough of the connection's send
 * window for a round trip of S; otherwise S would block F, and waiting for F is better.
 *
 * <p>F sends in the meantime X = MSS_F * (CWND_F + (r - 1) / 2) * r bytes, with r = RTT_S / RTT_F and CWND_F in
 * segments (one more per round trip); S is left out if X * lambda &gt; window - MSS_S * (inflight_S + 1). The send
 * window is the peer's connection-level window: what is not acknowledged at the data level and what it still admits.
 *
 * <p>lambda corrects the estimate: once per round trip of S it rises by 0.01 if the window was used up in that time,
 * and falls by 0.01 if it was not; it stays within 0.3 of where it started, which is a bound of this implementation.
 */
public final class Blest implements PacketScheduler {
    private static final double STEP = 0.01;
    private static final double REACH = 0.3;

    private final double start;
    private double lambda;
    private long roundEndNs;
    private boolean blocked;

    /** @param lambda the correction factor to start from; 1 in the paper */
    public Blest(double lambda) {
        this.start = lambda;
        this.lambda = lambda;
    }

    @Override
    public void attach(Subflows subflows, long nowNs) {
        roundEndNs = nowNs;
    }

    @Override
    public long select(SendRequest request, Subflows subflows, long nowNs) {
        if (request.kind() != SendRequest.Kind.NEW_DATA) {
            int open = Candidates.forReinjection(request, subflows);
            return open == 0 ? WAIT : PacketScheduler.grant(Fastest.of(open, subflows));
        }
        int candidates = Candidates.of(subflows);
        int open = Candidates.withRoom(candidates, request, subflows);
        if (open == 0) {
            return WAIT;
        }
        int fast = Fastest.of(candidates, subflows);
        int chosen = Fastest.of(open, subflows);
        blocked |= subflows.windowBytes() <= subflows.mss(chosen) && request.bytes() > subflows.windowBytes();
        if (chosen != fast && subflows.srttNs(fast) > 0) {
            adapt(subflows.srttNs(chosen), nowNs);
            if (wouldBlock(fast, chosen, subflows)) {
                return WAIT;
            }
        }
        return PacketScheduler.grant(chosen);
    }

    /** The correction factor in use. */
    public double lambda() {
        return lambda;
    }

    private boolean wouldBlock(int fast, int slow, Subflows subflows) {
        double r = (double) subflows.srttNs(slow) / subflows.srttNs(fast);
        double mssFast = subflows.mss(fast);
        double fastBytes = mssFast * (subflows.cwnd(fast) / mssFast + (r - 1) / 2) * r;
        double window = (double) subflows.unackedBytes() + subflows.windowBytes();
        double slowBytes = subflows.inFlight(slow) + subflows.queued(slow) + subflows.mss(slow);
        return fastBytes * lambda > window - slowBytes;
    }

    private void adapt(long slowRttNs, long nowNs) {
        if (nowNs - roundEndNs < 0) {
            return;
        }
        double next = blocked ? lambda + STEP : lambda - STEP;
        lambda = Math.max(start - REACH, Math.min(start + REACH, next));
        blocked = false;
        roundEndNs = nowNs + slowRttNs;
    }
}
