package mptcp.api.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import mptcp.api.socket.HostSetting.Form;
import mptcp.api.socket.HostSetting.Reach;
import mptcp.api.socket.HostSetting.Type;
import mptcp.api.text.Quantity;

/** The table of the settings of hosts. A default is that of the field ({@link StackSettings}). */
final class HostSettingTable {
    private static final long MS = 1_000_000;
    private static final long YEAR = 365L * 86_400_000 * MS;
    private static final long MOST = Integer.MAX_VALUE;
    private static final long LEAST_BUFFER = 4096;
    private static final long MOST_BUFFER = 1 << 30;

    private static final List<HostSetting> TABLE = new ArrayList<>();
    /** In this order they may be put one after the other. */
    static final List<HostSetting> ALL;

    static {
        number("version", -1, 1, s -> s.mptcpVersion, (s, n) -> s.mptcpVersion = (int) n, Reach.NEW_CONNECTIONS,
                "MPTCP version of new connections: 1 (RFC 8684), 0 (RFC 6824), -1 (plain TCP only)");
        words("mptcp.versions", List.of("profile", "0,1", "1"), s -> s.oldestMptcpVersion < 0 ? "profile"
                : s.oldestMptcpVersion == 0 ? "0,1" : "1", (s, w) -> s.oldestMptcpVersion = w.equals("profile") ? -1
                : w.equals("1") ? 1 : 0, Reach.NEW_CONNECTIONS,
                "versions in which SYNs are answered where version is 1; profile: as the profile has it");
        flag("checksums", s -> s.checksums, (s, on) -> s.checksums = on, Reach.NEW_CONNECTIONS, "whether to ask for DSS checksums");
        number("subflows", 1, 32, s -> s.maxSubflows, (s, n) -> s.maxSubflows = (int) n, Reach.LIVE,
                "most subflows of a connection; those that are there stay");
        flag("joins", s -> s.acceptJoins, (s, on) -> s.acceptJoins = on, Reach.NEW_CONNECTIONS, "whether peers may join");
        words("profile", List.of("linux", "linux-exact", "bsd"), s -> s.profile.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                (s, w) -> s.profile = WireProfile.valueOf(w.toUpperCase(Locale.ROOT).replace('-', '_')), Reach.NEW_SUBFLOWS, "habits on the wire");
        time("rto.min", MS, Long.MAX_VALUE, s -> s.minRtoNs, (s, n) -> s.minRtoNs = n, Reach.NEW_SUBFLOWS,
                "lower bound of retransmission timeouts");
        time("rto.initial", 0, Long.MAX_VALUE, s -> s.initialRtoNs, (s, n) -> s.initialRtoNs = n, Reach.NEW_SUBFLOWS,
                "retransmission timeout before the first sample");
        time("rto.max", MS, Long.MAX_VALUE, s -> s.maxRtoNs, (s, n) -> s.maxRtoNs = n, Reach.NEW_SUBFLOWS,
                "upper bound of retransmission timeouts, not below rto.min");
        number("retries", 0, MOST, s -> s.retries, (s, n) -> s.retries = (int) n, Reach.LIVE,
                "timeouts in a row after which a subflow ends");
        number("retries.syn", 0, MOST, s -> s.synRetries, (s, n) -> s.synRetries = (int) n, Reach.LIVE,
                "how often a SYN is sent again before a connect fails");
        number("retries.capable", 0, MOST, s -> s.mptcpSynRetries, (s, n) -> s.mptcpSynRetries = (int) n, Reach.LIVE,
                "how often a SYN with MP_CAPABLE is sent again before it is tried without");
        number("linear.syns", -1, MOST, s -> s.linearSyns, (s, n) -> s.linearSyns = (int) n, Reach.NEW_SUBFLOWS,
                "how many SYNs are repeated at even intervals before these double; -1: as the profile has it");
        time("add.addr.timeout", 0, Long.MAX_VALUE, s -> s.addAddressTimeoutNs, (s, n) -> s.addAddressTimeoutNs = n, Reach.LIVE,
                "how long to wait at most for the echo of an announced address; 0: it is announced once");
        time("delayed.ack", 0, Long.MAX_VALUE, s -> s.delayedAckNs, (s, n) -> s.delayedAckNs = n, Reach.LIVE,
                "how long acknowledgements may wait; 0: not");
        time("time.wait", 0, Long.MAX_VALUE, s -> s.timeWaitNs, (s, n) -> s.timeWaitNs = n, Reach.LIVE,
                "how long TIME-WAIT lasts, of what enters it from then on");
        time("close.timeout", 0, Long.MAX_VALUE, s -> s.closeTimeoutNs, (s, n) -> s.closeTimeoutNs = n, Reach.LIVE,
                "how long a connection without subflows waits for one, if it begins to wait from then on");
        time("blackhole", 0, YEAR, s -> s.blackholeNs, (s, n) -> s.blackholeNs = n, Reach.LIVE,
                "how long connections open as plain TCP where SYNs with MP_CAPABLE disappeared; 0: nothing is remembered");
        size("memory", "0, or 1M at least", n -> n == 0 || n >= 1 << 20, s -> s.memoryLimit, (s, n) -> s.memoryLimit = n, Reach.LIVE,
                "how many bytes all connections of the host may hold; 0: what the machine admits");
        number("orphans", 0, MOST, s -> s.maxOrphans, (s, n) -> s.maxOrphans = (int) n, Reach.LIVE,
                "how many connections may go on after their application closed them");
        number("half.open.joins", 1, MOST, s -> s.maxHalfOpenJoins, (s, n) -> s.maxHalfOpenJoins = (int) n, Reach.LIVE,
                "how many joins of the host may have begun and not proven that they are the peer's; the oldest make room");
        number("half.open.joins.per.connection", 1, MOST, s -> s.maxHalfOpenJoinsPerConnection,
                (s, n) -> s.maxHalfOpenJoinsPerConnection = (int) n, Reach.LIVE,
                "the same of each connection, not above that of the host");
        buffer("sndbuf.max", s -> s.maxSendBuffer, (s, n) -> {
            s.maxSendBuffer = (int) n;
            s.initialSendBuffer = Math.min(s.initialSendBuffer, s.maxSendBuffer);
        }, Reach.LIVE, "what auto-tuning may raise send buffers to; what is larger already stays");
        buffer("sndbuf.initial", s -> s.initialSendBuffer, (s, n) -> s.initialSendBuffer = (int) n, Reach.NEW_CONNECTIONS,
                "first limit of send buffers, not above sndbuf.max");
        buffer("rcvbuf.max", s -> s.maxReceiveBuffer, (s, n) -> {
            s.maxReceiveBuffer = (int) n;
            s.initialReceiveBuffer = Math.min(s.initialReceiveBuffer, s.maxReceiveBuffer);
        }, Reach.NEW_CONNECTIONS, "what auto-tuning may raise receive buffers to");
        buffer("rcvbuf.initial", s -> s.initialReceiveBuffer, (s, n) -> s.initialReceiveBuffer = (int) n, Reach.NEW_CONNECTIONS,
                "first limit of receive buffers, not above rcvbuf.max");
        number("window.scale", -1, 14, s -> s.windowScale, (s, n) -> s.windowScale = (int) n, Reach.NEW_SUBFLOWS,
                "shift count of windows to offer (RFC 7323 section 2.3); -1: as the largest receive buffer needs");
        words("fast.open", List.of("client,server", "client", "server", "off"), s -> roles(s.fastOpen),
                (s, w) -> s.fastOpen = s.fastOpen.withRoles(w.startsWith("client"), w.endsWith("server")), Reach.LIVE,
                "roles in which the host does TCP Fast Open (RFC 7413); a server gives out cookies for listeners that ask for it");
        flag("timestamps", s -> s.timestamps, (s, on) -> s.timestamps = on, Reach.NEW_SUBFLOWS,
                "whether to offer timestamps (RFC 7323)");
        flag("sack", s -> s.sack, (s, on) -> s.sack = on, Reach.NEW_SUBFLOWS,
                "whether to offer selective acknowledgements (RFC 2018)");
        flag("ecn", s -> s.ecn, (s, on) -> s.ecn = on, Reach.NEW_SUBFLOWS, "whether to offer ECN (RFC 3168)");
        flag("ecn.accept", s -> s.ecnAccept, (s, on) -> s.ecnAccept = on, Reach.NEW_SUBFLOWS,
                "whether to agree to ECN where the peer offers it");
        flag("ecn.accurate", s -> s.accurateEcn, (s, on) -> s.accurateEcn = on, Reach.NEW_SUBFLOWS,
                "whether the ECN that is offered is that of counts (RFC 9768), which falls back to RFC 3168");
        flag("ecn.accurate.accept", s -> s.accurateEcnAccept, (s, on) -> s.accurateEcnAccept = on, Reach.NEW_SUBFLOWS,
                "whether to agree to ECN of counts where the peer offers it");
        flag("window.scaling", s -> s.windowScaling, (s, on) -> s.windowScaling = on, Reach.NEW_SUBFLOWS,
                "whether to offer window scaling (RFC 7323)");
        flag("mtu.probing", s -> s.mtuProbing, (s, on) -> s.mtuProbing = on, Reach.LIVE,
                "whether to find out by probes what packets a path takes that loses ICMP (RFC 4821)");
        flag("tail.probes", s -> s.tailProbes, (s, on) -> s.tailProbes = on, Reach.LIVE,
                "whether to probe for a lost end of a flight before the retransmission timeout (RFC 8985 section 7)");
        flag("dsack", s -> s.dsack, (s, on) -> s.dsack = on, Reach.LIVE, "whether to report what came twice (RFC 2883)");
        flag("frto", s -> s.frto, (s, on) -> s.frto = on, Reach.LIVE,
                "whether to try timeouts for being spurious (RFC 5682), where the profile does");
        flag("idle.restart", s -> s.idleRestart, (s, on) -> s.idleRestart = on, Reach.LIVE,
                "whether windows shrink while they are not used (RFC 5681 section 4.1)");
        flag("rack.duplicates", s -> s.rackDuplicates, (s, on) -> s.rackDuplicates = on, Reach.LIVE,
                "whether three segments that overtook one tell of a loss, beside time (RFC 8985 section 6.2)");
        flag("rack.adapts", s -> s.rackAdapts, (s, on) -> s.rackAdapts = on, Reach.LIVE,
                "whether the reordering that is waited for grows with duplicates that the peer reports (RFC 8985 section 6.2)");
        flag("caller.turns", s -> s.callerTurns, (s, on) -> s.callerTurns = on, Reach.LIVE,
                "whether threads that wait in a read do the work of an idle loop meanwhile");
        time("spin", 0, 10 * MS, s -> s.spinNs, (s, n) -> s.spinNs = n, Reach.LIVE, "how long such a thread looks again and again"
                + " before it sleeps, where answers usually come within that time; 0: not at all");
        put("policy.set", Type.WORD, "the name of a set of policies", List.of(), s -> s.policySet, (s, w) -> s.policySet = w,
                s -> true, s -> s.policySet, Reach.LIVE,
                "set of policies that says what is used where nothing is chosen by name: default, report");
        time("policy.budget", 0, Long.MAX_VALUE, s -> s.policyBudgetNs, (s, n) -> s.policyBudgetNs = n, Reach.LIVE,
                "what one call into a policy may take before it counts as slow");
        number("loops", 1, 64, s -> s.loops, (s, n) -> s.loops = (int) n, Reach.NEW_HOSTS,
                "how many threads run the connections; one connection stays on one");
        ALL = List.copyOf(TABLE);
    }

