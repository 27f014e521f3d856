package mptcp.scheduler.drain;

import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.policy.support.Candidates;

/**
 * Earliest drain first, the behaviour of Linux's present default scheduler: data goes to the subflow that will have
 * sent what it holds soonest, where the time is its bytes in flight and queued over its average pacing rate, and a burst of
 * up to 64 KiB stays together. Backups are used only without a regular subflow, stale ones only without any other; timeouts
 * by themselves do not count.
 *
 * <p>The pacing rate is 200 % of cwnd / RTT in slow start, up to half of the threshold, and 120 % after it. The average is
 * renewed with each burst, weighted by what the subflow holds and what it is given.
 *
 * <p>Linux may choose a subflow whose congestion window is full and let the bytes wait in its queue; here they stay
 * unmapped until a window has room, so that they go wherever room comes first.
 */
public final class Drain implements PacketScheduler {
    /** Linux's MPTCP_SEND_BURST_SIZE in spirit: the largest burst that offloading hardware takes. */
    private static final int BURST_BYTES = 1 << 16;
    private static final double SLOW_START_FACTOR = 2;
    private static final double AVOIDANCE_FACTOR = 1.2;

    /** Bytes per second; 0 before the first burst. */
    private final double[] average = new double[Subflows.MAX];

    @Override
    public void onSubflow(int sf, SubflowEvent event, Subflows subflows, long nowNs) {
        if (event == SubflowEvent.CLOSED) {
            average[sf] = 0;
        }
    }

    @Override
    public long select(SendRequest request, Subflows subflows, long nowNs) {
        boolean fresh = request.kind() == SendRequest.Kind.NEW_DATA;
        int open = fresh
                ? Candidates.withRoom(candidates(subflows), request, subflows)
                : Candidates.forReinjection(request, subflows);
        if (open == 0) {
            return WAIT;
        }
        int sf = earliest(open, subflows);
        if (!fresh) {
            return PacketScheduler.grant(sf);
        }
        int burst = (int) Math.min(BURST_BYTES, Math.max(subflows.roomBytes(sf), 1));
        double held = held(sf, subflows);
        average[sf] = (averageRate(sf, subflows) * held + rate(sf, subflows) * burst) / (held + burst);
        return PacketScheduler.grant(1 << sf, burst);
    }

    private static int candidates(Subflows subflows) {
        int active = subflows.usable() & ~subflows.stale();
        int regular = active & ~subflows.backups();
        return regular != 0 ? regular : active != 0 ? active : subflows.usable();
    }

    private int earliest(int open, Subflows subflows) {
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
    private double seconds(int sf, Subflows subflows) {
        double held = held(sf, subflows);
        return held == 0 ? 0 : held / averageRate(sf, subflows);
    }

    private double averageRate(int sf, Subflows subflows) {
        return average[sf] == 0 ? rate(sf, subflows) : average[sf];
    }

    private static double rate(int sf, Subflows subflows) {
        boolean slowStart = subflows.cwnd(sf) < subflows.ssthresh(sf) / 2;
        return subflows.pacingRate(sf) * (slowStart ? SLOW_START_FACTOR : AVOIDANCE_FACTOR);
    }

    private static double held(int sf, Subflows subflows) {
        return (double) subflows.inFlightBytes(sf) + subflows.queuedBytes(sf);
    }
}
