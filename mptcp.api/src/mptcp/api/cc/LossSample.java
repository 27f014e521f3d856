package mptcp.api.cc;

import org.osgi.annotation.versioning.ProviderType;

/** What was lost. Valid during the call only. */
@ProviderType
public interface LossSample {
    /** Bytes held to be lost at this moment. */
    long lostBytes();

    /** Bytes in flight before the loss was seen: the FlightSize of RFC 5681. */
    long flightBytes();

    /** Consecutive timeouts, this one included; 0 if it was no timeout. */
    int timeouts();
}
