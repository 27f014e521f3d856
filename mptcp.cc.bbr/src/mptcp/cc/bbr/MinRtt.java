package mptcp.cc.bbr;

/** The smallest round-trip time of the last ten seconds, and when it is to be measured anew (section 5.5.7). Nanoseconds. */
final class MinRtt {
    static final long NONE = Long.MAX_VALUE;
    private static final long FILTER_NS = 10_000_000_000L;
    private static final long PROBE_INTERVAL_NS = 5_000_000_000L;

    private long min = NONE;
    private long minStampNs;
    private long probeMin = NONE;
    private long probeStampNs;
    private boolean expired;

    void reset(long nowNs) {
        min = NONE;
        minStampNs = nowNs;
        probeMin = NONE;
        probeStampNs = nowNs;
        expired = false;
    }

    /** @param rttNs -1: no sample */
    void update(long rttNs, long nowNs) {
        expired = nowNs - probeStampNs > PROBE_INTERVAL_NS;
        if (rttNs >= 0 && (rttNs < probeMin || expired)) {
            probeMin = rttNs;
            probeStampNs = nowNs;
        }
        if (probeMin < min || nowNs - minStampNs > FILTER_NS) {
            min = probeMin;
            minStampNs = probeStampNs;
        }
    }

    /** Whether nothing as small was seen for so long that the queue is to be drained for it. */
    boolean isExpired() {
        return expired;
    }

    /** It was looked for, and is what it is. */
    void probed(long nowNs) {
        probeStampNs = nowNs;
    }

    long get() {
        return min;
    }
}
