package mptcp.api.cc;

import org.osgi.annotation.versioning.ProviderType;

/** What one acknowledgement told. Valid during the call only. */
@ProviderType
public interface AckSample {
    /** Bytes that it acknowledged cumulatively. */
    long ackedBytes();

    /** Bytes that are known to be delivered by it, cumulatively or selectively. */
    long deliveredBytes();

    /** Round-trip time measured by it, in nanoseconds, or -1. */
    long rttNs();

    /** Bytes in flight before it. */
    long priorInFlightBytes();

    /** Whether the subflow was sending as much as its window allowed; if not, the window should not grow (RFC 7661). */
    boolean cwndLimited();

    /** Whether the subflow is in recovery: then the core owns the window. */
    boolean inRecovery();

    /** Whether it carried an ECN echo. */
    boolean ecnEcho();
}