    private interface FlagSetter {
        void set(StackSettings settings, boolean on);
    }

    private HostSettingTable() {}

    private static void number(String name, long min, long max, ToLongFunction<StackSettings> get,
            ObjLongConsumer<StackSettings> set, Reach reach, String help) {
        scalar(name, Type.NUMBER, "a whole number, " + span(min, max, MOST, Long::toString), n -> n >= min && n <= max, get, set,
                Long::parseLong, Long::toString, reach, help);
    }

    private static void time(String name, long min, long max, ToLongFunction<StackSettings> get,
            ObjLongConsumer<StackSettings> set, Reach reach, String help) {
        scalar(name, Type.TIME, "a time such as 200ms, " + span(min, max, Long.MAX_VALUE, Quantity::timeText),
                n -> n >= min && n <= max, get, set, Quantity::timeOrSeconds, Quantity::timeText, reach, help);
    }

    private static void buffer(String name, ToLongFunction<StackSettings> get, ObjLongConsumer<StackSettings> set, Reach reach,
            String help) {
        size(name, "a size such as 256K, " + span(LEAST_BUFFER, MOST_BUFFER, MOST, Quantity::sizeText),
                n -> n >= LEAST_BUFFER && n <= MOST_BUFFER, get, set, reach, help);
    }

