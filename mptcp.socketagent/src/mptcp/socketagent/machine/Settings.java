package mptcp.socketagent.machine;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import mptcp.socketagent.path.KernelPathManager;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.StackConfig;

/**
 * The machine's {@code sysctl} values by name. Those that the stack has a setting for become its configuration; others that
 * Linux has are remembered, so that what was written can be read, and have no effect. Any thread.
 */
public final class Settings {
    public static final String MPTCP_ENABLED = "net.mptcp.enabled";
    public static final String KEEP_ALIVE_SECONDS = "net.ipv4.tcp_keepalive_time";
    public static final String RECEIVE_BUFFER_MAX = "net.core.rmem_max";
    public static final String SEND_BUFFER_MAX = "net.core.wmem_max";
    public static final String BACKLOG_MAX = "net.core.somaxconn";

    public static final String FAST_OPEN = "net.ipv4.tcp_fastopen";
    public static final String FAST_OPEN_KEY = "net.ipv4.tcp_fastopen_key";
    private static final String FAST_OPEN_BLACKHOLE = "net.ipv4.tcp_fastopen_blackhole_timeout_sec";

    private static final int LEAST_BUFFER = 4096;
    private static final Map<String, String> INITIAL = Map.ofEntries(
            Map.entry(MPTCP_ENABLED, "1"),
            Map.entry("net.mptcp.checksum_enabled", "0"),
            Map.entry("net.mptcp.allow_join_initial_addr_port", "1"),
            Map.entry("net.mptcp.close_timeout", "60"),
            Map.entry("net.mptcp.syn_retrans_before_tcp_fallback", "2"),
            Map.entry("net.mptcp.add_addr_timeout", "120"),
            Map.entry("net.mptcp.blackhole_timeout", "3600"),
            Map.entry("net.ipv4.tcp_syn_linear_timeouts", "4"),
            Map.entry("net.ipv4.tcp_timestamps", "1"),
            Map.entry("net.ipv4.tcp_sack", "1"),
            Map.entry("net.ipv4.tcp_window_scaling", "1"),
            Map.entry("net.ipv4.tcp_mtu_probing", "0"),
            Map.entry("net.ipv4.tcp_ecn", "2"),
            Map.entry("net.ipv4.tcp_syn_retries", "7"),
            Map.entry("net.ipv4.tcp_retries2", "12"),
            Map.entry("net.ipv4.tcp_rto_min_us", "200000"),
            Map.entry("net.ipv4.tcp_rto_max_ms", "120000"),
            Map.entry(FAST_OPEN, "1"),
            Map.entry(FAST_OPEN_KEY, "00000000-00000000-00000000-00000000"),
            Map.entry(FAST_OPEN_BLACKHOLE, "0"),
            Map.entry(KEEP_ALIVE_SECONDS, "7200"),
            Map.entry(RECEIVE_BUFFER_MAX, "4194304"),
            Map.entry(SEND_BUFFER_MAX, "4194304"),
            Map.entry(BACKLOG_MAX, "4096"));
    private static final Map<String, BiConsumer<StackConfig.Builder, String>> EFFECTS = effects();

    private final Setup setup;
    private final Entropy entropy;
    private final Map<String, String> changed = new LinkedHashMap<>();
    private final Map<String, String> limits = new HashMap<>(Map.of(
            KernelPathManager.SUBFLOWS, "2", KernelPathManager.ADD_ADDR_ACCEPTED, "0"));

    Settings(Setup setup, Entropy entropy) {
        this.setup = setup;
        this.entropy = entropy;
        if (!setup.enabled()) {
            changed.put(MPTCP_ENABLED, "0");
        }
    }

