package mptcp.api.socket;

import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * The settings of a stack; immutable, made by {@link #builder}. Sizes in bytes, times in nanoseconds. Those marked
 * <em>live</em> reach connections that exist already when a stack is reconfigured; timeouts, options and habits of TCP those
 * subflows that they open from then on.
 *
 * @param name names the host in shells and logs
 * @param mptcpVersion 1 (RFC 8684), 0 (RFC 6824), -1: plain TCP only. Default for new connections
 * @param checksums whether to ask for DSS checksums on new connections
 * @param maxSubflows subflows per connection, at most 32; live
 * @param acceptJoins whether the peer may join (the C flag of MP_CAPABLE tells it about the initial address)
 * @param profile which habits on the wire to show
 * @param minRtoNs lower bound of the retransmission timeout; RFC 6298 says 1 s, the default is Linux's 200 ms
 * @param initialRtoNs before there is a round-trip sample
 * @param maxRtoNs upper bound of the timeout
 * @param synRetries how often a SYN is sent again before a connect fails; 7, since RFC 9293 wants 3 minutes
 *     (MUST-23); live
 * @param mptcpSynRetries how often a SYN with MP_CAPABLE is sent again before it is tried without; live
 * @param retries retransmission timeouts in a row (R2) after which a subflow ends; 12 as in the report; live
 * @param delayedAckNs 0: every second segment at once and others at the end of the turn; live
 * @param timeWaitNs how long TIME-WAIT lasts (2 MSL); live
 * @param closeTimeoutNs how long a connection without subflows waits for a path manager to open one; live
 * @param blackholeNs how long connections between two addresses open as plain TCP after SYNs with MP_CAPABLE disappeared
 *     there and one without was answered, at most a year; doubled each time that it happens again; 0: nothing is remembered; live
 * @param initialSendBuffer first limit of the send buffer
 * @param maxSendBuffer what auto-tuning may raise it to; live
 * @param initialReceiveBuffer first limit of the receive buffer
 * @param maxReceiveBuffer what auto-tuning may raise it to
 * @param windowScale fixed shift count to offer, or -1: as the largest receive buffer needs
 * @param timestamps whether to offer timestamps (RFC 7323)
 * @param sack whether to offer selective acknowledgement (RFC 2018)
 * @param ecn whether to offer ECN (RFC 3168)
 * @param ecnAccept whether to agree to ECN where the peer offers it
 * @param windowScaling whether to offer window scaling (RFC 7323); without it windows end at 65,535 bytes
 * @param mtuProbing whether to find out by probes what packets a path takes that loses ICMP (RFC 4821)
 * @param policySettings settings of policies by name, such as {@code rexmit.threshold}; live
 * @param policyBudgetNs what one call into a policy may take; longer ones, again and again, are counted and named
 *     ({@link mptcp.api.policy.PolicyCost}), nothing else happens to them; live
 * @param policyClock what calls into policies are measured with, in nanoseconds from any origin; called on the loop
 *     thread, within a turn. Null: a stack with a loop of its own uses the machine's clock, a driven one measures nothing;
 *     live
 * @param entropy where keys, nonces and sequence numbers come from
 */
public record StackConfig(
        String name,
        int mptcpVersion,
        boolean checksums,
        int maxSubflows,
        boolean acceptJoins,
        WireProfile profile,
        long minRtoNs,
        long initialRtoNs,
        long maxRtoNs,
        int synRetries,
        int mptcpSynRetries,
        int retries,
        long delayedAckNs,
        long timeWaitNs,
        long closeTimeoutNs,
        long blackholeNs,
        int initialSendBuffer,
        int maxSendBuffer,
        int initialReceiveBuffer,
        int maxReceiveBuffer,
        int windowScale,
        boolean timestamps,
        boolean sack,
        boolean ecn,
        boolean ecnAccept,
        boolean windowScaling,
        boolean mtuProbing,
        Map<String, String> policySettings,
        long policyBudgetNs,
        LongSupplier policyClock,
        Entropy entropy) {

    private static final long MS = 1_000_000;

    public StackConfig {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(entropy, "entropy");
        policySettings = Map.copyOf(policySettings);
        check(!name.isBlank(), "name must not be blank");
        check(mptcpVersion >= -1 && mptcpVersion <= 1, "mptcpVersion must be 1, 0 or -1, not " + mptcpVersion);
        check(maxSubflows >= 1 && maxSubflows <= 32, "maxSubflows must be 1 to 32, not " + maxSubflows);
        check(minRtoNs >= MS, "minRtoNs must be at least 1 ms");
        check(maxRtoNs >= minRtoNs, "maxRtoNs must not be below minRtoNs");
        check(blackholeNs >= 0 && blackholeNs <= 365L * 86_400_000 * MS, "blackholeNs must be 0 to a year");
        check(initialSendBuffer >= 4096 && maxSendBuffer >= initialSendBuffer, "send buffer: 4096 <= initial <= max");
        check(initialReceiveBuffer >= 4096 && maxReceiveBuffer >= initialReceiveBuffer,
                "receive buffer: 4096 <= initial <= max");
        check(maxSendBuffer <= 1 << 30 && maxReceiveBuffer <= 1 << 30, "buffers are limited to 1 GiB");
        check(policyBudgetNs >= 0, "policyBudgetNs must not be negative");
        check(windowScale >= -1 && windowScale <= 14, "windowScale must be 0 to 14, or -1 (RFC 7323 section 2.3)");
    }

    private static void check(boolean ok, String message) {
        if (!ok) {
            throw new IllegalArgumentException(message);
        }
    }

    public static Builder builder(String name) {
        return new Builder(name);
    }

    public Builder toBuilder() {
        Builder b = new Builder(name);
        b.mptcpVersion = mptcpVersion;
        b.checksums = checksums;
        b.maxSubflows = maxSubflows;
        b.acceptJoins = acceptJoins;
        b.profile = profile;
        b.minRtoNs = minRtoNs;
        b.initialRtoNs = initialRtoNs;
        b.maxRtoNs = maxRtoNs;
        b.synRetries = synRetries;
        b.mptcpSynRetries = mptcpSynRetries;
        b.retries = retries;
        b.delayedAckNs = delayedAckNs;
        b.timeWaitNs = timeWaitNs;
        b.closeTimeoutNs = closeTimeoutNs;
        b.blackholeNs = blackholeNs;
        b.initialSendBuffer = initialSendBuffer;
        b.maxSendBuffer = maxSendBuffer;
        b.initialReceiveBuffer = initialReceiveBuffer;
        b.maxReceiveBuffer = maxReceiveBuffer;
        b.windowScale = windowScale;
        b.timestamps = timestamps;
        b.sack = sack;
        b.ecn = ecn;
        b.ecnAccept = ecnAccept;
        b.windowScaling = windowScaling;
        b.mtuProbing = mtuProbing;
        b.policySettings = policySettings;
        b.policyBudgetNs = policyBudgetNs;
        b.policyClock = policyClock;
        b.entropy = entropy;
        return b;
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

        public Builder mptcpVersion(int version) {
            mptcpVersion = version;
            return this;
        }

        public Builder checksums(boolean on) {
            checksums = on;
            return this;
        }

        public Builder maxSubflows(int n) {
            maxSubflows = n;
            return this;
        }

        public Builder acceptJoins(boolean on) {
            acceptJoins = on;
            return this;
        }

        public Builder profile(WireProfile p) {
            profile = p;
            return this;
        }

        public Builder minRtoNs(long ns) {
            minRtoNs = ns;
            return this;
        }

        public Builder initialRtoNs(long ns) {
            initialRtoNs = ns;
            return this;
        }

        public Builder maxRtoNs(long ns) {
            maxRtoNs = ns;
            return this;
        }

        public Builder synRetries(int n) {
            synRetries = n;
            return this;
        }

        public Builder mptcpSynRetries(int n) {
            mptcpSynRetries = n;
            return this;
        }

        public Builder retries(int n) {
            retries = n;
            return this;
        }

        public Builder delayedAckNs(long ns) {
            delayedAckNs = ns;
            return this;
        }

        public Builder timeWaitNs(long ns) {
            timeWaitNs = ns;
            return this;
        }

        public Builder closeTimeoutNs(long ns) {
            closeTimeoutNs = ns;
            return this;
        }

        public Builder blackholeNs(long ns) {
            blackholeNs = ns;
            return this;
        }

        public Builder sendBuffer(int initial, int max) {
            initialSendBuffer = initial;
            maxSendBuffer = max;
            return this;
        }

        public Builder receiveBuffer(int initial, int max) {
            initialReceiveBuffer = initial;
            maxReceiveBuffer = max;
            return this;
        }

        public Builder windowScale(int shift) {
            windowScale = shift;
            return this;
        }

        public Builder timestamps(boolean on) {
            timestamps = on;
            return this;
        }

        public Builder sack(boolean on) {
            sack = on;
            return this;
        }

        public Builder ecn(boolean on) {
            ecn = on;
            return this;
        }

        public Builder ecnAccept(boolean on) {
            ecnAccept = on;
            return this;
        }

        public Builder windowScaling(boolean on) {
            windowScaling = on;
            return this;
        }

        public Builder mtuProbing(boolean on) {
            mtuProbing = on;
            return this;
        }

        public Builder policySettings(Map<String, String> settings) {
            policySettings = settings;
            return this;
        }

        public Builder policyBudgetNs(long ns) {
            policyBudgetNs = ns;
            return this;
        }

        public Builder policyClock(LongSupplier clock) {
            policyClock = clock;
            return this;
        }

        public Builder entropy(Entropy e) {
            entropy = e;
            return this;
        }

        /** @throws IllegalArgumentException that names the setting which is out of range */
        public StackConfig build() {
            return new StackConfig(name, mptcpVersion, checksums, maxSubflows, acceptJoins, profile, minRtoNs,
                    initialRtoNs, maxRtoNs, synRetries, mptcpSynRetries, retries, delayedAckNs, timeWaitNs,
                    closeTimeoutNs, blackholeNs, initialSendBuffer, maxSendBuffer, initialReceiveBuffer,
                    maxReceiveBuffer, windowScale, timestamps, sack, ecn, ecnAccept, windowScaling, mtuProbing,
                    policySettings, policyBudgetNs, policyClock, entropy);
        }
    }
}
