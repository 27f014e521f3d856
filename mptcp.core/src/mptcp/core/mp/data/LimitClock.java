package mptcp.core.mp.data;

import java.util.LinkedHashMap;
import java.util.Map;

/** What limited sending, as time: the answer to "why is it not faster". */
public final class LimitClock {
    public enum Limit {
        APPLICATION("application"),
        SEND_BUFFER("send-buffer"),
        RECEIVE_WINDOW("receive-window"),
        HEAD_OF_LINE("head-of-line"),
        CONGESTION_WINDOW("congestion-window"),
        SCHEDULER("scheduler"),
        NO_PATH("no-path");

        private final String label;

        Limit(String label) {
            this.label = label;
        }
    }

    private final long[] spentNs = new long[Limit.values().length];
    private Limit now = Limit.APPLICATION;
    private long sinceNs;

    public LimitClock(long nowNs) {
        sinceNs = nowNs;
    }

    public void is(Limit limit, long nowNs) {
        if (limit != now) {
            spentNs[now.ordinal()] += nowNs - sinceNs;
            now = limit;
            sinceNs = nowNs;
        }
    }

    /** Fractions of the time so far, by name. */
    public Map<String, Double> fractions(long nowNs) {
        Map<String, Double> map = new LinkedHashMap<>();
        long total = nowNs - sinceNs;
        for (long each : spentNs) {
            total += each;
        }
        for (Limit limit : Limit.values()) {
            long ns = spentNs[limit.ordinal()] + (limit == now ? nowNs - sinceNs : 0);
            map.put(limit.label, total == 0 ? 0 : (double) ns / total);
        }
        return map;
    }
}
