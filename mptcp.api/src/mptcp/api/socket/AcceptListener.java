package mptcp.api.socket;

import org.osgi.annotation.versioning.ConsumerType;

/** Told, on the loop thread, that {@link StreamListener#tryAccept} has a connection. */
@ConsumerType
@FunctionalInterface
public interface AcceptListener {
    /** A connection can be accepted. */
    void acceptable(StreamListener listener);
}