    private static void size(String name, String range, Predicate<Long> ok, ToLongFunction<StackSettings> get,
            ObjLongConsumer<StackSettings> set, Reach reach, String help) {
        scalar(name, Type.SIZE, range, ok, get, set, Quantity::size, Quantity::sizeText, reach, help);
    }

    /** It is looked at before it is set: a field may hold less than a text can say. */
    private static void scalar(String name, Type type, String range, Predicate<Long> ok, ToLongFunction<StackSettings> get,
            ObjLongConsumer<StackSettings> set, Function<String, Long> parse, LongFunction<String> write, Reach reach,
            String help) {
        put(name, type, range, List.of(), s -> write.apply(get.applyAsLong(s)), (s, text) -> {
            long value = parse.apply(text);
            if (!ok.test(value)) {
                throw new IllegalArgumentException("out of range");
            }
            set.accept(s, value);
        }, s -> ok.test(get.applyAsLong(s)), get::applyAsLong, reach, help);
    }

    private static void flag(String name, Predicate<StackSettings> get, FlagSetter set, Reach reach, String help) {
        put(name, Type.FLAG, "true or false", List.of("true", "false"), s -> Boolean.toString(get.test(s)),
                (s, text) -> set.set(s, switch (text.toLowerCase(Locale.ROOT)) {
                    case "true", "on", "yes" -> true;
                    case "false", "off", "no" -> false;
                    default -> throw new IllegalArgumentException("no flag");
                }), s -> true, get::test, reach, help);
    }

