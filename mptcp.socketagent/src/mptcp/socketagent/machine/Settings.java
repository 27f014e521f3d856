package mptcp.socketagent.machine;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.HostSetting;
import mptcp.api.socket.StackConfig;
import mptcp.api.text.Quantity;
import mptcp.socketagent.path.KernelPathManager;

/**
 * The machine's {@code sysctl} values by name. Those that the stack has a setting for become its configuration; others that
 * Linux has, or with its profile FreeBSD, are remembered, so that what was written can be read, and have no effect. Any thread.
 */
public final class Settings {
    public static final String MPTCP_ENABLED = "net.mptcp.enabled";
    public static final String KEEP_ALIVE_SECONDS = "net.ipv4.tcp_keepalive_time";
    public static final String KEEP_ALIVE_INTERVAL = "net.ipv4.tcp_keepalive_intvl";
    public static final String KEEP_ALIVE_PROBES = "net.ipv4.tcp_keepalive_probes";
    public static final String SYN_ACK_RETRIES = "net.ipv4.tcp_synack_retries";
    public static final String FIN_TIMEOUT = "net.ipv4.tcp_fin_timeout";
    public static final String RECEIVE_BUFFER_MAX = "net.core.rmem_max";
    public static final String SEND_BUFFER_MAX = "net.core.wmem_max";
    public static final String BACKLOG_MAX = "net.core.somaxconn";

    public static final String FREEBSD_KEEP_IDLE = "net.inet.tcp.keepidle";
    public static final String FREEBSD_KEEP_INTERVAL = "net.inet.tcp.keepintvl";
    public static final String FREEBSD_KEEP_PROBES = "net.inet.tcp.keepcnt";
    public static final String FREEBSD_SYN_ACK_RETRIES = "net.inet.tcp.syncache.rexmtlimit";

    public static final String FAST_OPEN = "net.ipv4.tcp_fastopen";
    public static final String FAST_OPEN_KEY = "net.ipv4.tcp_fastopen_key";
    private static final String FAST_OPEN_BLACKHOLE = "net.ipv4.tcp_fastopen_blackhole_timeout_sec";

    private static final int LEAST_BUFFER = 4096;
    /** Those of Linux that are settings of the stack ({@link HostSetting}), with the unit that Linux leaves out. */
    private static final Map<String, Same> SAME = Map.ofEntries(
            Map.entry("net.mptcp.checksum_enabled", new Same("checksums", "")),
            Map.entry("net.mptcp.allow_join_initial_addr_port", new Same("joins", "")),
            Map.entry("net.mptcp.close_timeout", new Same("close.timeout", "s")),
            Map.entry("net.mptcp.syn_retrans_before_tcp_fallback", new Same("retries.capable", "")),
            Map.entry("net.mptcp.add_addr_timeout", new Same("add.addr.timeout", "s")),
            Map.entry("net.mptcp.blackhole_timeout", new Same("blackhole", "s")),
            Map.entry("net.ipv4.tcp_syn_linear_timeouts", new Same("linear.syns", "")),
            Map.entry("net.ipv4.tcp_timestamps", new Same("timestamps", "")),
            Map.entry("net.ipv4.tcp_sack", new Same("sack", "")),
            Map.entry("net.ipv4.tcp_window_scaling", new Same("window.scaling", "")),
            Map.entry("net.ipv4.tcp_dsack", new Same("dsack", "")),
            Map.entry("net.ipv4.tcp_slow_start_after_idle", new Same("idle.restart", "")),
            Map.entry("net.ipv4.tcp_mtu_probing", new Same("mtu.probing", "")),
            Map.entry("net.ipv4.tcp_syn_retries", new Same("retries.syn", "")),
            Map.entry("net.ipv4.tcp_retries2", new Same("retries", "")),
            Map.entry("net.ipv4.tcp_rto_min_us", new Same("rto.min", "us")),
            Map.entry("net.ipv4.tcp_rto_max_ms", new Same("rto.max", "ms")));
    /** What others are at first. */
    private static final Map<String, String> INITIAL = Map.ofEntries(
            Map.entry(MPTCP_ENABLED, "1"),
            Map.entry("net.ipv4.tcp_syn_linear_timeouts", "4"), // what the profile of Linux has
            Map.entry("net.ipv4.tcp_ecn", "2"),
            Map.entry(FAST_OPEN, "1"),
            Map.entry(FAST_OPEN_KEY, "00000000-00000000-00000000-00000000"),
            Map.entry(FAST_OPEN_BLACKHOLE, "0"),
            Map.entry(KEEP_ALIVE_SECONDS, "7200"),
            Map.entry(KEEP_ALIVE_INTERVAL, "75"),
            Map.entry(KEEP_ALIVE_PROBES, "9"),
            Map.entry(RECEIVE_BUFFER_MAX, "4194304"),
            Map.entry(SEND_BUFFER_MAX, "4194304"),
            Map.entry(BACKLOG_MAX, "4096"));

    /** A setting of the stack, as Linux writes it. */
    private record Same(String setting, String unit) {
        void set(StackConfig.Builder builder, String value) {
            long number = number(value);
            builder.set(setting, description().type() == HostSetting.Type.FLAG ? Boolean.toString(number != 0) : number + unit);
        }

        String of(StackConfig config) {
            Object value = description().value(config);
            return value instanceof Boolean on ? on ? "1" : "0"
                    : Long.toString(((Number) value).longValue() / (unit.isEmpty() ? 1 : Quantity.time("1" + unit)));
        }

        private HostSetting description() {
            return HostSetting.of(setting).orElseThrow();
        }
    }

