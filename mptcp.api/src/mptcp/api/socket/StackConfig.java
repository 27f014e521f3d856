package mptcp.api.socket;

import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The settings of a stack; immutable, made by {@link #builder}. Sizes in bytes, times in nanoseconds. Those marked
 * <em>live</em> reach connections that exist already when a stack is reconfigured; timeouts, options and habits of TCP
 * those subflows that they open from then on.
 */
public final class StackConfig extends TcpSettings {
    private StackConfig(StackSettings values) {
        super(values);
    }

    /** The defaults, under this name. */
    public static Builder builder(String name) {
        return new Builder(new StackSettings(name));
    }

    /** A builder that begins with these settings. */
    public Builder toBuilder() {
        return new Builder(v.copy());
    }

    StackSettings settings() {
        return v;
    }

    /** Names the host in shells and logs. */
    public String name() {
        return v.name;
    }

    /**
     * How many loops run the host's connections, each on a thread of its own, 1 to 64. A connection is of one loop for all its
     * life; the host stays one for peers, applications and tools. A stack keeps its number.
     */
    public int loops() {
        return v.loops;
    }

    /**
     * Whether a thread that waits in a read, or writes a question before one, does the loop's work meanwhile where the loop is
     * idle: it saves both the time in which they wake each other. Policies and listeners are called on such threads, too, one at
     * a time as ever. True by default; of no effect on stacks that are driven.
     */
    public boolean callerTurns() {
        return v.callerTurns;
    }

    /**
     * For how long a thread that waits in a read looks again and again before it sleeps, where answers usually come within that
     * time; at most 10 ms. 0, the default: it sleeps at once. Pays where cores are to spare; needs {@link #callerTurns}.
     */
    public long spinNs() {
        return v.spinNs;
    }

    /** 1 (RFC 8684), 0 (RFC 6824), -1: plain TCP only. Default for new connections. */
    public int mptcpVersion() {
        return v.mptcpVersion;
    }

    /**
     * The lowest version that a SYN is answered in, beside {@link #mptcpVersion}: 0 or 1, or -1 as the profile has it. A SYN of
     * a version below meets plain TCP.
     */
    public int oldestMptcpVersion() {
        return v.oldestMptcpVersion;
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

    /** How long to wait at most for the echo of an announced address; 0: it is announced once. <em>Live</em>. */
    public long addAddressTimeoutNs() {
        return v.addAddressTimeoutNs;
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

    /** Settings of policies by name, such as {@code rexmit.threshold}. <em>Live</em>. */
    public Map<String, String> policySettings() {
        return v.policySettings;
    }

    /**
     * The set of policies ({@link mptcp.api.policy.PolicyRegistry#sets}) that says what is used where nothing is chosen by
     * name; empty, which is the default: the first. <em>Live</em>.
     */
    public String policySet() {
        return v.policySet;
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

    /**
     * Of a driven stack in a simulated network that says the same: streams have lengths and positions, and no bytes. What is
     * written and read is counted only; a payload on the wire shows at some of its places which bytes of the stream it stands
     * for, and whoever receives it checks that. All else is as with bytes, each of them 0 in checksums.
     */
    public boolean payloadFree() {
        return v.payloadFree;
    }

    /** Where keys, nonces and sequence numbers come from. */
    public Entropy entropy() {
        return v.entropy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StackConfig c && v.values().equals(c.v.values());
    }

    @Override
    public int hashCode() {
        return v.values().hashCode();
    }

    @Override
    public String toString() {
        return "StackConfig" + v.values();
    }

    /** Collects settings; each starts from its default. */
    public static final class Builder {
        private final StackSettings v;

        private Builder(StackSettings values) {
            v = values;
        }

        /**
         * Sets one by its name in the table ({@link HostSetting#all}), as text: {@code set("rto.min", "50ms")}. A largest buffer
         * below the first limit lowers that, too.
         *
         * @throws IllegalArgumentException that quotes what is wrong, and says what is possible
         */
        public Builder set(String name, String value) {
            HostSetting.of(name).orElseThrow(() -> new IllegalArgumentException("there is no setting '" + name
                    + "'; there are: " + String.join(", ", HostSetting.all().stream().map(HostSetting::name).toList())))
                    .put(v, value);
            return this;
        }

        /** Sets several, in the order of the table. @throws IllegalArgumentException as {@link #set(String, String)} */
        public Builder set(Map<String, String> values) {
            values.keySet().stream().filter(name -> HostSetting.of(name).isEmpty()).sorted().findFirst()
                    .ifPresent(name -> set(name, "")); // says what there is
            HostSetting.all().stream().filter(s -> values.containsKey(s.name())).forEach(s -> s.put(v, values.get(s.name())));
            return this;
        }

        /** See {@link StackConfig#mptcpVersion}. */
        public Builder mptcpVersion(int version) {
            v.mptcpVersion = version;
            return this;
        }

        /** See {@link StackConfig#oldestMptcpVersion}. */
        public Builder oldestMptcpVersion(int version) {
            v.oldestMptcpVersion = version;
            return this;
        }

        /** See {@link StackConfig#checksums}. */
        public Builder checksums(boolean on) {
            v.checksums = on;
            return this;
        }

        /** See {@link StackConfig#maxSubflows}. */
        public Builder maxSubflows(int n) {
            v.maxSubflows = n;
            return this;
        }

        /** See {@link StackConfig#acceptJoins}. */
        public Builder acceptJoins(boolean on) {
            v.acceptJoins = on;
            return this;
        }

        /** See {@link StackConfig#profile}. */
        public Builder profile(WireProfile p) {
            v.profile = p;
            return this;
        }

        /** See {@link StackConfig#minRtoNs}. */
        public Builder minRtoNs(long ns) {
            v.minRtoNs = ns;
            return this;
        }

        /** See {@link StackConfig#initialRtoNs}. */
        public Builder initialRtoNs(long ns) {
            v.initialRtoNs = ns;
            return this;
        }

        /** See {@link StackConfig#loops}. */
        public Builder loops(int n) {
            v.loops = n;
            return this;
        }

        /** See {@link StackConfig#callerTurns}. */
        public Builder callerTurns(boolean on) {
            v.callerTurns = on;
            return this;
        }

        /** See {@link StackConfig#spinNs}. */
        public Builder spinNs(long ns) {
            v.spinNs = ns;
            return this;
        }

        /** See {@link StackConfig#maxRtoNs}. */
        public Builder maxRtoNs(long ns) {
            v.maxRtoNs = ns;
            return this;
        }

        /** See {@link StackConfig#synRetries}. */
        public Builder synRetries(int n) {
            v.synRetries = n;
            return this;
        }

        /** See {@link StackConfig#mptcpSynRetries}. */
        public Builder mptcpSynRetries(int n) {
            v.mptcpSynRetries = n;
            return this;
        }

        /** See {@link StackConfig#linearSyns}. */
        public Builder linearSyns(int n) {
            v.linearSyns = n;
            return this;
        }

        /** See {@link StackConfig#addAddressTimeoutNs}. */
        public Builder addAddressTimeoutNs(long ns) {
            v.addAddressTimeoutNs = ns;
            return this;
        }

        /** See {@link StackConfig#retries}. */
        public Builder retries(int n) {
            v.retries = n;
            return this;
        }

        /** See {@link StackConfig#delayedAckNs}. */
        public Builder delayedAckNs(long ns) {
            v.delayedAckNs = ns;
            return this;
        }

        /** See {@link StackConfig#timeWaitNs}. */
        public Builder timeWaitNs(long ns) {
            v.timeWaitNs = ns;
            return this;
        }

        /** See {@link StackConfig#closeTimeoutNs}. */
        public Builder closeTimeoutNs(long ns) {
            v.closeTimeoutNs = ns;
            return this;
        }

        /** See {@link StackConfig#memoryLimit}. */
        public Builder memoryLimit(long bytes) {
            v.memoryLimit = bytes;
            return this;
        }

        /** See {@link StackConfig#maxOrphans}. */
        public Builder maxOrphans(int connections) {
            v.maxOrphans = connections;
            return this;
        }

        /** See {@link StackConfig#maxHalfOpenJoins}. */
        public Builder maxHalfOpenJoins(int joins) {
            v.maxHalfOpenJoins = joins;
            return this;
        }

        /** See {@link StackConfig#maxHalfOpenJoinsPerConnection}. */
        public Builder maxHalfOpenJoinsPerConnection(int joins) {
            v.maxHalfOpenJoinsPerConnection = joins;
            return this;
        }

        /** See {@link StackConfig#blackholeNs}. */
        public Builder blackholeNs(long ns) {
            v.blackholeNs = ns;
            return this;
        }

        /** See {@link StackConfig#initialSendBuffer}. */
        public Builder sendBuffer(int initial, int max) {
            v.initialSendBuffer = initial;
            v.maxSendBuffer = max;
            return this;
        }

        /** See {@link StackConfig#initialReceiveBuffer}. */
        public Builder receiveBuffer(int initial, int max) {
            v.initialReceiveBuffer = initial;
            v.maxReceiveBuffer = max;
            return this;
        }

        /** See {@link StackConfig#windowScale}. */
        public Builder windowScale(int shift) {
            v.windowScale = shift;
            return this;
        }

        /** See {@link StackConfig#timestamps}. */
        public Builder timestamps(boolean on) {
            v.timestamps = on;
            return this;
        }

        /** See {@link StackConfig#sack}. */
        public Builder sack(boolean on) {
            v.sack = on;
            return this;
        }

        /** See {@link StackConfig#ecn}. */
        public Builder ecn(boolean on) {
            v.ecn = on;
            return this;
        }

        /** See {@link StackConfig#accurateEcn}. */
        public Builder accurateEcn(boolean on) {
            v.accurateEcn = on;
            return this;
        }

        /** See {@link StackConfig#accurateEcnAccept}. */
        public Builder accurateEcnAccept(boolean on) {
            v.accurateEcnAccept = on;
            return this;
        }

        /** See {@link StackConfig#ecnAccept}. */
        public Builder ecnAccept(boolean on) {
            v.ecnAccept = on;
            return this;
        }

        /** See {@link StackConfig#windowScaling}. */
        public Builder windowScaling(boolean on) {
            v.windowScaling = on;
            return this;
        }

        /** See {@link StackConfig#mtuProbing}. */
        public Builder mtuProbing(boolean on) {
            v.mtuProbing = on;
            return this;
        }

        /** See {@link StackConfig#fastOpen}. */
        public Builder fastOpen(FastOpen settings) {
            v.fastOpen = settings;
            return this;
        }

        /** See {@link StackConfig#policySettings}. */
        public Builder policySettings(Map<String, String> settings) {
            v.policySettings = Map.copyOf(settings);
            return this;
        }

        /** See {@link StackConfig#policySet}; making a stack with it, or reconfiguring one, fails if there is no such set. */
        public Builder policySet(String name) {
            v.policySet = name;
            return this;
        }

        /** See {@link StackConfig#policyBudgetNs}. */
        public Builder policyBudgetNs(long ns) {
            v.policyBudgetNs = ns;
            return this;
        }

        /** See {@link StackConfig#policyClock}. */
        public Builder policyClock(LongSupplier clock) {
            v.policyClock = clock;
            return this;
        }

        /** See {@link StackConfig#payloadFree}. */
        public Builder payloadFree(boolean on) {
            v.payloadFree = on;
            return this;
        }

        /** See {@link StackConfig#entropy}. */
        public Builder entropy(Entropy e) {
            v.entropy = e;
            return this;
        }

        /** @throws IllegalArgumentException that names the setting which is out of range */
        public StackConfig build() {
            return new StackConfig(v.copy());
        }
    }
}
