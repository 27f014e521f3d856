package mptcp.core.mp.policy;

/** Sets the windows of subflows, within the bounds of the core. Loop thread only. */
public interface WindowSetter {
    void cwnd(int sf, long bytes);

    void ssthresh(int sf, long bytes);

    void pacingRate(int sf, long bytesPerSecond);

    /** See {@link mptcp.api.cc.CongestionState#slowStartSegments}. */
    int slowStartSegments();
}
