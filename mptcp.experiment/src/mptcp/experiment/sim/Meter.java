package mptcp.experiment.sim;

import java.util.Map;
import java.util.TreeMap;

/** What happened to a flow between two moments. Times in nanoseconds. */
public final class Meter {
    private final long fromNs;
    private final long toNs;
    private Map<String, Long> ackedBefore = Map.of();
    private Map<String, Long> ackedAfter = Map.of();
    private long bytes;
    private long lastNs;
    private long gapNs;
    private boolean over;

    Meter(long fromNs, long toNs) {
        this.fromNs = fromNs;
        this.toNs = toNs;
        lastNs = fromNs;
    }

    void read(int n, long nowNs) {
        if (!over && nowNs >= fromNs && nowNs <= toNs) {
            bytes += n;
            gapNs = Math.max(gapNs, nowNs - lastNs);
            lastNs = nowNs;
        }
    }

    /** @param acked bytes acknowledged so far, by path */
    void begin(Map<String, Long> acked) {
        ackedBefore = new TreeMap<>(acked);
    }

    /** The window ends, or the flow has ended within it. */
    void end(Map<String, Long> acked, long nowNs) {
        if (!over) {
            over = true;
            ackedAfter = new TreeMap<>(acked);
            if (nowNs > fromNs) {
                gapNs = Math.max(gapNs, Math.min(nowNs, toNs) - lastNs);
            }
        }
    }

    public long bytes() {
        return bytes;
    }

    /** The longest time without anything to read. */
    public long gapNs() {
        return gapNs;
    }

    public long acked(String path) {
        return ackedAfter.getOrDefault(path, 0L) - ackedBefore.getOrDefault(path, 0L);
    }
}
