package mptcp.api.socket;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import mptcp.api.hint.Hint;
import mptcp.api.policy.PolicyKind;

/**
 * The settings of one socket, or of the sockets of one listener; those of the stack where a value is null. Immutable;
 * begins with {@link #DEFAULT}.
 */
public final class SocketConfig {
    /**
     * As the stack says; no keep-alive, no user timeout, closing in the background, a backlog of 128, no Fast Open for
     * listeners, ordinary packets.
     */
    public static final SocketConfig DEFAULT = new SocketConfig(new Values());

    private static final int ECN_BITS = 2;
    /** What is below the precedence in a code point. */
    private static final int SELECTOR_BITS = 3;
    /** CS1. */
    private static final int LESS_THAN_BEST_EFFORT = 8;

    /** Never changed once it is here. */
    private final Values v;

    /** What can be said, with its default; each wither changes a copy. */
    private static final class Values implements Cloneable {
        Integer mptcpVersion;
        Boolean checksums;
        boolean noDelay;
        long keepAliveNs;
        long keepAliveIntervalNs;
        int keepAliveProbes;
        long userTimeoutNs;
        long lingerNs = -1;
        int maxSegment;
        int sendBuffer;
        int receiveBuffer;
        int backlog = 128;
        Map<PolicyKind, String> policies = Map.of();
        Map<String, String> policySettings = Map.of();
        Hint hint;
        UserTimeoutOption userTimeoutOption = UserTimeoutOption.OFF;
        int fastOpenQueue;
        boolean fastOpenCookies = true;
        List<FastOpenKey> fastOpenKeys = List.of();
        PacketOptions packets = PacketOptions.DEFAULT;
        long unsentLowWater = Long.MAX_VALUE;
        long connectTimeoutNs;
        boolean tcpOptions = true;
        int synRetries;
        long deferAcceptNs;
        long finWaitNs;
        QuickAcks quickAcks = QuickAcks.BY_USE;

        Values copy() {
            try {
                return (Values) clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }

        List<Object> all() {
            return Arrays.asList(mptcpVersion, checksums, noDelay, keepAliveNs, keepAliveIntervalNs, keepAliveProbes, userTimeoutNs, lingerNs, maxSegment,
                    sendBuffer, receiveBuffer, backlog, policies, policySettings, hint, userTimeoutOption, fastOpenQueue,
                    fastOpenCookies, fastOpenKeys, packets, unsentLowWater, connectTimeoutNs, tcpOptions,
                    synRetries, deferAcceptNs, finWaitNs, quickAcks);
        }
    }

    private SocketConfig(Values values) {
        if (values.mptcpVersion != null && (values.mptcpVersion < -1 || values.mptcpVersion > 1)) {
            throw new IllegalArgumentException("mptcpVersion must be 1, 0 or -1, not " + values.mptcpVersion);
        }
        if (values.backlog < 1) {
            throw new IllegalArgumentException("backlog must be at least 1");
        }
        if (values.keepAliveIntervalNs < 0 || values.keepAliveProbes < 0) {
            throw new IllegalArgumentException("interval and number of keep-alive probes must not be negative");
        }
        if (values.fastOpenQueue < 0) {
            throw new IllegalArgumentException("fastOpenQueue must not be negative");
        }
        if (values.unsentLowWater < 1) {
            throw new IllegalArgumentException("unsentLowWater must be at least 1");
        }
        if (values.connectTimeoutNs < 0) {
            throw new IllegalArgumentException("connectTimeoutNs must not be negative");
        }
        if (values.synRetries < 0 || values.deferAcceptNs < 0) {
            throw new IllegalArgumentException("synRetries and deferAcceptNs must not be negative");
        }
        v = values;
    }

    private SocketConfig with(Consumer<Values> change) {
        Values changed = v.copy();
        change.accept(changed);
        return new SocketConfig(changed);
    }

    /** 1, 0, or -1 for plain TCP, as it is without {@link #tcpOptions}. */
    public Integer mptcpVersion() {
        return v.tcpOptions ? v.mptcpVersion : Integer.valueOf(-1);
    }

    /** Whether to ask for DSS checksums. */
    public Boolean checksums() {
        return v.checksums;
    }

    /** Switches Nagle's algorithm off. */
    public boolean noDelay() {
        return v.noDelay;
    }

    /** Idle time before keep-alive probes; 0: none. */
    public long keepAliveNs() {
        return v.keepAliveNs;
    }

    /** Time between keep-alive probes that are not answered; 0: 75 s, or the idle time if that is less. */
    public long keepAliveIntervalNs() {
        return v.keepAliveIntervalNs;
    }

    /** How many keep-alive probes go unanswered before the connection ends; 0: nine. */
    public int keepAliveProbes() {
        return v.keepAliveProbes;
    }

    /**
     * How long data may stay unacknowledged before the connection ends, however often it was sent again (RFC 9293
     * section 3.8.3); 0: the retry limit.
     */
    public long userTimeoutNs() {
        return v.userTimeoutNs;
    }

