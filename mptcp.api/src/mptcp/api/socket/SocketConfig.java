package mptcp.api.socket;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mptcp.api.policy.PolicyKind;

/**
 * The settings of one socket, or of the sockets of one listener; those of the stack where a value is null. Immutable;
 * begins with {@link #DEFAULT}.
 */
public final class SocketConfig {
    /** As the stack says; no keep-alive, no user timeout, closing in the background, a backlog of 128. */
    public static final SocketConfig DEFAULT =
            new SocketConfig(null, null, false, 0, 0, -1, 0, 0, 0, 128, Map.of(), UserTimeoutOption.OFF);

    private final Integer mptcpVersion;
    private final Boolean checksums;
    private final boolean noDelay;
    private final long keepAliveNs;
    private final long userTimeoutNs;
    private final long lingerNs;
    private final int maxSegment;
    private final int sendBuffer;
    private final int receiveBuffer;
    private final int backlog;
    private final Map<PolicyKind, String> policies;
    private final UserTimeoutOption userTimeoutOption;

    private SocketConfig(Integer mptcpVersion, Boolean checksums, boolean noDelay, long keepAliveNs, long userTimeoutNs,
            long lingerNs, int maxSegment, int sendBuffer, int receiveBuffer, int backlog,
            Map<PolicyKind, String> policies, UserTimeoutOption userTimeoutOption) {
        if (mptcpVersion != null && (mptcpVersion < -1 || mptcpVersion > 1)) {
            throw new IllegalArgumentException("mptcpVersion must be 1, 0 or -1, not " + mptcpVersion);
        }
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog must be at least 1");
        }
        this.mptcpVersion = mptcpVersion;
        this.checksums = checksums;
        this.noDelay = noDelay;
        this.keepAliveNs = keepAliveNs;
        this.userTimeoutNs = userTimeoutNs;
        this.lingerNs = lingerNs;
        this.maxSegment = maxSegment;
        this.sendBuffer = sendBuffer;
        this.receiveBuffer = receiveBuffer;
        this.backlog = backlog;
        this.policies = Map.copyOf(policies);
        this.userTimeoutOption = Objects.requireNonNull(userTimeoutOption, "userTimeoutOption");
    }

    /** 1, 0, or -1 for plain TCP. */
    public Integer mptcpVersion() {
        return mptcpVersion;
    }

    /** Whether to ask for DSS checksums. */
    public Boolean checksums() {
        return checksums;
    }

    /** Switches Nagle's algorithm off. */
    public boolean noDelay() {
        return noDelay;
    }

    /** Idle time before keep-alive probes; 0: none. */
    public long keepAliveNs() {
        return keepAliveNs;
    }

    /**
     * How long data may stay unacknowledged before the connection ends, however often it was sent again (RFC 9293
     * section 3.8.3); 0: the retry limit.
     */
    public long userTimeoutNs() {
        return userTimeoutNs;
    }

    /** How close treats unsent data: negative: in the background; 0: reset. */
    public long lingerNs() {
        return lingerNs;
    }

    /** Upper bound of the segment size, 0: none. */
    public int maxSegment() {
        return maxSegment;
    }

    /** Fixed size of the send buffer, 0: auto-tuned. */
    public int sendBuffer() {
        return sendBuffer;
    }

    /** Fixed size of the receive buffer, 0: auto-tuned. */
    public int receiveBuffer() {
        return receiveBuffer;
    }

    /** Of a listener: connections established and not accepted. */
    public int backlog() {
        return backlog;
    }

    /** Names of policies by kind, for this listener or connection. */
    public Map<PolicyKind, String> policies() {
        return policies;
    }

    /** Whether the user timeout is told to the peer, and the peer's heeded (RFC 5482). */
    public UserTimeoutOption userTimeoutOption() {
        return userTimeoutOption;
    }

    /** See {@link #mptcpVersion}. */
    public SocketConfig withMptcpVersion(int version) {
        return new SocketConfig(version, checksums, noDelay, keepAliveNs, userTimeoutNs, lingerNs, maxSegment,
                sendBuffer, receiveBuffer, backlog, policies, userTimeoutOption);
    }

    /** See {@link #checksums}. */
    public SocketConfig withChecksums(boolean on) {
        return new SocketConfig(mptcpVersion, on, noDelay, keepAliveNs, userTimeoutNs, lingerNs, maxSegment,
                sendBuffer, receiveBuffer, backlog, policies, userTimeoutOption);
    }

    /** See {@link #noDelay}. */
    public SocketConfig withNoDelay(boolean on) {
        return new SocketConfig(mptcpVersion, checksums, on, keepAliveNs, userTimeoutNs, lingerNs, maxSegment,
                sendBuffer, receiveBuffer, backlog, policies, userTimeoutOption);
    }

    /** See {@link #keepAliveNs}. */
    public SocketConfig withKeepAlive(long ns) {
        return new SocketConfig(mptcpVersion, checksums, noDelay, ns, userTimeoutNs, lingerNs, maxSegment,
                sendBuffer, receiveBuffer, backlog, policies, userTimeoutOption);
    }

    /** See {@link #userTimeoutNs}. */
    public SocketConfig withUserTimeout(long ns) {
        return new SocketConfig(mptcpVersion, checksums, noDelay, keepAliveNs, ns, lingerNs, maxSegment,
                sendBuffer, receiveBuffer, backlog, policies, userTimeoutOption);
    }

    /** See {@link #lingerNs}. */
    public SocketConfig withLinger(long ns) {
        return new SocketConfig(mptcpVersion, checksums, noDelay, keepAliveNs, userTimeoutNs, ns, maxSegment,
                sendBuffer, receiveBuffer, backlog, policies, userTimeoutOption);
    }

    /** See {@link #maxSegment}. */
    public SocketConfig withMaxSegment(int bytes) {
        return new SocketConfig(mptcpVersion, checksums, noDelay, keepAliveNs, userTimeoutNs, lingerNs, bytes,
                sendBuffer, receiveBuffer, backlog, policies, userTimeoutOption);
    }

    /** See {@link #sendBuffer}. */
    public SocketConfig withBuffers(int send, int receive) {
        return new SocketConfig(mptcpVersion, checksums, noDelay, keepAliveNs, userTimeoutNs, lingerNs, maxSegment,
                send, receive, backlog, policies, userTimeoutOption);
    }

    /** See {@link #backlog}. */
    public SocketConfig withBacklog(int n) {
        return new SocketConfig(mptcpVersion, checksums, noDelay, keepAliveNs, userTimeoutNs, lingerNs, maxSegment,
                sendBuffer, receiveBuffer, n, policies, userTimeoutOption);
    }

    /** See {@link #policies}. */
    public SocketConfig withPolicies(Map<PolicyKind, String> names) {
        return new SocketConfig(mptcpVersion, checksums, noDelay, keepAliveNs, userTimeoutNs, lingerNs, maxSegment,
                sendBuffer, receiveBuffer, backlog, names, userTimeoutOption);
    }

    /** See {@link #userTimeoutOption}. */
    public SocketConfig withUserTimeoutOption(UserTimeoutOption option) {
        return new SocketConfig(mptcpVersion, checksums, noDelay, keepAliveNs, userTimeoutNs, lingerNs, maxSegment,
                sendBuffer, receiveBuffer, backlog, policies, option);
    }

    private List<Object> values() {
        return Arrays.asList(mptcpVersion, checksums, noDelay, keepAliveNs, userTimeoutNs, lingerNs, maxSegment,
                sendBuffer, receiveBuffer, backlog, policies, userTimeoutOption);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SocketConfig c && values().equals(c.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    @Override
    public String toString() {
        return "SocketConfig" + values();
    }
}
