package mptcp.api.socket;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * The settings of a stack; immutable, made by {@link #builder}. Sizes in bytes, times in nanoseconds. Those marked
 * <em>live</em> reach connections that exist already when a stack is reconfigured; timeouts, options and habits of TCP
 * those subflows that they open from then on.
 */
public final class StackConfig {
    private static final long MS = 1_000_000;

    /** Never changed, and seen by nobody else. */
    private final Builder v;

    private StackConfig(Builder values) {
        v = values;
        Objects.requireNonNull(v.name, "name");
        Objects.requireNonNull(v.profile, "profile");
        Objects.requireNonNull(v.entropy, "entropy");
        check(!v.name.isBlank(), "name must not be blank");
        check(v.mptcpVersion >= -1 && v.mptcpVersion <= 1, "mptcpVersion must be 1, 0 or -1, not " + v.mptcpVersion);
        check(v.maxSubflows >= 1 && v.maxSubflows <= 32, "maxSubflows must be 1 to 32, not " + v.maxSubflows);
        check(v.minRtoNs >= MS, "minRtoNs must be at least 1 ms");
        check(v.maxRtoNs >= v.minRtoNs, "maxRtoNs must not be below minRtoNs");
        check(v.blackholeNs >= 0 && v.blackholeNs <= 365L * 86_400_000 * MS, "blackholeNs must be 0 to a year");
        check(v.memoryLimit == 0 || v.memoryLimit >= 1 << 20, "memoryLimit must be 0, or 1 MiB at least");
        check(v.maxOrphans >= 0, "maxOrphans must not be negative");
        check(v.maxHalfOpenJoinsPerConnection >= 1 && v.maxHalfOpenJoins >= v.maxHalfOpenJoinsPerConnection,
                "half-open joins: 1 <= of a connection <= of the host");
        check(v.initialSendBuffer >= 4096 && v.maxSendBuffer >= v.initialSendBuffer,
                "send buffer: 4096 <= initial <= max");
        check(v.initialReceiveBuffer >= 4096 && v.maxReceiveBuffer >= v.initialReceiveBuffer,
                "receive buffer: 4096 <= initial <= max");
        check(v.maxSendBuffer <= 1 << 30 && v.maxReceiveBuffer <= 1 << 30, "buffers are limited to 1 GiB");
        check(v.policyBudgetNs >= 0, "policyBudgetNs must not be negative");
        check(v.windowScale >= -1 && v.windowScale <= 14, "windowScale must be 0 to 14, or -1 (RFC 7323 section 2.3)");
    }

    private static void check(boolean ok, String message) {
        if (!ok) {
            throw new IllegalArgumentException(message);
        }
    }

    /** The defaults, under this name. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** A builder that begins with these settings. */
    public Builder toBuilder() {
        return v.copy();
    }

    /** Names the host in shells and logs. */
    public String name() {
        return v.name;
    }

    /** 1 (RFC 8684), 0 (RFC 6824), -1: plain TCP only. Default for new connections. */
    public int mptcpVersion() {
        return v.mptcpVersion;
    }

    /** Whether to ask for DSS checksums on new connections. */
    public boolean checksums() {
        return v.checksums;
    }

    /** Subflows per connection, at most 32. <em>Live</em>. */
    public int maxSubflows() {
        return v.maxSubflows;
    }

    /** Whether the peer may join (the C flag of MP_CAPABLE tells it about the initial address). */
    public boolean acceptJoins() {
        return v.acceptJoins;
    }

    /** Which habits on the wire to show. */
    public WireProfile profile() {
        return v.profile;
    }

    /** Lower bound of the retransmission timeout; RFC 6298 says 1 s, the default is Linux's 200 ms. */
    public long minRtoNs() {
        return v.minRtoNs;
    }

    /** Before there is a round-trip sample. */
    public long initialRtoNs() {
        return v.initialRtoNs;
    }

    /** Upper bound of the timeout. */
    public long maxRtoNs() {
        return v.maxRtoNs;
    }

    /**
     * How often a SYN is sent again before a connect fails; 7, since RFC 9293 wants 3 minutes (MUST-23).
     * <em>Live</em>.
     */
    public int synRetries() {
        return v.synRetries;
    }

    /** How often a SYN with MP_CAPABLE is sent again before it is tried without. <em>Live</em>. */
    public int mptcpSynRetries() {
        return v.mptcpSynRetries;
    }

    /** Retransmission timeouts in a row (R2) after which a subflow ends; 12 as in the report. <em>Live</em>. */
    public int retries() {
        return v.retries;
    }

    /** 0: every second segment at once and others at the end of the turn. <em>Live</em>. */
    public long delayedAckNs() {
        return v.delayedAckNs;
    }

    /** How long TIME-WAIT lasts (2 MSL). <em>Live</em>. */
    public long timeWaitNs() {
        return v.timeWaitNs;
    }

    /** How long a connection without subflows waits for a path manager to open one. <em>Live</em>. */
    public long closeTimeoutNs() {
        return v.closeTimeoutNs;
    }

    /**
     * How long connections between two addresses open as plain TCP after SYNs with MP_CAPABLE disappeared there and
     * one without was answered, at most a year; doubled each time that it happens again; 0: nothing is remembered.
     * <em>Live</em>.
     */
    public long blackholeNs() {
        return v.blackholeNs;
    }

    /** First limit of the send buffer. */
    public int initialSendBuffer() {
        return v.initialSendBuffer;
    }

    /** What auto-tuning may raise it to. <em>Live</em>. */
    public int maxSendBuffer() {
        return v.maxSendBuffer;
    }

    /** First limit of the receive buffer. */
    public int initialReceiveBuffer() {
        return v.initialReceiveBuffer;
    }

    /** What auto-tuning may raise it to. */
    public int maxReceiveBuffer() {
        return v.maxReceiveBuffer;
    }

    /** Fixed shift count to offer, or -1: as the largest receive buffer needs. */
    public int windowScale() {
        return v.windowScale;
    }

    /** Whether to offer timestamps (RFC 7323). */
    public boolean timestamps() {
        return v.timestamps;
    }

    /** Whether to offer selective acknowledgement (RFC 2018). */
    public boolean sack() {
        return v.sack;
    }

    /** Whether to offer ECN (RFC 3168). */
    public boolean ecn() {
        return v.ecn;
    }

    /** Whether to agree to ECN where the peer offers it. */
    public boolean ecnAccept() {
        return v.ecnAccept;
    }

    /** Whether to offer window scaling (RFC 7323); without it windows end at 65,535 bytes. */
    public boolean windowScaling() {
        return v.windowScaling;
    }

    /** Whether to find out by probes what packets a path takes that loses ICMP (RFC 4821). */
    public boolean mtuProbing() {
        return v.mtuProbing;
    }

    /** Settings of policies by name, such as {@code rexmit.threshold}. <em>Live</em>. */
    public Map<String, String> policySettings() {
        return v.policySettings;
    }

    /**
     * What one call into a policy may take; longer ones, again and again, are counted and named ({@link
     * mptcp.api.policy.PolicyCost}), nothing else happens to them. <em>Live</em>.
     */
    public long policyBudgetNs() {
        return v.policyBudgetNs;
    }

    /**
     * What calls into policies are measured with, in nanoseconds from any origin; called on the loop thread, within a
     * turn. Null: a stack with a loop of its own uses the machine's clock, a driven one measures nothing.
     * <em>Live</em>.
     */
    public LongSupplier policyClock() {
        return v.policyClock;
    }

    /**
     * How many bytes the connections of the host may hold in all, in buffers and by being there; 0: what the machine
     * admits, which is half of what the JVM may have as heap, or its limit of direct memory if that is less; 1 GiB in a
     * driven stack, whose behaviour is no matter of the machine. At three quarters of it memory is given back and windows
     * stop to grow; when it is reached, data that is out of order goes, then connections without an owner, and no new
     * ones are taken. <em>Live</em>.
     */
    public long memoryLimit() {
        return v.memoryLimit;
    }

    /**
     * How many connections may go on after their application has closed them; one more is reset. Each ends besides when it
     * makes no progress for {@link #closeTimeoutNs}. <em>Live</em>.
     */
    public int maxOrphans() {
        return v.maxOrphans;
    }

    /**
     * How many joins of the whole host may have begun and not yet proven that they are the peer's; one more, and one of them
     * goes. They take none of {@link #maxSubflows}. <em>Live</em>.
     */
    public int maxHalfOpenJoins() {
        return v.maxHalfOpenJoins;
    }

    /**
     * The same of each connection.
     */
    public int maxHalfOpenJoinsPerConnection() {
        return v.maxHalfOpenJoinsPerConnection;
    }

    /** Where keys, nonces and sequence numbers come from. */
    public Entropy entropy() {
        return v.entropy;
    }

    private List<Object> values() {
        return Arrays.asList(v.name, v.mptcpVersion, v.checksums, v.maxSubflows, v.acceptJoins, v.profile, v.minRtoNs,
                v.initialRtoNs, v.maxRtoNs, v.synRetries, v.mptcpSynRetries, v.retries, v.delayedAckNs,
                v.timeWaitNs, v.closeTimeoutNs, v.blackholeNs, v.memoryLimit, v.maxOrphans, v.maxHalfOpenJoins, v.maxHalfOpenJoinsPerConnection,
                v.initialSendBuffer,
                v.maxSendBuffer,
                v.initialReceiveBuffer, v.maxReceiveBuffer, v.windowScale, v.timestamps, v.sack, v.ecn,
                v.ecnAccept, v.windowScaling, v.mtuProbing, v.policySettings, v.policyBudgetNs, v.policyClock,
                v.entropy);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StackConfig c && values().equals(c.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    @Override
    public String toString() {
        return "StackConfig" + values();
    }

    /** Collects settings; each starts from its default. */
    public static final class Builder {
        private final String name;
        private int mptcpVersion = 1;
        private boolean checksums;
        private int maxSubflows = 8;
        private boolean acceptJoins = true;
        private WireProfile profile = WireProfile.LINUX;
        private long minRtoNs = 200 * MS;
        private long initialRtoNs = 1000 * MS;
        private long maxRtoNs = 120_000 * MS;
        private int synRetries = 7;
        private int mptcpSynRetries = 2;
        private int retries = 12;
        private long delayedAckNs = 40 * MS;
        private long timeWaitNs = 60_000 * MS;
        private long closeTimeoutNs = 60_000 * MS;
        private long blackholeNs = 3_600_000 * MS;
        private long memoryLimit;
        private int maxOrphans = 4096;
        private int maxHalfOpenJoins = 2048;
        private int maxHalfOpenJoinsPerConnection = 512;
        private int initialSendBuffer = 256 << 10;
        private int maxSendBuffer = 16 << 20;
        private int initialReceiveBuffer = 256 << 10;
        private int maxReceiveBuffer = 16 << 20;
        private int windowScale = -1;
        private boolean timestamps = true;
        private boolean sack = true;
        private boolean ecn;
        private boolean ecnAccept = true;
        private boolean windowScaling = true;
        private boolean mtuProbing = true;
        private Map<String, String> policySettings = Map.of();
        private long policyBudgetNs = MS / 10;
        private LongSupplier policyClock;
        private Entropy entropy = Entropy.secure();

        private Builder(String name) {
            this.name = name;
        }

        private Builder copy() {
            Builder c = new Builder(name);
            c.mptcpVersion = mptcpVersion;
            c.checksums = checksums;
            c.maxSubflows = maxSubflows;
            c.acceptJoins = acceptJoins;
            c.profile = profile;
            c.minRtoNs = minRtoNs;
            c.initialRtoNs = initialRtoNs;
            c.maxRtoNs = maxRtoNs;
            c.synRetries = synRetries;
            c.mptcpSynRetries = mptcpSynRetries;
            c.retries = retries;
            c.delayedAckNs = delayedAckNs;
            c.timeWaitNs = timeWaitNs;
            c.closeTimeoutNs = closeTimeoutNs;
            c.blackholeNs = blackholeNs;
            c.memoryLimit = memoryLimit;
            c.maxOrphans = maxOrphans;
            c.maxHalfOpenJoins = maxHalfOpenJoins;
            c.maxHalfOpenJoinsPerConnection = maxHalfOpenJoinsPerConnection;
            c.initialSendBuffer = initialSendBuffer;
            c.maxSendBuffer = maxSendBuffer;
            c.initialReceiveBuffer = initialReceiveBuffer;
            c.maxReceiveBuffer = maxReceiveBuffer;
            c.windowScale = windowScale;
            c.timestamps = timestamps;
            c.sack = sack;
            c.ecn = ecn;
            c.ecnAccept = ecnAccept;
            c.windowScaling = windowScaling;
            c.mtuProbing = mtuProbing;
            c.policySettings = policySettings;
            c.policyBudgetNs = policyBudgetNs;
            c.policyClock = policyClock;
            c.entropy = entropy;
            return c;
        }

        /** See {@link StackConfig#mptcpVersion}. */
        public Builder mptcpVersion(int version) {
            mptcpVersion = version;
            return this;
        }

        /** See {@link StackConfig#checksums}. */
        public Builder checksums(boolean on) {
            checksums = on;
            return this;
        }

        /** See {@link StackConfig#maxSubflows}. */
        public Builder maxSubflows(int n) {
            maxSubflows = n;
            return this;
        }

        /** See {@link StackConfig#acceptJoins}. */
        public Builder acceptJoins(boolean on) {
            acceptJoins = on;
            return this;
        }

        /** See {@link StackConfig#profile}. */
        public Builder profile(WireProfile p) {
            profile = p;
            return this;
        }

        /** See {@link StackConfig#minRtoNs}. */
        public Builder minRtoNs(long ns) {
            minRtoNs = ns;
            return this;
        }

        /** See {@link StackConfig#initialRtoNs}. */
        public Builder initialRtoNs(long ns) {
            initialRtoNs = ns;
            return this;
        }

        /** See {@link StackConfig#maxRtoNs}. */
        public Builder maxRtoNs(long ns) {
            maxRtoNs = ns;
            return this;
        }

        /** See {@link StackConfig#synRetries}. */
        public Builder synRetries(int n) {
            synRetries = n;
            return this;
        }

        /** See {@link StackConfig#mptcpSynRetries}. */
        public Builder mptcpSynRetries(int n) {
            mptcpSynRetries = n;
            return this;
        }

        /** See {@link StackConfig#retries}. */
        public Builder retries(int n) {
            retries = n;
            return this;
        }

        /** See {@link StackConfig#delayedAckNs}. */
        public Builder delayedAckNs(long ns) {
            delayedAckNs = ns;
            return this;
        }

        /** See {@link StackConfig#timeWaitNs}. */
        public Builder timeWaitNs(long ns) {
            timeWaitNs = ns;
            return this;
        }

        /** See {@link StackConfig#closeTimeoutNs}. */
        public Builder closeTimeoutNs(long ns) {
            closeTimeoutNs = ns;
            return this;
        }

        /** See {@link StackConfig#memoryLimit}. */
        public Builder memoryLimit(long bytes) {
            memoryLimit = bytes;
            return this;
        }

        /** See {@link StackConfig#maxOrphans}. */
        public Builder maxOrphans(int connections) {
            maxOrphans = connections;
            return this;
        }

        /** See {@link StackConfig#maxHalfOpenJoins}. */
        public Builder maxHalfOpenJoins(int joins) {
            maxHalfOpenJoins = joins;
            return this;
        }

        /** See {@link StackConfig#maxHalfOpenJoinsPerConnection}. */
        public Builder maxHalfOpenJoinsPerConnection(int joins) {
            maxHalfOpenJoinsPerConnection = joins;
            return this;
        }

        /** See {@link StackConfig#blackholeNs}. */
        public Builder blackholeNs(long ns) {
            blackholeNs = ns;
            return this;
        }

        /** See {@link StackConfig#initialSendBuffer}. */
        public Builder sendBuffer(int initial, int max) {
            initialSendBuffer = initial;
            maxSendBuffer = max;
            return this;
        }

        /** See {@link StackConfig#initialReceiveBuffer}. */
        public Builder receiveBuffer(int initial, int max) {
            initialReceiveBuffer = initial;
            maxReceiveBuffer = max;
            return this;
        }

        /** See {@link StackConfig#windowScale}. */
        public Builder windowScale(int shift) {
            windowScale = shift;
            return this;
        }

        /** See {@link StackConfig#timestamps}. */
        public Builder timestamps(boolean on) {
            timestamps = on;
            return this;
        }

        /** See {@link StackConfig#sack}. */
        public Builder sack(boolean on) {
            sack = on;
            return this;
        }

        /** See {@link StackConfig#ecn}. */
        public Builder ecn(boolean on) {
            ecn = on;
            return this;
        }

        /** See {@link StackConfig#ecnAccept}. */
        public Builder ecnAccept(boolean on) {
            ecnAccept = on;
            return this;
        }

        /** See {@link StackConfig#windowScaling}. */
        public Builder windowScaling(boolean on) {
            windowScaling = on;
            return this;
        }

        /** See {@link StackConfig#mtuProbing}. */
        public Builder mtuProbing(boolean on) {
            mtuProbing = on;
            return this;
        }

        /** See {@link StackConfig#policySettings}. */
        public Builder policySettings(Map<String, String> settings) {
            policySettings = Map.copyOf(settings);
            return this;
        }

        /** See {@link StackConfig#policyBudgetNs}. */
        public Builder policyBudgetNs(long ns) {
            policyBudgetNs = ns;
            return this;
        }

        /** See {@link StackConfig#policyClock}. */
        public Builder policyClock(LongSupplier clock) {
            policyClock = clock;
            return this;
        }

        /** See {@link StackConfig#entropy}. */
        public Builder entropy(Entropy e) {
            entropy = e;
            return this;
        }

        /** @throws IllegalArgumentException that names the setting which is out of range */
        public StackConfig build() {
            return new StackConfig(copy());
        }
    }
}
