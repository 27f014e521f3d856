package mptcp.scheduler.drain;

import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.policy.support.Candidates;

/**
 * Earliest drain first, the behaviour of Linux's present default scheduler: data goes to the subflow that will have
 * sent what it holds soonest, where the time is its bytes in flight and queued over its pacing rate, and a burst of up
 * to 64 KiB stays together. Backups are used only without a regular subflow, stale ones only without any other.
 *
 * <p>Linux may choose a subflow whose congestion window is full and let the bytes wait in its queue; here they stay
 * unmapped until a window has room, so that they go wherever room comes first.
 */
public final class Drain implements PacketScheduler {
    /** Linux's MPTCP_SEND_BURST_SIZE in spirit: the largest burst that offloading hardware takes. */
    private static final int BURST_BYTES = 1 << 16;

    @Override
    public long select(SendRequest request, Subflows subflows, long nowNs) {
        boolean fresh = request.kind() == SendRequest.Kind.NEW_DATA;
        int open = fresh
                ? Candidates.withRoom(Candidates.of(subflows), request, subflows)
                : Candidates.forReinjection(request, subflows);
        if (open == 0) {
            return WAIT;
        }
        int sf = earliest(open, subflows);
        int burst = (int) Math.min(BURST_BYTES, Math.max(subflows.roomBytes(sf), 1));
        return PacketScheduler.grant(1 << sf, fresh ? burst : 0);
    }

    private static int earliest(int open, Subflows subflows) {
        int best = Integer.numberOfTrailingZeros(open);
        double bestSeconds = seconds(best, subflows);
        for (int rest = open & open - 1; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            double seconds = seconds(sf, subflows);
            if (seconds < bestSeconds) {
                best = sf;
                bestSeconds = seconds;
            }
        }
        return best;
    }

    /** Nothing held drains at once, whatever the rate; something held at an unknown rate drains last. */
    private static double seconds(int sf, Subflows subflows) {
        double held = subflows.inFlightBytes(sf) + subflows.queuedBytes(sf);
        return held == 0 ? 0 : held / subflows.pacingRate(sf);
    }
}