    /** How close treats unsent data: negative: in the background; 0: reset. */
    public long lingerNs() {
        return v.lingerNs;
    }

    /** Upper bound of the segment size, 0: none. */
    public int maxSegment() {
        return v.maxSegment;
    }

    /** Fixed size of the send buffer, 0: auto-tuned. */
    public int sendBuffer() {
        return v.sendBuffer;
    }

    /** Fixed size of the receive buffer, 0: auto-tuned. */
    public int receiveBuffer() {
        return v.receiveBuffer;
    }

    /** Of a listener: connections established and not accepted. */
    public int backlog() {
        return v.backlog;
    }

    /** Names of policies by kind, for this listener or connection. */
    public Map<PolicyKind, String> policies() {
        return v.policies;
    }

    /**
     * What is said of all bytes of which nothing else is said. Where nothing is set, what the packets' options say: the code point
     * of TOS or traffic class, and the priority of SO_PRIORITY, as far as it is 0 to 7. Where that is not set, the priority is the
     * precedence in the code point, its upper three bits (RFC 2474 section 4.2.2), but for CS1, which is less than best effort
     * (RFC 4594 section 4.10): 0. Never null.
     */
    public Hint hint() {
        if (v.hint != null) {
            return v.hint;
        }
        int codePoint = v.packets.trafficClass() >> ECN_BITS;
        int priority = Math.clamp(v.packets.priority(), 0, Hint.MAX_PRIORITY);
        if (codePoint == 0 && priority == 0) {
            return Hint.NONE;
        }
        return Hint.NONE.withTrafficClass(codePoint)
                .withPriority(priority == 0 && codePoint != LESS_THAN_BEST_EFFORT ? codePoint >> SELECTOR_BITS : priority);
    }

    /** Settings of policies by name, for this listener or connection; the host's where there are none here. */
    public Map<String, String> policySettings() {
        return v.policySettings;
    }

    /** Whether the user timeout is told to the peer, and the peer's heeded (RFC 5482). */
    public UserTimeoutOption userTimeoutOption() {
        return v.userTimeoutOption;
    }

    /**
     * Of a listener: how many connections may be open by Fast Open (RFC 7413) whose handshake is not complete; 0: the listener
     * neither gives out cookies nor takes data on SYNs, unless {@link FastOpen#everyListener} says so. A pending one that
     * ends by a reset counts for a minute more (section 5.1).
     */
    public int fastOpenQueue() {
        return v.fastOpenQueue;
    }

    /**
     * Whether Fast Open goes by cookies, as it should wherever a source address can be forged; a connecting socket without sends its
     * first bytes on the first SYN, a listener without takes those of anybody (RFC 7413 section 5.1 says when that is safe).
     */
    public boolean fastOpenCookies() {
        return v.fastOpenCookies;
    }

    /** Of a listener: what its cookies are made with, the first; those of the second are taken as well. Empty: the stack's. */
    public List<FastOpenKey> fastOpenKeys() {
        return v.fastOpenKeys;
    }

    /** What the IP headers of the socket's packets say. */
    public PacketOptions packets() {
        return v.packets;
    }

    /**
     * How many bytes may wait unsent before writing takes no more and {@link StreamSocket#WRITABLE} goes off
     * (TCP_NOTSENT_LOWAT); Long.MAX_VALUE: the send buffer is the limit.
     */
    public long unsentLowWater() {
        return v.unsentLowWater;
    }

    /** How long an active open may take in all (FreeBSD's TCP_KEEPINIT); 0: as the wire profile has it. */
    public long connectTimeoutNs() {
        return v.connectTimeoutNs;
    }

    /** Whether segments carry options of TCP; without any (FreeBSD's TCP_NOOPT) there is no Multipath TCP either. */
    public boolean tcpOptions() {
        return v.tcpOptions;
    }

    /** How often a SYN, or a listener's SYN/ACK, is sent again (Linux's TCP_SYNCNT); 0: as the stack says. */
    public int synRetries() {
        return v.synRetries;
    }

    /**
     * Of a listener: how long a connection that has sent nothing is not handed out (Linux's TCP_DEFER_ACCEPT), in whole timeouts of the
     * SYN/ACK: until then an acknowledgement without data is passed over, and the SYN/ACK that ends the wait asks for another. Of who
     * connects: the acknowledgement of the handshake waits for data. 0: neither.
     */
    public long deferAcceptNs() {
        return v.deferAcceptNs;
    }

    /**
     * Plain TCP: how long a closed connection waits in FIN-WAIT-2 for the peer's end (Linux's TCP_LINGER2); 0: as long as the stack
     * waits for what was closed; negative: not at all, the peer meets a reset.
     */
    public long finWaitNs() {
        return v.finWaitNs;
    }

    /** Acknowledgements of plain TCP; acts when it is said. */
    public QuickAcks quickAcks() {
        return v.quickAcks;
    }

