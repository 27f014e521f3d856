package my.widest;

import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;

/** The subflow with the smallest round-trip time that has room. */
public final class Widest implements PacketScheduler {
    @Override
    public long select(SendRequest request, Subflows subflows, long nowNs) {
        int candidates = candidates(request, subflows);
        int best = -1;
        for (int rest = candidates; rest != 0; rest &= rest - 1) { // one bit for each subflow
            int sf = Integer.numberOfTrailingZeros(rest);
            if (subflows.roomBytes(sf) > 0 && (best < 0 || subflows.roomBytes(sf) > subflows.roomBytes(best))) {
                best = sf;
            }
        }
        return best < 0 ? WAIT : PacketScheduler.grant(best);
    }

    /** Not those that carry these bytes already; backups and stale ones only if there are no others. */
    private static int candidates(SendRequest request, Subflows subflows) {
        int usable = subflows.usable() & ~request.carriers();
        int regular = usable & ~subflows.backups() & ~subflows.stale();
        return regular != 0 ? regular : usable;
    }
}
