package mptcp.scheduler.costcap;

import java.util.HashMap;
import java.util.Map;
import mptcp.api.address.Tags;
import mptcp.api.policy.Subflows;

/**
 * What subflows cost, and what they may still carry, by their tags {@code cost} and {@code cap}. A cap is that of a link:
 * subflows over the same one, also past ones, share it. Loop thread; looking allocates nothing.
 */
final class Tariff {
    /** No cap. */
    static final long UNLIMITED = Long.MAX_VALUE;

    private final Tags[] read = new Tags[Subflows.MAX];
    private final long[] cost = new long[Subflows.MAX];
    private final long[] cap = new long[Subflows.MAX];
    /** Bytes that subflows which have ended sent, by link. */
    private final Map<String, long[]> past = new HashMap<>();

    /** The subflow has ended; it is still to be seen. */
    void ended(int sf, Subflows subflows) {
        past.computeIfAbsent(subflows.link(sf), _ -> new long[1])[0] += subflows.sentBytes(sf);
        read[sf] = null;
    }

    /** 0 of a subflow of which nothing is said. */
    long cost(int sf, Subflows subflows) {
        read(sf, subflows);
        return cost[sf];
    }

    /**
     * How many bytes it may be given and stay within its cap though each byte that is in flight then has to be sent twice;
     * 0 or more, or {@link #UNLIMITED}.
     */
    long allows(int sf, Subflows subflows) {
        read(sf, subflows);
        if (cap[sf] == UNLIMITED) {
            return UNLIMITED;
        }
        String link = subflows.link(sf);
        long[] before = past.get(link);
        long used = before == null ? 0 : before[0];
        for (int rest = subflows.slots(); rest != 0; rest &= rest - 1) {
            int other = Integer.numberOfTrailingZeros(rest);
            if (other == sf || link.equals(subflows.link(other))) {
                used += subflows.sentBytes(other) + subflows.inFlightBytes(other) + subflows.lostBytes(other)
                        + 2 * subflows.queuedBytes(other);
            }
        }
        return Math.max(0, (cap[sf] - used) / 2);
    }

    private void read(int sf, Subflows subflows) {
        Tags tags = subflows.tags(sf);
        if (read[sf] != tags) {
            read[sf] = tags;
            cost[sf] = tags.number("cost", 0);
            cap[sf] = tags.number("cap", UNLIMITED);
        }
    }
}
