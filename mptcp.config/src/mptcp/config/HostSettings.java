package mptcp.config;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mptcp.api.socket.FastOpen;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.WireProfile;

/**
 * The settings of a host by name and as text: {@code 200ms}, {@code 16M}, {@code true}. Times without a unit are seconds,
 * sizes count in powers of 1024. Entropy, clock and name of a host are no configuration, nor are the settings of policies,
 * which have their own.
 */
public final class HostSettings {
    private static final Map<String, Setting> ALL = new LinkedHashMap<>();
    private static final Pattern NUMBER_UNIT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) *([a-zA-Z]*)");

    /** How one is taken from a configuration, as text that {@code set} understands, and put into another one. */
    private record Setting(Function<StackConfig, Object> get, BiConsumer<StackConfig.Builder, String> set) {}

    static {
        number("version", StackConfig::mptcpVersion, (b, n) -> b.mptcpVersion((int) n));
        flag("checksums", StackConfig::checksums, StackConfig.Builder::checksums);
        number("subflows", StackConfig::maxSubflows, (b, n) -> b.maxSubflows((int) n));
        flag("joins", StackConfig::acceptJoins, StackConfig.Builder::acceptJoins);
        ALL.put("profile", new Setting(StackConfig::profile, (b, t) -> b.profile(profile(t))));
        ALL.put("mptcp.versions", new Setting(c -> versions(c.oldestMptcpVersion()), (b, t) -> b.oldestMptcpVersion(oldest(t))));
        time("rto.min", StackConfig::minRtoNs, StackConfig.Builder::minRtoNs);
        time("rto.initial", StackConfig::initialRtoNs, StackConfig.Builder::initialRtoNs);
        time("rto.max", StackConfig::maxRtoNs, StackConfig.Builder::maxRtoNs);
        number("retries", StackConfig::retries, (b, n) -> b.retries((int) n));
        number("retries.syn", StackConfig::synRetries, (b, n) -> b.synRetries((int) n));
        number("retries.capable", StackConfig::mptcpSynRetries, (b, n) -> b.mptcpSynRetries((int) n));
        number("linear.syns", StackConfig::linearSyns, (b, n) -> b.linearSyns((int) n));
        time("add.addr.timeout", StackConfig::addAddressTimeoutNs, StackConfig.Builder::addAddressTimeoutNs);
        time("delayed.ack", StackConfig::delayedAckNs, StackConfig.Builder::delayedAckNs);
        time("time.wait", StackConfig::timeWaitNs, StackConfig.Builder::timeWaitNs);
        time("close.timeout", StackConfig::closeTimeoutNs, StackConfig.Builder::closeTimeoutNs);
        time("blackhole", StackConfig::blackholeNs, StackConfig.Builder::blackholeNs);
        ALL.put("memory", new Setting(StackConfig::memoryLimit, (b, text) -> b.memoryLimit(bytes(text))));
        number("orphans", StackConfig::maxOrphans, (b, n) -> b.maxOrphans((int) n));
        number("half.open.joins", StackConfig::maxHalfOpenJoins, (b, n) -> b.maxHalfOpenJoins((int) n));
        number("half.open.joins.per.connection", StackConfig::maxHalfOpenJoinsPerConnection,
                (b, n) -> b.maxHalfOpenJoinsPerConnection((int) n));
        // the pairs of buffer sizes are put together in with()
        size("sndbuf.initial", StackConfig::initialSendBuffer);
        size("sndbuf.max", StackConfig::maxSendBuffer);
        size("rcvbuf.initial", StackConfig::initialReceiveBuffer);
        size("rcvbuf.max", StackConfig::maxReceiveBuffer);
        number("window.scale", StackConfig::windowScale, (b, n) -> b.windowScale((int) n));
        ALL.put("fast.open", new Setting(c -> roles(c.fastOpen()), (b, t) -> b.fastOpen(fastOpen(t))));
        flag("timestamps", StackConfig::timestamps, StackConfig.Builder::timestamps);
        flag("sack", StackConfig::sack, StackConfig.Builder::sack);
        flag("ecn", StackConfig::ecn, StackConfig.Builder::ecn);
        flag("ecn.accept", StackConfig::ecnAccept, StackConfig.Builder::ecnAccept);
        flag("window.scaling", StackConfig::windowScaling, StackConfig.Builder::windowScaling);
        flag("mtu.probing", StackConfig::mtuProbing, StackConfig.Builder::mtuProbing);
        flag("caller.turns", StackConfig::callerTurns, StackConfig.Builder::callerTurns);
        time("spin", StackConfig::spinNs, StackConfig.Builder::spinNs);
        ALL.put("policy.set", new Setting(StackConfig::policySet, StackConfig.Builder::policySet));
        time("policy.budget", StackConfig::policyBudgetNs, StackConfig.Builder::policyBudgetNs);
    }

    private interface LongSetter {
        void set(StackConfig.Builder builder, long value);
    }

    private interface FlagSetter {
        void set(StackConfig.Builder builder, boolean value);
    }

    private HostSettings() {}

    private static void number(String name, Function<StackConfig, Object> get, LongSetter set) {
        ALL.put(name, new Setting(get, (b, text) -> set.set(b, number(text))));
    }

    private static void time(String name, Function<StackConfig, Long> get, LongSetter set) {
        ALL.put(name, new Setting(c -> get.apply(c) + "ns", (b, text) -> set.set(b, time(text))));
    }

    private static void size(String name, Function<StackConfig, Object> get) {
        ALL.put(name, new Setting(get, (b, text) -> size(text)));
    }

    private static void flag(String name, Function<StackConfig, Object> get, FlagSetter set) {
        ALL.put(name, new Setting(get, (b, text) -> set.set(b, flag(text))));
    }

    public static Set<String> names() {
        return ALL.keySet();
    }

    /** All of them, as they are. */
    static Map<String, String> of(StackConfig config) {
        Map<String, String> texts = new LinkedHashMap<>();
        ALL.forEach((name, setting) -> texts.put(name, setting.get().apply(config).toString()));
        return texts;
    }

    /**
     * A configuration with some of them changed.
     *
     * @throws IllegalArgumentException that quotes what is wrong
     */
    static StackConfig with(StackConfig config, Map<String, String> changes) {
        StackConfig.Builder builder = config.toBuilder();
        changes.forEach((name, text) -> {
            try {
                setting(name).set().accept(builder, text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + " = " + text + ": " + e.getMessage(), e);
            }
        });
        int max = limit(changes, "sndbuf.max", config.maxSendBuffer());
        builder.sendBuffer(limit(changes, "sndbuf.initial", Math.min(max, config.initialSendBuffer())), max);
        max = limit(changes, "rcvbuf.max", config.maxReceiveBuffer());
        builder.receiveBuffer(limit(changes, "rcvbuf.initial", Math.min(max, config.initialReceiveBuffer())), max);
        return builder.build();
    }

    private static int limit(Map<String, String> changes, String name, int present) {
        String text = changes.get(name);
        return text == null ? present : size(text);
    }

    private static Setting setting(String name) {
        Setting setting = ALL.get(name);
        if (setting == null) {
            throw new IllegalArgumentException("no such setting; there are: " + String.join(", ", ALL.keySet()));
        }
        return setting;
    }

    private static long number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a whole number is wanted", e);
        }
    }

    private static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes" -> true;
            case "false", "off", "no" -> false;
            default -> throw new IllegalArgumentException("true or false is wanted");
        };
    }

    private static String versions(int oldest) {
        return oldest < 0 ? "profile" : oldest == 0 ? "0,1" : "1";
    }

    private static int oldest(String text) {
        return switch (text.strip().replace(" ", "")) {
            case "profile" -> -1;
            case "0,1" -> 0;
            case "1" -> 1;
            default -> throw new IllegalArgumentException("1, '0,1' or profile is needed");
        };
    }

    private static String roles(FastOpen settings) {
        if (settings.client()) {
            return settings.server() ? "client,server" : "client";
        }
        return settings.server() ? "server" : "off";
    }

    private static FastOpen fastOpen(String text) {
        return switch (text.strip().replace(" ", "").toLowerCase(Locale.ROOT)) {
            case "client,server" -> FastOpen.DEFAULT;
            case "client" -> FastOpen.DEFAULT.withRoles(true, false);
            case "server" -> FastOpen.DEFAULT.withRoles(false, true);
            case "off" -> FastOpen.DEFAULT.withRoles(false, false);
            default -> throw new IllegalArgumentException("'client,server', client, server or off is wanted");
        };
    }

    private static WireProfile profile(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "linux" -> WireProfile.LINUX;
            case "bsd" -> WireProfile.BSD;
            default -> throw new IllegalArgumentException("linux or bsd is wanted");
        };
    }

    private static long time(String text) {
        return scaled(text, "a time such as 200ms", unit -> switch (unit) {
            case "ns" -> 1L;
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "", "s" -> 1_000_000_000L;
            case "m", "min" -> 60_000_000_000L;
            default -> null;
        });
    }

    private static int size(String text) {
        return (int) Math.min(Integer.MAX_VALUE, bytes(text));
    }

    private static long bytes(String text) {
        return scaled(text, "a size such as 256K or 16M", unit -> switch (unit) {
            case "", "b" -> 1L;
            case "k", "kib" -> 1L << 10;
            case "m", "mib" -> 1L << 20;
            case "g", "gib" -> 1L << 30;
            default -> null;
        });
    }

    private static long scaled(String text, String wanted, Function<String, Long> units) {
        Matcher m = NUMBER_UNIT.matcher(text.strip());
        Long unit = m.matches() ? units.apply(m.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(wanted + " is wanted");
        }
        return new BigDecimal(m.group(1)).multiply(BigDecimal.valueOf(unit))
                .min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
    }
}
