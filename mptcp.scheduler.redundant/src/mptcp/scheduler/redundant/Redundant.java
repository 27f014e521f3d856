package mptcp.scheduler.redundant;

import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.policy.support.Candidates;

/**
 * The same bytes on every subflow, for the latency of the best path at every moment (Froemmgen et al., "ReMP TCP", ICC
 * 2016; RAVEN, MobiCom 2018).
 *
 * <p>New data never waits for a slow subflow: it goes at once to all that have carried what is in flight and have room, be
 * it only one. A subflow that has fallen behind repeats first what others have in flight and it has not carried. So the
 * connection is as fast as its best subflow, and with a single one it is TCP, which is where other implementations fell
 * short.
 */
public final class Redundant implements PacketScheduler {
    @Override
    public boolean duplicates() {
        return true;
    }

    @Override
    public long select(SendRequest request, Subflows subflows, long nowNs) {
        int open = switch (request.kind()) {
            case NEW_DATA -> Candidates.withRoom(Candidates.of(subflows), request, subflows);
            case DUPLICATE -> Candidates.withRoom(Candidates.of(subflows) & ~request.carriers(), request, subflows);
            case REINJECT -> Candidates.forReinjection(request, subflows);
        };
        return open == 0 ? WAIT : PacketScheduler.grant(open, 0);
    }
}
