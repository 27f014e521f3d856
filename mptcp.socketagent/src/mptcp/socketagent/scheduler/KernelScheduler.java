package mptcp.socketagent.scheduler;

import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.policy.support.Candidates;

/**
 * Linux's scheduler as one sees it on the wire: new data goes to the subflow whose queue, at its rate, is empty first, the older
 * of two such; that one gets up to 64 KB before the next is looked for. Backups carry data where nothing else is. What is sent
 * again goes to a subflow that has nothing under way.
 */
public final class KernelScheduler implements PacketScheduler {
    private static final int BURST = 65_428;
    private static final long SECOND_NS = 1_000_000_000L;

    private int last = -1;
    private long left;

    @Override
    public long select(SendRequest request, Subflows subflows, long nowNs) {
        if (request.kind() != SendRequest.Kind.NEW_DATA) {
            int open = Candidates.forReinjection(request, subflows);
            return open == 0 ? WAIT : PacketScheduler.grant(Integer.lowestOneBit(open), 0);
        }
        int candidates = Candidates.of(subflows);
        if (candidates == 0) {
            return WAIT;
        }
        if (last < 0 || left <= 0 || (candidates & 1 << last) == 0) {
            last = soonest(candidates, subflows);
            left = BURST;
        }
        return PacketScheduler.grant(1 << last, 0);
    }

    private static int soonest(int mask, Subflows subflows) {
        int best = Integer.numberOfTrailingZeros(mask);
        long bestNs = Long.MAX_VALUE;
        for (int rest = mask; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            long queue = subflows.inFlightBytes(sf) + subflows.queuedBytes(sf);
            long rate = Math.max(1, subflows.cwnd(sf) * SECOND_NS / Math.max(1, subflows.srttNs(sf)));
            long ns = queue * SECOND_NS / rate;
            if (ns < bestNs) {
                best = sf;
                bestNs = ns;
            }
        }
        return best;
    }

    @Override
    public void onSent(int sf, long streamOffset, int bytes, long nowNs) {
        left -= bytes;
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, Subflows subflows, long nowNs) {
        left = 0;
    }
}
