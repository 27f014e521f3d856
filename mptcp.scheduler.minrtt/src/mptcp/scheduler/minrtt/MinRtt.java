package mptcp.scheduler.minrtt;

import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.policy.support.Candidates;
import mptcp.policy.support.Fastest;

/**
 * Lowest round-trip time first: of the subflows whose window has room, the one with the smallest smoothed round-trip
 * time gets the next segment; the others get what does not fit there. Raiciu et al., "How Hard Can It Be?", NSDI 2012;
 * compared with round robin in Paasch et al., CSWS 2014. It was the default of the out-of-tree Linux kernel.
 */
public final class MinRtt implements PacketScheduler {
    @Override
    public long select(SendRequest request, Subflows subflows, long nowNs) {
        int open = request.kind() == SendRequest.Kind.NEW_DATA
                ? Candidates.withRoom(Candidates.of(subflows), request, subflows)
                : Candidates.forReinjection(request, subflows);
        return open == 0 ? WAIT : PacketScheduler.grant(Fastest.of(open, subflows));
    }
}
