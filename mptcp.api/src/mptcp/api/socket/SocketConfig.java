package mptcp.api.socket;

import java.util.Map;
import java.util.Objects;
import mptcp.api.policy.PolicyKind;

/**
 * The settings of one socket, or of the sockets of one listener; those of the stack where a value is null. Immutable.
 *
 * @param mptcpVersion 1, 0, or -1 for plain TCP
 * @param checksums whether to ask for DSS checksums
 * @param noDelay switches Nagle's algorithm off
 * @param keepAliveNs idle time before keep-alive probes; 0: none
 * @param userTimeoutNs how long data may stay unacknowledged before the connection ends, however often it was sent again
 *     (RFC 9293 section 3.8.3); 0: the retry limit
 * @param lingerNs how close treats unsent data: negative: in the background; 0: reset
 * @param maxSegment upper bound of the segment size, 0: none
 * @param sendBuffer fixed size of the send buffer, 0: auto-tuned
 * @param receiveBuffer fixed size of the receive buffer, 0: auto-tuned
 * @param backlog of a listener: connections established and not accepted
 * @param policies names of policies by kind, for this listener or connection
 * @param userTimeoutOption whether the user timeout is told to the peer, and the peer's heeded (RFC 5482)
 */
public record SocketConfig(
        Integer mptcpVersion,
        Boolean checksums,
        boolean noDelay,
        long keepAliveNs,
        long userTimeoutNs,
        long lingerNs,
        int maxSegment,
        int sendBuffer,
        int receiveBuffer,
        int backlog,
        Map<PolicyKind, String> policies,
        UserTimeoutOption userTimeoutOption) {
    public static final SocketConfig DEFAULT =
            new SocketConfig(null, null, false, 0, 0, -1, 0, 0, 0, 128, Map.of());

    public SocketConfig {
        policies = Map.copyOf(policies);
        Objects.requireNonNull(userTimeoutOption, "userTimeoutOption");
        if (mptcpVersion != null && (mptcpVersion < -1 || mptcpVersion > 1)) {
            throw new IllegalArgumentException("mptcpVersion must be 1, 0 or -1, not " + mptcpVersion);
        }
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog must be at least 1");
        }
    }

    /** Without the user timeout option. */
    public SocketConfig(Integer mptcpVersion, Boolean checksums, boolean noDelay, long keepAliveNs, long userTimeoutNs,
            long lingerNs, int maxSegment, int sendBuffer, int receiveBuffer, int backlog,
            Map<PolicyKind, String> policies) {
        this(mptcpVersion, checksums, noDelay, keepAliveNs, userTimeoutNs, lingerNs, maxSegment, sendBuffer,
                receiveBuffer, backlog, policies, UserTimeoutOption.OFF);
    }

    public SocketConfig withMptcpVersion(int version) {
        return new SocketConfig(version, checksums, noDelay, keepAliveNs, userTimeoutNs, lingerNs, maxSegment,
                sendBuffer, receiveBuffer, backlog, policies, userTimeoutOption);
    }

    public SocketConfig withChecksums(boolean on) {
        return new SocketConfig(mptcpVersion, on, noDelay, keepAliveNs, userTimeoutNs, lingerNs, maxSegment,
                sendBuffer, receiveBuffer, backlog, policies, userTimeoutOption);
    }

    public SocketConfig withNoDelay(boolean on) {
        return new SocketConfig(mptcpVersion, checksums, on, keepAliveNs, userTimeoutNs, lingerNs, maxSegment,
                sendBuffer, receiveBuffer, backlog, policies, userTimeoutOption);
    }

    public SocketConfig withKeepAlive(long ns) {
        return new SocketConfig(mptcpVersion, checksums, noDelay, ns, userTimeoutNs, lingerNs, maxSegment,
                sendBuffer, receiveBuffer, backlog, policies, userTimeoutOption);
    }

    public SocketConfig withUserTimeout(long ns) {
        return new SocketConfig(mptcpVersion, checksums, noDelay, keepAliveNs, ns, lingerNs, maxSegment,
                sendBuffer, receiveBuffer, backlog, policies, userTimeoutOption);
    }

    public SocketConfig withLinger(long ns) {
        return new SocketConfig(mptcpVersion, checksums, noDelay, keepAliveNs, userTimeoutNs, ns, maxSegment,
                sendBuffer, receiveBuffer, backlog, policies, userTimeoutOption);
    }

    public SocketConfig withMaxSegment(int bytes) {
        return new SocketConfig(mptcpVersion, checksums, noDelay, keepAliveNs, userTimeoutNs, lingerNs, bytes,
                sendBuffer, receiveBuffer, backlog, policies, userTimeoutOption);
    }

    public SocketConfig withBuffers(int send, int receive) {
        return new SocketConfig(mptcpVersion, checksums, noDelay, keepAliveNs, userTimeoutNs, lingerNs, maxSegment,
                send, receive, backlog, policies, userTimeoutOption);
    }

    public SocketConfig withBacklog(int n) {
        return new SocketConfig(mptcpVersion, checksums, noDelay, keepAliveNs, userTimeoutNs, lingerNs, maxSegment,
                sendBuffer, receiveBuffer, n, policies, userTimeoutOption);
    }

    public SocketConfig withPolicies(Map<PolicyKind, String> names) {
        return new SocketConfig(mptcpVersion, checksums, noDelay, keepAliveNs, userTimeoutNs, lingerNs, maxSegment,
                sendBuffer, receiveBuffer, backlog, names, userTimeoutOption);
    }

    public SocketConfig withUserTimeoutOption(UserTimeoutOption option) {
        return new SocketConfig(mptcpVersion, checksums, noDelay, keepAliveNs, userTimeoutNs, lingerNs, maxSegment,
                sendBuffer, receiveBuffer, backlog, policies, option);
    }
}
