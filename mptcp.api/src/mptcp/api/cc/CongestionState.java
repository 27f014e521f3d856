package mptcp.api.cc;

import org.osgi.annotation.versioning.ProviderType;

/** The windows of a connection's subflows, and what a congestion control needs to set them. Loop thread only. */
@ProviderType
public interface CongestionState {
    /** "No threshold yet": slow start goes on until the first loss. */
    long UNLIMITED = Long.MAX_VALUE;

    /** Mask of the established subflows. */
    int subflows();

    /** Congestion window in bytes. */
    long cwnd(int sf);

    /** Sets it; values below one segment are raised to one segment. */
    void cwnd(int sf, long bytes);

    /** Slow-start threshold in bytes, or {@link #UNLIMITED}. */
    long ssthresh(int sf);

    /**
     * Sets it; values below one segment are raised to one segment. RFC 5681 equation 4 asks for two, some coupled controls
     * for one on each of several paths: that is the control's affair.
     */
    void ssthresh(int sf, long bytes);

    /** Segment size in bytes, headers and options not counted. */
    int mss(int sf);

    /** Bytes in flight: sent, not acknowledged, not held to be lost. */
    long inFlight(int sf);

    /** Smoothed round-trip time in nanoseconds; 0 while there is no sample. */
    long srttNs(int sf);

    /** Variation of the round-trip time (RFC 6298) in nanoseconds; 0 while there is no sample. */
    long rttvarNs(int sf);

    /** Smallest round-trip time seen, in nanoseconds; 0 while there is no sample. */
    long minRttNs(int sf);

    /** Whether the subflow is in loss recovery. */
    boolean inRecovery(int sf);

    /** Sets a pacing rate in bytes per second; 0: not paced. */
    void pacingRate(int sf, long bytesPerSecond);

    /** What was set, else the estimate cwnd / srtt, in bytes per second; 0 while there is no sample. */
    long pacingRate(int sf);
}
