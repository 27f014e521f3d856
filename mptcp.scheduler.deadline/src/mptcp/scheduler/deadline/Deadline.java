package mptcp.scheduler.deadline;

import mptcp.api.policy.PolicyStatistics;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.policy.support.Candidates;
import mptcp.policy.support.Delivery;
import mptcp.policy.support.Fastest;

/**
 * Bytes that have to be with the peer by a time are not given to a subflow on which they come too late, if they come
 * earlier by waiting for another one. When they come is {@link Delivery}'s estimate and a number of deviations of the
 * round-trip time. What has no deadline goes to the fastest subflow with room; so does what arrives in time there.
 *
 * <p>The stream is delivered in order, so that bytes hold up all that is written after them: what was written last has a
 * say too, if it has to be there earlier. Bytes of the highest priorities may be sent on two subflows.
 */
public final class Deadline implements PacketScheduler {
    private final Delivery delivery = new Delivery();
    private final double deviations;
    private final int duplicateFrom;
    private final PolicyStatistics.Counter waits;
    private final PolicyStatistics.Counter late;
    private final PolicyStatistics.Counter duplicates;

    /**
     * @param deviations so many of the round-trip time's are added to the estimate
     * @param duplicateFrom what has this priority, or a higher one, is sent on two subflows; 8: nothing is
     */
    public Deadline(double deviations, int duplicateFrom, PolicyStatistics statistics) {
        this.deviations = deviations;
        this.duplicateFrom = duplicateFrom;
        waits = statistics.counter("waits", "times that new data waited, as it would have been late where there was room");
        late = statistics.counter("late_segments", "segments that were sent though they were expected to be late");
        duplicates = statistics.counter("duplicated_segments", "segments that were sent on two subflows for their priority");
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, Subflows subflows, long nowNs) {
        if (event == SubflowEvent.CLOSED) {
            delivery.forget(sf);
        }
    }

    @Override
    public long select(SendRequest request, Subflows subflows, long nowNs) {
        delivery.look(subflows.usable(), subflows);
        if (request.kind() != SendRequest.Kind.NEW_DATA) {
            int open = Candidates.forReinjection(request, subflows);
            return open == 0 ? WAIT : PacketScheduler.grant(first(open, request, subflows));
        }
        int candidates = Candidates.of(subflows);
        int open = Candidates.withRoom(candidates, request, subflows);
        if (open == 0) {
            return WAIT;
        }
        long until = Math.min(request.deadlineNs(), subflows.deadlineNs(Math.max(0, subflows.writtenBytes() - 1)));
        int fastest = Fastest.of(open, subflows);
        if (until == Long.MAX_VALUE || expectedNs(fastest, request, subflows) <= until - nowNs) {
            return granted(fastest, open, request, subflows);
        }
        int here = first(open, request, subflows);
        if (expectedNs(here, request, subflows) > until - nowNs) {
            if (here != first(candidates, request, subflows)) {
                waits.count();
                return WAIT;
            }
            late.count();
        }
        return granted(here, open, request, subflows);
    }

    private long granted(int sf, int open, SendRequest request, Subflows subflows) {
        int others = open & ~(1 << sf);
        if (others == 0 || request.hint().priority() < duplicateFrom) {
            return PacketScheduler.grant(sf);
        }
        duplicates.count();
        return PacketScheduler.grant(1 << sf | 1 << first(others, request, subflows), 0);
    }

    /** Of the mask, where a segment is expected first; the lowest slot among equals. */
    private int first(int mask, SendRequest request, Subflows subflows) {
        int best = Integer.numberOfTrailingZeros(mask);
        double bestNs = expectedNs(best, request, subflows);
        for (int rest = mask & mask - 1; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            double ns = expectedNs(sf, request, subflows);
            if (ns < bestNs) {
                best = sf;
                bestNs = ns;
            }
        }
        return best;
    }

    /** After how many nanoseconds a segment is expected to be there. */
    private double expectedNs(int sf, SendRequest request, Subflows subflows) {
        long bytes = Math.min(subflows.mss(sf), request.bytes());
        return delivery.arrivalNs(sf, bytes, subflows) + deviations * subflows.rttvarNs(sf);
    }
}
