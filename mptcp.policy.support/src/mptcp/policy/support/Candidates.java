package mptcp.policy.support;

import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.SendRequest;

/**
 * Which subflows a scheduler may choose from at all, as bit masks. Stateless; loop thread, allocates nothing.
 *
 * <p>Every answer keeps a connection going: a subflow that is passed over for want of room has bytes in flight, so
 * either an acknowledgement makes room or a timeout moves it to a lower tier.
 */
public final class Candidates {
    private Candidates() {}

    /**
     * Who may carry new data. Regular subflows come before backups (RFC 8684 section 3.3.8: a backup is for when there is
     * no regular path available), and one in a timeout is no path that is available: from its first timeout until it
     * delivers again, a backup that delivers comes before it, as where other implementations hold it to be potentially
     * failed. Stale ones are left over for the case that there is nobody else.
     *
     * @return the best tier that is not empty; 0 if no subflow is usable
     */
    public static int of(Subflows subflows) {
        int fresh = subflows.usable() & ~subflows.stale();
        if (fresh == 0) {
            return subflows.usable();
        }
        int delivering = withoutTimeout(fresh, subflows);
        int regular = ~subflows.backups();
        return first(delivering & regular, delivering, fresh & regular, fresh);
    }

    /** Those of the mask that could send the requested bytes, or a segment of them, at once. */
    public static int withRoom(int mask, SendRequest request, Subflows subflows) {
        int open = 0;
        for (int rest = mask; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            if (hasRoom(sf, request, subflows)) {
                open |= 1 << sf;
            }
        }
        return open;
    }

    /**
     * Whether the subflow could send a whole segment, or all that is left. Less room than that is left to the next
     * acknowledgement: a map that does not fit only waits where it is (silly window avoidance, RFC 9293 section
     * 3.8.6.2).
     */
    public static boolean hasRoom(int sf, SendRequest request, Subflows subflows) {
        long room = subflows.roomBytes(sf);
        return room >= Math.min(subflows.mss(sf), request.bytes())
                || room > 0 && subflows.inFlightBytes(sf) == 0 && subflows.queuedBytes(sf) == 0;
    }

    /** Those of the mask that recover from loss or ran into a timeout: "in retransmit" in the report's words. */
    public static int inRetransmit(int mask, Subflows subflows) {
        int found = 0;
        for (int rest = mask; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            if (subflows.timeouts(sf) > 0 || subflows.inRecovery(sf)) {
                found |= 1 << sf;
            }
        }
        return found;
    }

    /**
     * Who may carry data that another subflow does not deliver: one that is not in retransmit and does not carry it
     * already, a backup if there is no regular one. Only if no such subflow exists: one that is in retransmit itself;
     * and at last a carrier that is not, which has delivered the bytes at its own level while the peer did not take
     * them.
     *
     * @return those of the best tier that have room; 0 means to wait
     */
    public static int forReinjection(SendRequest request, Subflows subflows) {
        int fresh = subflows.usable() & ~subflows.stale();
        int retransmitting = inRetransmit(subflows.usable(), subflows);
        int others = fresh & ~request.carriers();
        int healthy = others & ~retransmitting;
        if (healthy != 0) {
            return withRoom(first(healthy & ~subflows.backups(), healthy), request, subflows);
        }
        int recovering = withRoom(others, request, subflows);
        return recovering != 0 ? recovering : withRoom(fresh & request.carriers() & ~retransmitting, request, subflows);
    }

    private static int withoutTimeout(int mask, Subflows subflows) {
        int found = 0;
        for (int rest = mask; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            if (subflows.timeouts(sf) == 0) {
                found |= 1 << sf;
            }
        }
        return found;
    }

    private static int first(int a, int b) {
        return a != 0 ? a : b;
    }

    private static int first(int a, int b, int c, int d) {
        return a != 0 ? a : b != 0 ? b : c != 0 ? c : d;
    }
}
