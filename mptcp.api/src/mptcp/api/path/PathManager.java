package mptcp.api.path;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.SubflowEvent;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides which subflows a connection has and which addresses it announces: events in, {@link PathCommands} out. One
 * instance per connection, on its loop thread; never blocks and never touches the wire. Not called in fallback.
 */
@ConsumerType
public interface PathManager {
    /**
     * Called first. On a live connection {@link PathCommands#established} is true and the announcements of the peer and
     * the subflows can be read from it, so that nothing is missed.
     */
    void attach(PathCommands commands, ConnectionInfo connection, long nowNs);

    /**
     * This end is about to open the connection, and there are several ways: the application named several addresses, or this end
     * has several. Called once, after {@link #attach} and before the first SYN, also where the connection is going to be plain TCP.
     * The answer is given by {@link FirstPaths#attempt}; without one, an address of the peer that refuses or is silent is followed
     * by the next that the application named.
     *
     * @param paths valid during the call
     * @since 2.1
     */
    default void onOpening(FirstPaths paths, long nowNs) {}

    /**
     * The connection is fully established: joins and announcements are possible from now on. What the packet that established it
     * announces is told before this, when {@link PathCommands#established} is true already.
     */
    default void onEstablished(long nowNs) {}

    /**
     * Whether to admit a join by the peer to this local address; the number of subflows is limited by the core besides. Asked
     * when its SYN comes, which anybody may have sent, and again when it has proven that it is the peer's: others may have
     * been admitted in between. Until then it is not among {@link PathCommands#subflows}.
     */
    default boolean acceptJoin(InetSocketAddress local, InetSocketAddress remote, long nowNs) {
        return true;
    }

    /** A local address came or went. */
    default void onLocalAddress(InetAddress address, boolean present, long nowNs) {}

    /**
     * The peer announced an address, and its HMAC was right (RFC 8684 section 3.4.1).
     *
     * @param port 0 if none was given: that of the first subflow is meant
     */
    default void onAddAddr(int addressId, InetAddress address, int port, long nowNs) {}

    /** The peer withdrew an address; its subflows are closed by the core. */
    default void onRemoveAddr(int addressId, long nowNs) {}

    /**
     * Something happened to a subflow. CLOSED also comes for a join that was never established; the addresses of the
     * subflow, and why it ended ({@link PathCommands#end}), can be read during the call.
     */
    default void onSubflow(int sf, SubflowEvent event, long nowNs) {}

    /** The time asked for with {@link PathCommands#timer} has come. */
    default void onTimer(long nowNs) {}

    /** Settings or the host's list of endpoints changed; see {@link PathCommands#endpoints}. */
    default void onConfiguration(long nowNs) {}

    /** Called last, also when the policy is swapped away: subflows and announcements stay as they are. */
    default void detach() {}
}
