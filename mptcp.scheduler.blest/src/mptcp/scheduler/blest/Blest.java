package mptcp.scheduler.blest;

import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.policy.support.Candidates;
import mptcp.policy.support.Fastest;

/**
 * Blocking estimation: Ferlin, Alay, Mehani, Boreli, "BLEST: Blocking Estimation-based MPTCP Scheduler for
 * Heterogeneous Networks", IFIP Networking 2016. The fastest subflow is used while its window has room. When it has
 * none, the next fastest (S) is used only if what S would carry leaves the fast one (F) enough of the connection's send
 * window for a round trip of S; otherwise S would block F, and waiting for F is better.
 *
 * <p>F sends in the meantime X = MSS_F * (CWND_F + (r - 1) / 2) * r bytes, with r = RTT_S / RTT_F and CWND_F in
 * segments (one more per round trip); S is left out if X * lambda &gt; window - MSS_S * (inflight_S + 1). The send
 * window is the peer's connection-level window: what is not acknowledged at the data level and what it still admits.
 * RTT_S is {@link Linger}'s. In its first slow start F doubles instead: X = MSS_F * CWND_F * (2^r - 1).
 *
 * <p>lambda corrects the estimate. As in the authors' implementation it stays between 1.0 and 1.3; once per round trip of
 * S it rises by 0.04 if data of S had to be sent on another subflow in that time, and falls by 0.01 if none had.
 */
public final class Blest implements PacketScheduler {
    private static final double UP = 0.04;
    private static final double DOWN = 0.01;
    private static final double SMALLEST = 1.0;
    private static final double LARGEST = 1.3;
    /** So many doublings and X is beyond any window. */
    private static final double MOST_DOUBLINGS = 16;

    private final Linger linger = new Linger();
    private double lambda;
    private long roundEndNs;
    /** Whose data was given to others in this round. */
    private int reinjected;

    /** @param lambda the correction factor to start from; 1.2 in the authors' implementation */
    public Blest(double lambda) {
        this.lambda = lambda;
    }

    @Override
    public void attach(Subflows subflows, long nowNs) {
        roundEndNs = nowNs;
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, Subflows subflows, long nowNs) {
        if (event == SubflowEvent.CLOSED) {
            linger.forget(sf);
            reinjected &= ~(1 << sf);
        }
    }

    @Override
    public long select(SendRequest request, Subflows subflows, long nowNs) {
        if (request.kind() != SendRequest.Kind.NEW_DATA) {
            reinjected |= request.carriers();
            int open = Candidates.forReinjection(request, subflows);
            return open == 0 ? WAIT : PacketScheduler.grant(Fastest.of(open, subflows));
        }
        for (int rest = subflows.usable(); rest != 0; rest &= rest - 1) {
            linger.look(Integer.numberOfTrailingZeros(rest), subflows, nowNs);
        }
        int candidates = Candidates.of(subflows);
        int open = Candidates.withRoom(candidates, request, subflows);
        if (open == 0) {
            return WAIT;
        }
        int fast = Fastest.of(candidates, subflows);
        int chosen = Fastest.of(open, subflows);
        if (chosen != fast && subflows.srttNs(fast) > 0) {
            adapt(chosen, subflows.srttNs(chosen), nowNs);
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
        double rounds = linger.ns(slow, subflows) / subflows.srttNs(fast);
        double window = (double) subflows.unackedBytes() + subflows.windowBytes();
        double slowBytes = subflows.inFlightBytes(slow) + subflows.queuedBytes(slow) + subflows.mss(slow);
        return bytesIn(rounds, fast, subflows) * lambda > window - slowBytes;
    }

    /** What the subflow sends in so many round trips. */
    private static double bytesIn(double rounds, int sf, Subflows subflows) {
        double cwnd = subflows.cwnd(sf);
        if (subflows.ssthresh(sf) == Long.MAX_VALUE) {
            return cwnd * (Math.pow(2, Math.min(rounds, MOST_DOUBLINGS)) - 1);
        }
        return (cwnd + subflows.mss(sf) * (rounds - 1) / 2) * rounds;
    }

    private void adapt(int slow, long slowRttNs, long nowNs) {
        if (nowNs - roundEndNs < 0) {
            return;
        }
        double next = (reinjected & 1 << slow) != 0 ? lambda + UP : lambda - DOWN;
        lambda = Math.max(SMALLEST, Math.min(LARGEST, next));
        reinjected = 0;
        roundEndNs = nowNs + slowRttNs;
    }
}