    private static Map<String, BiConsumer<StackConfig.Builder, String>> effects() {
        Map<String, BiConsumer<StackConfig.Builder, String>> e = new HashMap<>();
        e.put(MPTCP_ENABLED, (b, v) -> flag(v));
        e.put("net.mptcp.checksum_enabled", (b, v) -> b.checksums(flag(v)));
        e.put("net.mptcp.allow_join_initial_addr_port", (b, v) -> b.acceptJoins(flag(v)));
        e.put("net.mptcp.close_timeout", (b, v) -> b.closeTimeoutNs(TimeUnit.SECONDS.toNanos(number(v))));
        e.put("net.mptcp.blackhole_timeout", (b, v) -> b.blackholeNs(TimeUnit.SECONDS.toNanos(number(v))));
        e.put("net.mptcp.syn_retrans_before_tcp_fallback", (b, v) -> b.mptcpSynRetries(number(v)));
        e.put("net.mptcp.add_addr_timeout", (b, v) -> b.addAddressTimeoutNs(TimeUnit.SECONDS.toNanos(number(v))));
        e.put("net.ipv4.tcp_syn_linear_timeouts", (b, v) -> b.linearSyns(number(v)));
        e.put("net.ipv4.tcp_timestamps", (b, v) -> b.timestamps(flag(v)));
        e.put("net.ipv4.tcp_sack", (b, v) -> b.sack(flag(v)));
        e.put("net.ipv4.tcp_ecn", (b, v) -> b.ecn(number(v) == 1).ecnAccept(number(v) > 0));
        e.put("net.ipv4.tcp_syn_retries", (b, v) -> b.synRetries(number(v)));
        e.put("net.ipv4.tcp_retries2", (b, v) -> b.retries(number(v)));
        e.put("net.ipv4.tcp_rto_min_us", (b, v) -> b.minRtoNs(TimeUnit.MICROSECONDS.toNanos(number(v))));
        e.put("net.ipv4.tcp_rto_max_ms", (b, v) -> b.maxRtoNs(TimeUnit.MILLISECONDS.toNanos(number(v))));
        e.put("net.ipv4.tcp_window_scaling", (b, v) -> b.windowScaling(flag(v)));
        e.put("net.ipv4.tcp_mtu_probing", (b, v) -> b.mtuProbing(flag(v)));
        // Half of a socket's memory is window, as tcp_adv_win_scale = 1 has it.
        e.put("net.ipv4.tcp_rmem", (b, v) -> b.receiveBuffer(buffer(v, 1) / 2, buffer(v, 2) / 2));
        e.put("net.ipv4.tcp_wmem", (b, v) -> b.sendBuffer(buffer(v, 1), buffer(v, 2)));
        e.put(FAST_OPEN_KEY, (b, v) -> FastOpenSettings.keys(v));
        e.put(FAST_OPEN, (b, v) -> FastOpenSettings.mask(v));
        e.put(FAST_OPEN_BLACKHOLE, (b, v) -> number(v));
        for (String number : new String[] {KEEP_ALIVE_SECONDS, RECEIVE_BUFFER_MAX, SEND_BUFFER_MAX, BACKLOG_MAX}) {
            e.put(number, (b, v) -> number(v));
        }
        return e;
    }

    private static boolean flag(String value) {
        return number(value) != 0;
    }

    private static int number(String value) {
        return Integer.parseUnsignedInt(value.strip());
    }

    /** One of the three sizes (least, initial, largest) of a buffer. */
    private static int buffer(String value, int index) {
        String[] sizes = value.strip().split("\\s+");
        if (sizes.length != 3) {
            throw new IllegalArgumentException("three sizes are needed");
        }
        int least = index == 2 ? number(sizes[1]) : 2 * LEAST_BUFFER;
        return Math.max(least, number(sizes[index]));
    }

    /** Null if there is no such value. */
    public synchronized String get(String name) {
        String value = changed.get(name);
        return value != null ? value : INITIAL.getOrDefault(name, LinuxSysctls.initial(name));
    }

    public int number(String name, int otherwise) {
        String value = get(name);
        return value == null ? otherwise : number(value);
    }

    /** All names and values, sorted. */
    public synchronized SortedMap<String, String> all() {
        var all = new TreeMap<>(LinuxSysctls.all());
        all.putAll(INITIAL);
        all.putAll(changed);
        return all;
    }

    /** @throws IllegalArgumentException if there is no such name, or the stack cannot take the value; nothing is changed then */
    synchronized void put(String name, String value) {
        var effect = EFFECTS.get(name);
        if (effect == null && !INITIAL.containsKey(name) && !LinuxSysctls.exists(name)) {
            throw new IllegalArgumentException("there is no " + name);
        }
        if (effect != null) {
            effect.accept(setup.builder(entropy), value);
        }
        String before = changed.put(name, value);
        try {
            config();
        } catch (IllegalArgumentException e) {
            if (before == null) {
                changed.remove(name);
            } else {
                changed.put(name, before);
            }
            throw e;
        }
    }

    public synchronized int limit(String name) {
        return Integer.parseInt(limits.get(name));
    }

    synchronized void limit(String name, int value) {
        limits.put(name, Integer.toString(value));
    }

    /** The stack's configuration. */
    synchronized StackConfig config() {
        var builder = setup.builder(entropy).policySettings(limits);
        changed.forEach((name, value) -> {
            var effect = EFFECTS.get(name);
            if (effect != null) {
                effect.accept(builder, value);
            }
        });
        String keys = changed.get(FAST_OPEN_KEY);
        builder.fastOpen(FastOpenSettings.of(get(FAST_OPEN), keys, number(FAST_OPEN_BLACKHOLE, 0)));
        return builder.build();
    }
}
