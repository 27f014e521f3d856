package mptcp.scheduler.weighted;

import java.util.Arrays;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.policy.support.Candidates;
import mptcp.policy.support.Selectors;

/**
 * Bytes in proportion to weights, by start-time fair queueing (Goyal, Vin, Cheng, SIGCOMM 1996): each subflow has a
 * tag, the virtual time at which its next byte is due; the lowest tag among those with room is served and moves on by
 * bytes over weight. A subflow that could not send for a while starts from the virtual time of the others: its share of
 * the past is not made up for, so it does not get everything once it has room.
 *
 * <p>Weights divide what windows admit: a subflow whose window is full leaves its share to the others.
 */
public final class Weighted implements PacketScheduler {
    /** Virtual time per byte at weight 1; it divides well enough by weights up to 1000. */
    private static final long SCALE = 1 << 20;

    private final Selectors selectors;
    /** By selector. */
    private final int[] configured;
    /** By slot, as it was when the subflow could be chosen last. */
    private final int[] weights = new int[Subflows.MAX];
    private final long[] due = new long[Subflows.MAX];
    private long virtualTime;

    /** @param weights what is said of none is 1 */
    Weighted(Weights weights) {
        selectors = new Selectors(weights.words());
        configured = weights.values().stream().mapToInt(Integer::intValue).toArray();
        Arrays.fill(this.weights, 1);
    }

    @Override
    public long select(SendRequest request, Subflows subflows, long nowNs) {
        int open = request.kind() == SendRequest.Kind.NEW_DATA
                ? Candidates.withRoom(Candidates.of(subflows), request, subflows)
                : Candidates.forReinjection(request, subflows);
        if (open == 0) {
            return WAIT;
        }
        for (int rest = open; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            int selector = selectors.first(sf, subflows);
            weights[sf] = selector == Selectors.NONE ? 1 : configured[selector];
        }
        int best = Integer.numberOfTrailingZeros(open);
        for (int rest = open & open - 1; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            if (tag(sf) - tag(best) < 0) {
                best = sf;
            }
        }
        return PacketScheduler.grant(best);
    }

    @Override
    public void onSent(int sf, long streamOffset, int bytes, long nowNs) {
        virtualTime = tag(sf);
        due[sf] = virtualTime + bytes * SCALE / weights[sf];
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, Subflows subflows, long nowNs) {
        if (event == SubflowEvent.ESTABLISHED) {
            due[sf] = virtualTime;
        }
    }

    /** Compared by difference, as the tags wrap after 2^43 bytes. */
    private long tag(int sf) {
        return due[sf] - virtualTime < 0 ? virtualTime : due[sf];
    }
}
