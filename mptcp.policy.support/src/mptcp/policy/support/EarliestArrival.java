package mptcp.policy.support;

import mptcp.api.policy.PolicyStatistics;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;

/**
 * Gives each segment to the subflow on which it would arrive first, by an estimate that a heir makes of what is in flight
 * and queued there. Where that is one whose window is full, the segment waits for it. So that a slower subflow may carry
 * what comes later in the stream meanwhile, the faster one is given, while it has room, all that arrives there first: also
 * what its window does not admit yet, which waits in its queue.
 *
 * <p>A queue is bounded, and what does not fit is the connection's: it is counted as if it was in the queue. So if more is
 * left than would arrive on the best subflow before a segment on another one with room, that one is given the next segment,
 * though it is one further back that it ought to carry. Loop thread; allocates nothing after construction.
 */
public abstract class EarliestArrival implements PacketScheduler {
    /** What a subflow takes in one grant. */
    public static final int MOST_AHEAD = 0xfffe;

    private final int aheadBytes;
    private final PolicyStatistics.Counter waits;
    private final PolicyStatistics.Counter ahead;

    /** @param aheadBytes how much may wait in a subflow's queue, 0 to {@link #MOST_AHEAD} */
    protected EarliestArrival(int aheadBytes, PolicyStatistics statistics) {
        this.aheadBytes = aheadBytes;
        waits = statistics.counter("waits", "times that new data waited for a subflow whose window was full");
        ahead = statistics.counter("ahead_bytes", "bytes given to a subflow beyond its window");
    }

    /**
     * After how many nanoseconds the last of so many bytes would arrive, behind what is queued on the subflow.
     *
     * @return never negative; {@link Long#MAX_VALUE} if it cannot be said
     */
    protected abstract long arrivalNs(int sf, long bytes, Subflows subflows);

    /** How many bytes would arrive within this time, behind what is queued: the reverse of {@link #arrivalNs}. */
    protected abstract long bytesWithin(int sf, long ns, Subflows subflows);

    @Override
    public final long select(SendRequest request, Subflows subflows, long nowNs) {
        if (request.kind() != SendRequest.Kind.NEW_DATA) {
            int open = Candidates.forReinjection(request, subflows);
            return open == 0 ? WAIT : PacketScheduler.grant(first(open, subflows));
        }
        int candidates = Candidates.of(subflows);
        if (candidates == 0) {
            return WAIT;
        }
        int best = first(candidates, subflows);
        if (!Candidates.hasRoom(best, request, subflows)) {
            return instead(best, Candidates.withRoom(candidates, request, subflows), subflows);
        }
        int others = candidates & ~(1 << best);
        return others == 0 ? PacketScheduler.grant(best) : grant(best, others, request, subflows);
    }

    /** The best one has no room: one of these carries something, or nobody does. */
    private long instead(int best, int open, Subflows subflows) {
        if (open != 0) {
            int next = first(open, subflows);
            long until = arrivalNs(next, subflows.mss(next), subflows);
            if (subflows.unmappedBytes() > bytesWithin(best, until, subflows)) {
                return PacketScheduler.grant(next);
            }
        }
        waits.count();
        return WAIT;
    }

    /** All that arrives on this one before the next segment would on another. */
    private long grant(int best, int others, SendRequest request, Subflows subflows) {
        int mss = subflows.mss(best);
        int next = first(others, subflows);
        long until = arrivalNs(next, subflows.mss(next), subflows);
        long room = subflows.roomBytes(best);
        long bytes = Math.min(bytesWithin(best, until, subflows), Math.min(MOST_AHEAD, room + aheadBytes));
        if (bytes >= request.bytes()) {
            bytes = request.bytes();
        } else {
            bytes -= bytes % mss;
        }
        if (bytes <= mss) {
            return PacketScheduler.grant(best);
        }
        ahead.add(Math.max(0, bytes - room));
        return PacketScheduler.grant(1 << best, (int) bytes);
    }

    /** Of the mask, where a segment would arrive first; the lowest slot among equals. */
    private int first(int mask, Subflows subflows) {
        int best = Integer.numberOfTrailingZeros(mask);
        long bestNs = arrivalNs(best, subflows.mss(best), subflows);
        for (int rest = mask & mask - 1; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            long ns = arrivalNs(sf, subflows.mss(sf), subflows);
            if (ns < bestNs) {
                best = sf;
                bestNs = ns;
            }
        }
        return best;
    }
}
