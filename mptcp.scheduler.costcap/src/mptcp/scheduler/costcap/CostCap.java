package mptcp.scheduler.costcap;

import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyStatistics;
import mptcp.api.policy.SubflowEvent;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SendRequest;
import mptcp.policy.support.Candidates;
import mptcp.policy.support.Delivery;
import mptcp.policy.support.Fastest;

/**
 * The cheapest subflows first; a dear one only for what would be late on them, and never beyond its cap ({@link Tariff}).
 * Without a deadline nothing is late, and data waits for the cheap ones, as long as one of them delivers.
 *
 * <p>Bytes would be late when their own expected arrival ({@link Delivery}) on a cheap subflow is behind their deadline;
 * when waiting for one any longer, they would be late on the dear one, too; and when what was written last would be, behind
 * all that is to go before it at the rate of the cheap ones. What is late on the dear one as well is not paid for.
 */
public final class CostCap implements PacketScheduler {
    private static final double NS_PER_SECOND = 1e9;

    private final PolicyContext context;
    private final long marginNs;
    private final Delivery delivery = new Delivery();
    private final Tariff tariff = new Tariff();
    private final PolicyStatistics.Counter held;
    private final PolicyStatistics.Counter paid;
    private final PolicyStatistics.Counter capped;

    /** @param marginNs the dear one is used when it would be in time by no more than this */
    public CostCap(long marginNs, PolicyContext context) {
        this.marginNs = marginNs;
        this.context = context;
        PolicyStatistics statistics = context.statistics();
        held = statistics.counter("held", "times that new data waited for a cheap subflow though a dear one had room");
        paid = statistics.counter("paid", "times that new data went to a subflow that is not the cheapest");
        capped = statistics.counter("capped", "times that a subflow with room was left out for its cap");
    }

    @Override
    public void onSubflow(int sf, SubflowEvent event, Subflows subflows, long nowNs) {
        if (event == SubflowEvent.CLOSED) {
            tariff.ended(sf, subflows);
            delivery.forget(sf);
        }
    }

    @Override
    public long select(SendRequest request, Subflows subflows, long nowNs) {
        delivery.look(subflows.usable(), subflows);
        if (request.kind() != SendRequest.Kind.NEW_DATA) {
            int open = allowed(Candidates.forReinjection(request, subflows), request, subflows);
            return open == 0 ? WAIT : grant(Fastest.of(cheapest(open, subflows), subflows), request, subflows);
        }
        int candidates = allowed(Candidates.of(subflows), request, subflows);
        if (candidates == 0) {
            candidates = allowed(subflows.usable(), request, subflows);
        }
        int cheap = cheapest(candidates, subflows);
        int open = Candidates.withRoom(candidates, request, subflows);
        if (open == 0) {
            return WAIT;
        }
        int cheapOpen = open & cheap;
        int dearOpen = cheapest(open & ~cheap, subflows);
        if (dearOpen == 0) {
            return grant(Fastest.of(cheapOpen, subflows), request, subflows);
        }
        int dear = Fastest.of(dearOpen, subflows);
        if (pays(cheap, cheapOpen, dear, request, subflows, nowNs)) {
            paid.count();
            return grant(dear, request, subflows);
        }
        if (cheapOpen != 0) {
            return grant(Fastest.of(cheapOpen, subflows), request, subflows);
        }
        held.count();
        return WAIT;
    }

    /** Whether the bytes would be late on the cheap ones and are in time on the dear one. */
    private boolean pays(int cheap, int cheapOpen, int dear, SendRequest request, Subflows subflows, long nowNs) {
        long newest = Math.max(0, subflows.writtenBytes() - 1);
        long untilNewest = subflows.deadlineNs(newest);
        long until = Math.min(request.deadlineNs(), untilNewest);
        if (until == Long.MAX_VALUE) {
            return false;
        }
        long left = until - nowNs;
        long spare = left - arrivalNs(dear, request, subflows);
        if (spare < 0) {
            return false;
        }
        boolean waits = cheapOpen == 0;
        if (arrivalNs(first(cheap, request, subflows), request, subflows) > left || waits && spare <= marginNs) {
            return true;
        }
        if (untilNewest != Long.MAX_VALUE && waits && backlogNs(cheap, subflows) > untilNewest - nowNs) {
            return true;
        }
        if (waits) {
            context.timer(spare - marginNs); // asked again when it is the last moment
        }
        return false;
    }

    /** After how many nanoseconds all that was written would be there, at the rate of the cheap ones together. */
    private double backlogNs(int cheap, Subflows subflows) {
        double rate = 0;
        for (int rest = cheap; rest != 0; rest &= rest - 1) {
            rate += delivery.bytesPerSecond(Integer.numberOfTrailingZeros(rest), subflows);
        }
        int fastest = Fastest.of(cheap, subflows);
        return subflows.unmappedBytes() / Math.max(1, rate) * NS_PER_SECOND + delivery.arrivalNs(fastest, 0, subflows);
    }

    private int first(int mask, SendRequest request, Subflows subflows) {
        int best = Integer.numberOfTrailingZeros(mask);
        for (int rest = mask & mask - 1; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            if (arrivalNs(sf, request, subflows) < arrivalNs(best, request, subflows)) {
                best = sf;
            }
        }
        return best;
    }

    private long arrivalNs(int sf, SendRequest request, Subflows subflows) {
        return delivery.arrivalNs(sf, Math.min(subflows.mss(sf), request.bytes()), subflows);
    }

    /** Those of the mask whose caps allow a segment, or what is left. */
    private int allowed(int mask, SendRequest request, Subflows subflows) {
        int found = 0;
        for (int rest = mask; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            if (tariff.allows(sf, subflows) >= Math.min(subflows.mss(sf), request.bytes())) {
                found |= 1 << sf;
            } else {
                capped.count();
            }
        }
        return found;
    }

    /** Those of the mask that cost least. */
    private int cheapest(int mask, Subflows subflows) {
        int found = 0;
        long least = Long.MAX_VALUE;
        for (int rest = mask; rest != 0; rest &= rest - 1) {
            int sf = Integer.numberOfTrailingZeros(rest);
            long cost = tariff.cost(sf, subflows);
            if (cost < least) {
                least = cost;
                found = 0;
            }
            if (cost == least) {
                found |= 1 << sf;
            }
        }
        return found;
    }

    /** A segment, which may be larger than the subflow's where there is no cap to heed. */
    private long grant(int sf, SendRequest request, Subflows subflows) {
        if (tariff.allows(sf, subflows) == Tariff.UNLIMITED) {
            return PacketScheduler.grant(sf);
        }
        return PacketScheduler.grant(1 << sf, (int) Math.min(subflows.mss(sf), request.bytes()));
    }
}
