package mptcp.api.policy;

import java.net.InetSocketAddress;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** The connection that a policy is made for. Valid for the life of the policy, on the loop thread. */
@ProviderType
public interface ConnectionInfo {
    /** Unique in the stack, never used again. */
    long id();

    /** The name of the stack (host) that the connection belongs to. */
    String host();

    /** True if this end opened the connection. */
    boolean initiator();

    /** This end of the first subflow. */
    InetSocketAddress local();

    /** The peer's end of the first subflow. */
    InetSocketAddress remote();

    /** 1 (RFC 8684), 0 (RFC 6824), or -1 while unknown and after a fallback to plain TCP. */
    int mptcpVersion();

    /** True once the connection is plain TCP: one subflow, no MPTCP options (RFC 8684 section 3.7). */
    boolean fallback();

    /**
     * Settings of policies, by name, such as {@code rexmit.threshold}: the connection's own, and those of the host. Immutable,
     * replaced as a whole.
     */
    Map<String, String> settings();

    /** The subflows and the data level; see there. */
    Subflows subflows();
}