    private static final Map<String, BiConsumer<StackConfig.Builder, String>> EFFECTS = effects();
    /** The largest number that Linux takes, where it checks; the least is 0. */
    private static final Map<String, Integer> LARGEST = Map.of(
            MPTCP_ENABLED, 1,
            "net.mptcp.checksum_enabled", 1,
            "net.mptcp.allow_join_initial_addr_port", 1,
            "net.mptcp.pm_type", 1,
            "net.mptcp.stale_loss_cnt", Integer.MAX_VALUE,
            "net.mptcp.syn_retrans_before_tcp_fallback", 255,
            "net.ipv4.tcp_recovery", 255);

    private final Setup setup;
    private final Entropy entropy;
    /** Of this machine, when it is new. */
    private final Map<String, String> initial = new HashMap<>();
    private final Map<String, String> changed = new LinkedHashMap<>();
    private final Map<String, String> limits = new HashMap<>(Map.of(
            KernelPathManager.SUBFLOWS, "2", KernelPathManager.ADD_ADDR_ACCEPTED, "0", KernelPathManager.FLUSHES, "0"));
    private int removals;

    Settings(Setup setup, Entropy entropy) {
        this.setup = setup;
        this.entropy = entropy;
        StackConfig plain = setup.builder(entropy).build();
        SAME.forEach((name, same) -> initial.put(name, same.of(plain)));
        initial.putAll(INITIAL);
        if (!setup.enabled()) {
            changed.put(MPTCP_ENABLED, "0");
        }
    }

    private static Map<String, BiConsumer<StackConfig.Builder, String>> effects() {
        Map<String, BiConsumer<StackConfig.Builder, String>> e = new HashMap<>();
        e.put(MPTCP_ENABLED, (b, v) -> flag(v));
        SAME.forEach((name, same) -> e.put(name, same::set));
        e.putAll(FreeBsdSettings.effects());
        e.put("net.ipv4.tcp_ecn", Settings::ecn);
        e.put("net.ipv4.tcp_early_retrans", (b, v) -> b.set("tail.probes", Boolean.toString(number(v) >= 3)));
        e.put("net.ipv4.tcp_frto", (b, v) -> b.set("frto", Boolean.toString(flag(v))));
        e.put("net.ipv4.tcp_recovery", (b, v) -> b.set("rack.adapts", Boolean.toString((number(v) & 2) == 0))
                .set("rack.duplicates", Boolean.toString((number(v) & 4) == 0)));
        // Half of a socket's memory is window, as tcp_adv_win_scale = 1 has it.
        e.put("net.ipv4.tcp_rmem", (b, v) -> b.receiveBuffer(buffer(v, 1) / 2, buffer(v, 2) / 2));
        e.put("net.ipv4.tcp_wmem", (b, v) -> b.sendBuffer(buffer(v, 1), buffer(v, 2)));
        e.put(FAST_OPEN_KEY, (b, v) -> FastOpenSettings.keys(v));
        e.put(FAST_OPEN, (b, v) -> FastOpenSettings.mask(v));
        e.put(FAST_OPEN_BLACKHOLE, (b, v) -> number(v));
        for (String number : new String[] {KEEP_ALIVE_SECONDS, KEEP_ALIVE_INTERVAL, KEEP_ALIVE_PROBES, SYN_ACK_RETRIES,
                FIN_TIMEOUT, RECEIVE_BUFFER_MAX, SEND_BUFFER_MAX, BACKLOG_MAX}) {
            e.put(number, (b, v) -> number(v));
        }
        return e;
    }

    /** The values of ip-sysctl: 1, 2 with RFC 3168 alone; 3, 4, 5 agree to Accurate ECN, and offer it, RFC 3168, nothing. */
    private static void ecn(StackConfig.Builder b, String value) {
        int n = number(value);
        if (n > 5) {
            throw new IllegalArgumentException("tcp_ecn is 0 to 5");
        }
        b.ecn(n == 1 || n == 3 || n == 4).ecnAccept(n > 0).accurateEcn(n == 3).accurateEcnAccept(n >= 3);
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
        if (value == null && isFreeBsd()) {
            value = Sysctls.FREEBSD.initial(name);
        }
        return value != null ? value : initial.getOrDefault(name, Sysctls.LINUX.initial(name));
    }

    /** Whether the machine has FreeBSD's values, too. */
    public boolean isFreeBsd() {
        return setup.isFreeBsd();
    }

    /** What was written, by Linux's name or FreeBSD's; 0: nothing was. */
    public synchronized int written(String name) {
        String value = changed.get(name);
        return value == null ? 0 : number(value);
    }

    public int number(String name, int otherwise) {
        String value = get(name);
        return value == null ? otherwise : number(value);
    }

    /** All names and values, sorted. */
    public synchronized SortedMap<String, String> all() {
        var all = new TreeMap<>(Sysctls.LINUX.all());
        if (isFreeBsd()) {
            all.putAll(Sysctls.FREEBSD.all());
        }
        all.putAll(initial);
        all.putAll(changed);
        return all;
    }

    /** @throws IllegalArgumentException if there is no such name, or the stack cannot take the value; nothing is changed then */
    synchronized void put(String name, String value) {
        var effect = EFFECTS.get(name);
        boolean freeBsd = isFreeBsd() && Sysctls.FREEBSD.exists(name);
        if (!freeBsd && (effect == null || Sysctls.FREEBSD.exists(name)) && !initial.containsKey(name) && !Sysctls.LINUX.exists(name)) {
            throw new IllegalArgumentException("there is no " + name);
        }
        Integer largest = LARGEST.get(name);
        if (largest != null && number(value) > largest) {
            throw new IllegalArgumentException(name + " is " + largest + " at most");
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

    /** A command of the path manager, which follows it once: its number is part of what it is told. */
    synchronized void remove(String address) {
        removals++;
        limits.put(KernelPathManager.REMOVED, removals + " " + address);
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
