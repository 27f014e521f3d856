package mptcp.scheduler.priority;

import java.util.List;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.policy.support.Candidates;
import mptcp.policy.support.Selectors;

/**
 * Strict priority: data goes to the first subflow of the order that has room; so a metered path carries only what the
 * free one cannot. Without overflow only the first usable one carries data, and the others stand by. Backups (RFC 8684
 * section 3.3.8) come after all regular subflows whatever the order says, and only when none of these is usable.
 */
public final class Priority implements PacketScheduler {
    private static final int NOBODY = -1;

    private final Selectors order;
    private final boolean overflow;

    /**
     * @param first slots, links, tags or addresses, the best first ({@link Selectors}); the others follow by slot
     * @param overflow whether the next one is used while the window of a better one is full
     */
    public Priority(List<String> first, boolean overflow) {
        this.order = new Selectors(first);
        this.overflow = overflow;
    }

    @Override
    public long select(SendRequest request, Subflows subflows, long nowNs) {
        if (request.kind() != SendRequest.Kind.NEW_DATA) {
            return best(Candidates.forReinjection(request, subflows), subflows);
        }
        int candidates = Candidates.of(subflows);
        int eligible = overflow ? candidates : (int) best(candidates, subflows);
        return best(Candidates.withRoom(eligible, request, subflows), subflows);
    }

    private long best(int mask, Subflows subflows) {
        int best = NOBODY;
        for (int rest = mask; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            if (best == NOBODY || place(sf, subflows) < place(best, subflows)) {
                best = sf;
            }
        }
        return best == NOBODY ? WAIT : PacketScheduler.grant(best);
    }

    /** Among those of which nothing is said, and those of one tag, the lowest slot comes first. */
    private int place(int sf, Subflows subflows) {
        int listed = order.first(sf, subflows);
        return listed == Selectors.NONE ? order.size() : listed;
    }
}
