package mptcp.socketagent.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import mptcp.socketagent.machine.Machine;

/**
 * {@code nstat}: the stack's counters, those that moved since it was called last. Options: {@code -n} only remembers,
 * {@code -s} does not remember, {@code -a} counts from the beginning, {@code -r} forgets, {@code -z} shows zeros too,
 * {@code -j} writes JSON. Words are patterns with {@code *} and {@code ?} for names.
 */
final class Nstat {
    /** Those of Linux's Multipath TCP that this stack never counts: they exist, and are zero. */
    private static final List<String> NEVER = List.of("MPCapableEndpAttempt", "MPJoinSynTxCreatSkErr", "MPJoinSynTxBindErr",
            "MPJoinSynTxConnectErr", "EchoAddTxDrop", "MPJoinPortSynRx", "MPJoinPortSynAckRx",
            "MPJoinPortAckRx", "MismatchPortSynRx", "MismatchPortAckRx", "RmAddrDrop", "RmAddrTxDrop", "SndWndShared", "RcvWndShared",
            "RcvWndConflictUpdate", "RcvWndConflict", "MD5SigFallback", "WinProbe");

    private final Machine machine;
    private Map<String, Long> history = Map.of();

    Nstat(Machine machine) {
        this.machine = machine;
    }

    synchronized void forget() {
        history = Map.of();
    }

    synchronized Result run(List<String> words) {
        StringBuilder options = new StringBuilder();
        List<Pattern> names = new ArrayList<>();
        for (String word : words) {
            if (word.startsWith("-")) {
                options.append(letters(word));
            } else {
                names.add(glob(word));
            }
        }
        if (has(options, 'r')) {
            history = Map.of();
        }
        Map<String, Long> counters = new LinkedHashMap<>(machine.stack().inspector().counters());
        NEVER.forEach(name -> counters.putIfAbsent("MPTcpExt" + name, 0L));
        Map<String, Long> before = has(options, 'a') ? Map.of() : history;
        if (!has(options, 's')) {
            history = counters;
        }
        if (has(options, 'n')) {
            return Result.OK;
        }
        Map<String, Long> shown = new LinkedHashMap<>();
        counters.forEach((name, value) -> {
            long moved = value - before.getOrDefault(name, 0L);
            boolean wanted = names.isEmpty() || names.stream().anyMatch(p -> p.matcher(name).matches());
            if (wanted && (moved != 0 || has(options, 'z'))) {
                shown.put(name, moved);
            }
        });
        return Result.of(has(options, 'j') ? json(shown) : text(shown));
    }

    private static String letters(String option) {
        return switch (option) {
            case "--noaction", "--nooutput" -> "n";
            case "--noupdate" -> "s";
            case "--ignore" -> "a";
            case "--reset" -> "r";
            case "--zero", "--zeros" -> "z";
            case "--json" -> "j";
            default -> option.startsWith("--") ? "" : option;
        };
    }

    private static boolean has(CharSequence options, char letter) {
        return options.toString().indexOf(letter) >= 0;
    }

    private static Pattern glob(String word) {
        return Pattern.compile(Pattern.quote(word).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"));
    }

    private static String json(Map<String, Long> counters) {
        List<String> members = new ArrayList<>();
        counters.forEach((name, value) -> members.add("\"" + name + "\":" + value));
        return "{\"kernel\":{" + String.join(",", members) + "}}\n";
    }

    private static String text(Map<String, Long> counters) {
        StringBuilder text = new StringBuilder("#kernel\n");
        counters.forEach((name, value) -> text.append(String.format(Locale.ROOT, "%-31s %-18d %s%n", name, value, "0.0")));
        return text.toString();
    }
}
