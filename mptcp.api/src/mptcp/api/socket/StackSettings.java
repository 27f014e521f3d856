package mptcp.api.socket;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/** What a {@link StackConfig} says, with the defaults; {@link HostSettingTable} has what may be said. Only {@link StackConfig.Builder} changes one. */
final class StackSettings implements Cloneable {
    private static final long MS = 1_000_000;

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
    boolean accurateEcn;
    boolean accurateEcnAccept;
    boolean windowScaling = true;
    boolean mtuProbing = true;
    boolean tailProbes = true;
    boolean dsack = true;
    boolean frto = true;
    boolean idleRestart = true;
    boolean rackDuplicates = true;
    boolean rackAdapts = true;
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
        HostSetting.all().forEach(setting -> setting.check(this));
        require(oldestMptcpVersion >= -1 && oldestMptcpVersion <= 1, "oldestMptcpVersion must be 0, 1 or -1");
        require(maxRtoNs >= minRtoNs, "rto.max must not be below rto.min");
        require(maxHalfOpenJoins >= maxHalfOpenJoinsPerConnection,
                "half.open.joins.per.connection must not be above half.open.joins");
        require(maxSendBuffer >= initialSendBuffer, "sndbuf.initial must not be above sndbuf.max");
        require(maxReceiveBuffer >= initialReceiveBuffer, "rcvbuf.initial must not be above rcvbuf.max");
    }

    private static void require(boolean ok, String message) {
        if (!ok) {
            throw new IllegalArgumentException(message);
        }
    }

    /** All that is said, for comparing: what texts cannot say first. */
    List<Object> values() {
        List<Object> values = new ArrayList<>(Arrays.asList(name, policySettings, policyClock, entropy, fastOpen,
                payloadFree));
        HostSetting.all().forEach(setting -> values.add(setting.value(this)));
        return values;
    }
}
