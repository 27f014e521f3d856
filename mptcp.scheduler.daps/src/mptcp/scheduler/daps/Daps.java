package mptcp.scheduler.daps;

import mptcp.api.policy.PolicyStatistics;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.policy.support.Candidates;
import mptcp.policy.support.Fastest;

/**
 * Delay-aware packet scheduling: Kuhn, Lochin, Mifdaoui, Sarwar, Mehani, Boreli, "DAPS: Intelligent Delay-Aware Packet
 * Scheduling for Multipath Transport", IEEE ICC 2014. Bytes are given to subflows in the order in which they will arrive
 * ({@link Schedule}), so that the slow one carries what comes later in the stream than all that the fast one
 * delivers meanwhile. A schedule is kept to: whose turn it is, is waited for.
 *
 * <p>A schedule is given up where it cannot be kept: when the subflows that may carry data are others, and when the window of
 * the one whose turn it is has fallen to half of what was counted on, or grown to twice as much.
 */
public final class Daps implements PacketScheduler {
    /** What a subflow takes in one grant. */
    private static final int MOST = 0xfffe;
    private static final int NOBODY = -1;

    private final Schedule schedule;
    /** Who was granted new data last, until it is placed. */
    private int granted = NOBODY;
    private final PolicyStatistics.Counter schedules;
    private final PolicyStatistics.Counter waits;

    /**
     * @param grainNs one-way delays are rounded to multiples of this
     * @param longest a schedule ends after so many windows of the slowest subflow at the latest
     */
    public Daps(long grainNs, int longest, PolicyStatistics statistics) {
        schedule = new Schedule(grainNs, longest);
        schedules = statistics.counter("schedules", "schedules that were made");
        waits = statistics.counter("waits", "times that new data waited for the subflow whose turn it was");
    }

    @Override
    public long select(SendRequest request, Subflows subflows, long nowNs) {
        if (request.kind() != SendRequest.Kind.NEW_DATA) {
            granted = NOBODY;
            int open = Candidates.forReinjection(request, subflows);
            return open == 0 ? WAIT : PacketScheduler.grant(Fastest.of(open, subflows));
        }
        int candidates = Candidates.of(subflows);
        if (candidates == 0) {
            return WAIT;
        }
        if (!schedule.holdsFor(candidates) || schedule.isAnother(schedule.turn(), subflows)) {
            schedule.begin(candidates, subflows);
            schedules.count();
        }
        int sf = schedule.turn();
        if (!Candidates.hasRoom(sf, request, subflows)) {
            waits.count();
            return WAIT;
        }
        long bytes = Math.min(Math.min(schedule.left(), request.bytes()), MOST);
        granted = sf;
        return bytes <= subflows.mss(sf) ? PacketScheduler.grant(sf) : PacketScheduler.grant(1 << sf, (int) bytes);
    }

    @Override
    public void onSent(int sf, long streamOffset, int bytes, long nowNs) {
        if (sf == granted) {
            granted = NOBODY;
            schedule.took(bytes);
        }
    }
}
