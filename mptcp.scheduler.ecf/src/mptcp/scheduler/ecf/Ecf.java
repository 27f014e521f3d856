package mptcp.scheduler.ecf;

import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.policy.support.Candidates;
import mptcp.policy.support.Fastest;

/**
 * Earliest completion first: Lim, Nahum, Towsley, Gibbens, "ECF: An MPTCP Path Scheduler to Manage Heterogeneous
 * Paths", CoNEXT 2017, algorithm 1. The fastest subflow (f) is used while its window has room. When it has none, the
 * next fastest (s) is used, unless all that is left to send (k) completes earlier by waiting for f:
 *
 * <p>with n = 1 + k / CWND_f and d = max(sigma_f, sigma_s), wait if n * RTT_f &lt; (1 + waiting * beta) * (RTT_s + d)
 * and k / CWND_s * RTT_s &gt;= 2 * RTT_f + d. Here waiting is 1 after an answer to wait and 0 after the first
 * inequality failed, so that beta gives hysteresis. k is what no subflow was given yet; sigma is the mean deviation of
 * RFC 6298.
 *
 * <p>Data takes a round trip at least, however little it is, so k counts as no less than one window of the subflow that it
 * is compared for. The paper's text does not say so, the authors' implementation does; without it the tails of objects,
 * where k is small against both windows, go to the slow path.
 */
public final class Ecf implements PacketScheduler {
    private final double beta;
    private boolean waiting;

    /** @param beta hysteresis; 0.25 in the paper */
    public Ecf(double beta) {
        this.beta = beta;
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
        int next = Fastest.of(open, subflows);
        if (next != fast && waitsFor(fast, next, Math.max(request.bytes(), subflows.unmappedBytes()), subflows)) {
            return WAIT;
        }
        return PacketScheduler.grant(next);
    }

    private boolean waitsFor(int fast, int slow, double bytesLeft, Subflows subflows) {
        double fastRtt = subflows.srttNs(fast);
        double slowRtt = subflows.srttNs(slow);
        double deviation = Math.max(subflows.rttvarNs(fast), subflows.rttvarNs(slow));
        double fastRounds = 1 + Math.max(1, bytesLeft / subflows.cwnd(fast));
        double margin = waiting ? 1 + beta : 1;
        if (fastRounds * fastRtt >= margin * (slowRtt + deviation)) {
            waiting = false;
            return false;
        }
        double slowRounds = Math.max(1, bytesLeft / subflows.cwnd(slow));
        boolean slowTakesLonger = slowRounds * slowRtt >= 2 * fastRtt + deviation;
        waiting |= slowTakesLonger;
        return slowTakesLonger;
    }
}
