package mptcp.api.cc;

import mptcp.api.policy.Subflows;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a congestion control sees of its connection, and the windows that it sets. Valid from {@code attach} to
 * {@code detach}: after that nothing is seen and nothing changed. Loop thread only; a setter called on another one throws
 * {@link IllegalStateException}.
 */
@ProviderType
public interface CongestionState extends Subflows {
    /** "No threshold yet": slow start goes on until the first loss. */
    long UNLIMITED = Long.MAX_VALUE;

    /** Sets the congestion window in bytes; values below one segment are raised to one segment. */
    void cwnd(int sf, long bytes);

    /**
     * Sets the slow-start threshold in bytes; values below one segment are raised to one segment. RFC 5681 equation 4 asks
     * for two, some coupled controls for one on each of several paths: that is the control's affair.
     */
    void ssthresh(int sf, long bytes);

    /**
     * How many segments one acknowledgement may count for in slow start (L of RFC 3465), as the host's wire profile has it; 0:
     * as many as it acknowledges.
     */
    default int slowStartSegments() {
        return 2;
    }

    /** Sets a pacing rate in bytes per second; 0: not paced. */
    void pacingRate(int sf, long bytesPerSecond);
}