    private static void words(String name, List<String> words, Function<StackSettings, String> get,
            BiConsumer<StackSettings, String> set, Reach reach, String help) {
        String range = String.join(" | ", words);
        put(name, Type.WORD, range, words, get, (s, text) -> {
            String word = text.replace(" ", "").toLowerCase(Locale.ROOT);
            if (!words.contains(word)) {
                throw new IllegalArgumentException("no such word");
            }
            set.accept(s, word);
        }, s -> true, get::apply, reach, help);
    }

    private static void put(String name, Type type, String range, List<String> choices, Function<StackSettings, String> text,
            BiConsumer<StackSettings, String> put, Predicate<StackSettings> ok, Function<StackSettings, Object> value, Reach reach,
            String help) {
        TABLE.add(new HostSetting(name, new Form(type, range, choices, text, put, s -> {
            if (!ok.test(s)) {
                throw new IllegalArgumentException(name + " must be " + range + ", not " + text.apply(s));
            }
        }, value), reach, help));
    }

    private static String span(long min, long max, long unbounded, LongFunction<String> write) {
        return max == unbounded ? "at least " + write.apply(min) : write.apply(min) + " to " + write.apply(max);
    }

    private static String roles(FastOpen settings) {
        if (settings.client()) {
            return settings.server() ? "client,server" : "client";
        }
        return settings.server() ? "server" : "off";
    }
}
