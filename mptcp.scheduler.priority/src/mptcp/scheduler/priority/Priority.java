package mptcp.scheduler.priority;

import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.policy.support.Candidates;

/**
 * Strict priority: data goes to the first subflow of the order that has room; so a metered path carries only what the
 * free one cannot. Without overflow only the first usable one carries data, and the others stand by. Backups (RFC 8684
 * section 3.3.8) come after all regular subflows whatever the order says, and only when none of these is usable.
 */
public final class Priority implements PacketScheduler {
    private final int[] order = new int[Subflows.MAX];
    private final boolean overflow;

    /**
     * @param first slots, the best first; the others follow in their order
     * @param overflow whether the next one is used while the window of a better one is full
     */
    public Priority(int[] first, boolean overflow) {
        this.overflow = overflow;
        int listed = 0;
        int n = 0;
        for (int sf : first) {
            if ((listed & 1 << sf) == 0) {
                listed |= 1 << sf;
                order[n++] = sf;
            }
        }
        for (int sf = 0; sf < Subflows.MAX; sf++) {
            if ((listed & 1 << sf) == 0) {
                order[n++] = sf;
            }
        }
    }

    @Override
    public long select(SendRequest request, Subflows subflows, long nowNs) {
        if (request.kind() != SendRequest.Kind.NEW_DATA) {
            return best(Candidates.forReinjection(request, subflows));
        }
        int candidates = Candidates.of(subflows);
        int eligible = overflow ? candidates : (int) best(candidates);
        return best(Candidates.withRoom(eligible, request, subflows));
    }

    private long best(int mask) {
        for (int sf : order) {
            if ((mask & 1 << sf) != 0) {
                return PacketScheduler.grant(sf);
            }
        }
        return WAIT;
    }
}
