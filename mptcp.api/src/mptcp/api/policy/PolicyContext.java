package mptcp.api.policy;

import java.util.random.RandomGenerator;
import org.osgi.annotation.versioning.ProviderType;
import org.slf4j.Logger;

/**
 * What one policy of one connection is given: its connection, and what is its own. From {@code create} to {@code detach};
 * after that the timer is not set any more and no subflows are seen. Loop thread only.
 */
@ProviderType
public interface PolicyContext extends ConnectionInfo {
    /**
     * Asks for one call of the policy's {@code onTimer} after so many nanoseconds, at least 100 microseconds (path managers:
     * a millisecond, and this is the timer of {@link mptcp.api.path.PathCommands#timer}): a timer that is set again each time
     * it comes does not keep the loop from its work. A new call replaces the former; {@link Long#MAX_VALUE} takes it back.
     */
    void timer(long afterNs);

    /**
     * The value of a setting for this connection: the connection's own, else the host's, else the default.
     *
     * @throws IllegalArgumentException that names the setting, what it may be and what it is, if the value is out of range
     */
    default <T> T setting(Setting<T> setting) {
        return setting.of(settings());
    }

    /**
     * Randomness of this policy's own. It comes from the stack's {@link mptcp.api.socket.Entropy}, so a simulated run is a
     * function of its seed, whatever other policies draw. The same object each time.
     */
    RandomGenerator random();

    /** Where the policy publishes numbers. The same object each time. */
    PolicyStatistics statistics();

    /**
     * Named {@code mptcp.policy.KIND.NAME}; each line begins with the host and the connection. Not for the way of packets:
     * a call with arguments allocates. The same object each time.
     */
    Logger log();
}