    /** See {@link #mptcpVersion}. */
    public SocketConfig withMptcpVersion(int version) {
        return with(c -> c.mptcpVersion = version);
    }

    /** See {@link #checksums}. */
    public SocketConfig withChecksums(boolean on) {
        return with(c -> c.checksums = on);
    }

    /** See {@link #noDelay}. */
    public SocketConfig withNoDelay(boolean on) {
        return with(c -> c.noDelay = on);
    }

    /**
     * Keep-alive with probes that are told.
     *
     * @param intervalNs see {@link #keepAliveIntervalNs}
     * @param probes see {@link #keepAliveProbes}
     */
    public SocketConfig withKeepAlive(long idleNs, long intervalNs, int probes) {
        return with(c -> {
            c.keepAliveNs = idleNs;
            c.keepAliveIntervalNs = intervalNs;
            c.keepAliveProbes = probes;
        });
    }

    /** See {@link #keepAliveNs}. */
    public SocketConfig withKeepAlive(long ns) {
        return with(c -> c.keepAliveNs = ns);
    }

    /** See {@link #userTimeoutNs}. */
    public SocketConfig withUserTimeout(long ns) {
        return with(c -> c.userTimeoutNs = ns);
    }

    /** See {@link #lingerNs}. */
    public SocketConfig withLinger(long ns) {
        return with(c -> c.lingerNs = ns);
    }

    /** See {@link #maxSegment}. */
    public SocketConfig withMaxSegment(int bytes) {
        return with(c -> c.maxSegment = bytes);
    }

    /** See {@link #sendBuffer}. */
    public SocketConfig withBuffers(int send, int receive) {
        return with(c -> {
            c.sendBuffer = send;
            c.receiveBuffer = receive;
        });
    }

    /** See {@link #backlog}. */
    public SocketConfig withBacklog(int n) {
        return with(c -> c.backlog = n);
    }

    /** See {@link #policies}. */
    public SocketConfig withPolicies(Map<PolicyKind, String> names) {
        Map<PolicyKind, String> copy = Map.copyOf(names);
        return with(c -> c.policies = copy);
    }

    /** See {@link #hint}. */
    public SocketConfig withHint(Hint said) {
        return with(c -> c.hint = said);
    }

    /** See {@link #policySettings}. */
    public SocketConfig withPolicySettings(Map<String, String> settings) {
        Map<String, String> copy = Map.copyOf(settings);
        return with(c -> c.policySettings = copy);
    }

    /** See {@link #userTimeoutOption}. */
    public SocketConfig withUserTimeoutOption(UserTimeoutOption option) {
        Objects.requireNonNull(option, "userTimeoutOption");
        return with(c -> c.userTimeoutOption = option);
    }

    /** See {@link #fastOpenQueue}. */
    public SocketConfig withFastOpenQueue(int pending) {
        return with(c -> c.fastOpenQueue = pending);
    }

    /** See {@link #fastOpenCookies}. */
    public SocketConfig withFastOpenCookies(boolean on) {
        return with(c -> c.fastOpenCookies = on);
    }

    /** See {@link #fastOpenKeys}. */
    public SocketConfig withFastOpenKeys(List<FastOpenKey> keys) {
        List<FastOpenKey> copy = FastOpen.checked(keys);
        return with(c -> c.fastOpenKeys = copy);
    }

    /** See {@link #packets}. */
    public SocketConfig withPackets(PacketOptions options) {
        Objects.requireNonNull(options, "packets");
        return with(c -> c.packets = options);
    }

    /** See {@link #unsentLowWater}. */
    public SocketConfig withUnsentLowWater(long bytes) {
        return with(c -> c.unsentLowWater = bytes);
    }

    /** See {@link #connectTimeoutNs}; of a connection that is being opened it counts from now on. */
    public SocketConfig withConnectTimeout(long ns) {
        return with(c -> c.connectTimeoutNs = ns);
    }

    /** See {@link #tcpOptions}; to be said before connecting or listening. */
    public SocketConfig withTcpOptions(boolean on) {
        return with(c -> c.tcpOptions = on);
    }

    /** See {@link #synRetries}. */
    public SocketConfig withSynRetries(int n) {
        return with(c -> c.synRetries = n);
    }

    /** See {@link #deferAcceptNs}. */
    public SocketConfig withDeferAccept(long ns) {
        return with(c -> c.deferAcceptNs = ns);
    }

    /** See {@link #finWaitNs}. */
    public SocketConfig withFinWait(long ns) {
        return with(c -> c.finWaitNs = ns);
    }

    /** See {@link #quickAcks}; of a live connection it acts with this. */
    public SocketConfig withQuickAcks(QuickAcks said) {
        Objects.requireNonNull(said, "quickAcks");
        return with(c -> c.quickAcks = said);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SocketConfig c && v.all().equals(c.v.all());
    }

    @Override
    public int hashCode() {
        return v.all().hashCode();
    }

    @Override
    public String toString() {
        return "SocketConfig" + v.all();
    }
}
