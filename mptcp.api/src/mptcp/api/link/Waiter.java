package mptcp.api.link;

import org.osgi.annotation.versioning.ConsumerType;

/** How a loop thread sleeps: until a descriptor is readable, somebody wakes it, or a time is over. */
@ConsumerType
public interface Waiter extends AutoCloseable {
    /** Adds a descriptor to wait for. Loop thread. */
    void add(int fd);

    /** Takes it away again. Loop thread. */
    void remove(int fd);

    /**
     * Sleeps for at most {@code timeoutNs} nanoseconds ({@link Long#MAX_VALUE}: no limit; 0 or less: only looks).
     * Returns early, and possibly without cause. A {@link #wake} that came before the call is not lost. Loop thread.
     */
    void await(long timeoutNs);

    /** Ends the present or the next {@link #await}. Any thread, cheap when called again before the loop woke. */
    void wake();

    @Override
    void close();
}
