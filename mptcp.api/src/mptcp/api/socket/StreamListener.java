package mptcp.api.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** A listening port. Any thread. */
@ProviderType
public interface StreamListener extends AutoCloseable {
    /** Where it listens. */
    InetSocketAddress local();

    /** The next established connection, or null. Never blocks. */
    StreamSocket tryAccept();

    /** Waits for a connection. @throws StreamException TIMED_OUT when the time is over, CLOSED when the listener is */
    StreamSocket accept(Duration timeout) throws IOException;

    /** Connections established and not accepted. */
    int pending();

    /** The settings that connections to come are made with. Those of connections that were accepted do not change. */
    default void reconfigure(SocketConfig config) {
        throw new UnsupportedOperationException("the settings of this listener cannot be changed");
    }

    /** Stops listening; connections not accepted are reset. Where the loop does not answer, it does this when it comes back. */
    @Override
    void close();
}
