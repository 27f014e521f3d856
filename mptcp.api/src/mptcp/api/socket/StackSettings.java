package mptcp.api.socket;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/** What a {@link StackConfig} says, with the defaults, and what may be said. Only {@link StackConfig.Builder} changes one. */
final class StackSettings implements Cloneable {
    private static final long MS = 1_000_000;
    private static final int MAX_LOOPS = 64;

    final String name;
    int loops = 1;
    boolean payloadFree;
    boolean callerTurns = true;
    long spinNs;
    int mptcpVersion = 1;
    int oldestMptcpVersion = -1;
    boolean checksums;
    int maxSubflows = 8;
    boolean acceptJoins = true;
    WireProfile profile = WireProfile.LINUX;
    long minRtoNs = 200 * MS;
    long initialRtoNs = 1000 * MS;
    long maxRtoNs = 120_000 * MS;
    int synRetries = 7;
    int mptcpSynRetries = 2;
    int linearSyns = -1;
    long addAddressTimeoutNs = 120_000 * MS;
    int retries = 12;
    long delayedAckNs = 40 * MS;
    long timeWaitNs = 60_000 * MS;
    long closeTimeoutNs = 60_000 * MS;
    long blackholeNs = 3_600_000 * MS;
    long memoryLimit;
    int maxOrphans = 4096;
    int maxHalfOpenJoins = 8192;
    int maxHalfOpenJoinsPerConnection = 4096;
    int initialSendBuffer = 256 << 10;
    int maxSendBuffer = 16 << 20;
    int initialReceiveBuffer = 256 << 10;
    int maxReceiveBuffer = 16 << 20;
    int windowScale = -1;
    boolean timestamps = true;
    boolean sack = true;
    boolean ecn;
    boolean ecnAccept = true;
    boolean windowScaling = true;
    boolean mtuProbing = true;
    FastOpen fastOpen = FastOpen.DEFAULT;
    Map<String, String> policySettings = Map.of();
    String policySet = "";
    long policyBudgetNs = MS / 10;
    LongSupplier policyClock;
    Entropy entropy = Entropy.secure();

    StackSettings(String name) {
        this.name = name;
    }

    StackSettings copy() {
        try {
            return (StackSettings) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    /** @throws IllegalArgumentException that names the setting which is out of range */
    void check() {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(entropy, "entropy");
        Objects.requireNonNull(fastOpen, "fastOpen");
        Objects.requireNonNull(policySet, "policySet");
        require(!name.isBlank(), "name must not be blank");
        require(loops >= 1 && loops <= MAX_LOOPS, "loops must be 1 to " + MAX_LOOPS + ", not " + loops);
        require(spinNs >= 0 && spinNs <= 10 * MS, "spinNs must be 0 to 10 ms");
        require(mptcpVersion >= -1 && mptcpVersion <= 1, "mptcpVersion must be 1, 0 or -1, not " + mptcpVersion);
        require(oldestMptcpVersion >= -1 && oldestMptcpVersion <= 1, "oldestMptcpVersion must be 0, 1 or -1");
        require(linearSyns >= -1, "linearSyns must not be negative, but for -1");
        require(addAddressTimeoutNs >= 0, "addAddressTimeoutNs must not be negative");
        require(maxSubflows >= 1 && maxSubflows <= 32, "maxSubflows must be 1 to 32, not " + maxSubflows);
        require(minRtoNs >= MS, "minRtoNs must be at least 1 ms");
        require(maxRtoNs >= minRtoNs, "maxRtoNs must not be below minRtoNs");
        require(blackholeNs >= 0 && blackholeNs <= 365L * 86_400_000 * MS, "blackholeNs must be 0 to a year");
        require(memoryLimit == 0 || memoryLimit >= 1 << 20, "memoryLimit must be 0, or 1 MiB at least");
        require(maxOrphans >= 0, "maxOrphans must not be negative");
        require(maxHalfOpenJoinsPerConnection >= 1 && maxHalfOpenJoins >= maxHalfOpenJoinsPerConnection,
                "half-open joins: 1 <= of a connection <= of the host");
        require(initialSendBuffer >= 4096 && maxSendBuffer >= initialSendBuffer,
                "send buffer: 4096 <= initial <= max");
        require(initialReceiveBuffer >= 4096 && maxReceiveBuffer >= initialReceiveBuffer,
                "receive buffer: 4096 <= initial <= max");
        require(maxSendBuffer <= 1 << 30 && maxReceiveBuffer <= 1 << 30, "buffers are limited to 1 GiB");
        require(policyBudgetNs >= 0, "policyBudgetNs must not be negative");
        require(windowScale >= -1 && windowScale <= 14, "windowScale must be 0 to 14, or -1 (RFC 7323 section 2.3)");
    }

    private static void require(boolean ok, String message) {
        if (!ok) {
            throw new IllegalArgumentException(message);
        }
    }

    List<Object> values() {
        return Arrays.asList(name, mptcpVersion, checksums, maxSubflows, acceptJoins, profile, minRtoNs,
                initialRtoNs, maxRtoNs, synRetries, mptcpSynRetries, retries, delayedAckNs, timeWaitNs,
                closeTimeoutNs, blackholeNs, memoryLimit, maxOrphans, maxHalfOpenJoins,
                maxHalfOpenJoinsPerConnection, initialSendBuffer, maxSendBuffer, initialReceiveBuffer,
                maxReceiveBuffer, windowScale, timestamps, sack, ecn, ecnAccept, windowScaling, mtuProbing,
                fastOpen, policySettings, policyBudgetNs, policyClock, entropy, oldestMptcpVersion, linearSyns,
                addAddressTimeoutNs, policySet, loops, payloadFree, callerTurns, spinNs);
    }
}
