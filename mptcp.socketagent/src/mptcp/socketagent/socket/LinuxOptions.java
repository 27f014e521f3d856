package mptcp.socketagent.socket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mptcp.socketagent.socket.OptionRule.Kind;

/** The options of Linux's sockets, from a table that was made by asking a kernel (6.18). Stateless. */
final class LinuxOptions {
    private static final List<String> SOCKETS = List.of("tcp4", "tcp6", "mptcp4", "mptcp6");
    private static final Map<Option, OptionRule> ALL = read();

    private record Option(String sockets, int level, int number) {}

    private LinuxOptions() {}

    /** The rule for an option of a socket of this protocol and family. */
    static OptionRule of(boolean mptcp, boolean v6, int level, int option, OptionRule otherwise) {
        return ALL.getOrDefault(new Option(SOCKETS.get((mptcp ? 2 : 0) + (v6 ? 1 : 0)), level, option), otherwise);
    }

    private static Map<Option, OptionRule> read() {
        Map<Option, OptionRule> all = new HashMap<>();
        var resource = Objects.requireNonNull(LinuxOptions.class.getResourceAsStream("linux-6.18.options"));
        try (var in = new BufferedReader(new InputStreamReader(resource, StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.startsWith("#")) {
                    String[] words = line.split(" ");
                    OptionRule rule = rule(words);
                    for (String sockets : words[2].equals("all") ? SOCKETS : List.of(words[2].split("/"))) {
                        all.put(new Option(sockets, Integer.parseInt(words[0]), Integer.parseInt(words[1])), rule);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(all);
    }

    /** Words: level, option, sockets, initial value, what becomes of one; behind it maybe {@code LEAST..MOST else ERROR}. */
    private static OptionRule rule(String[] words) {
        String told = words[3];
        Integer initial = told.equals("-") || told.startsWith("!") ? null : Integer.valueOf(told);
        Errno unreadable = told.startsWith("!") ? Errno.valueOf(told.substring(1)) : null;
        if (words[4].startsWith("!")) {
            return new OptionRule(Kind.REFUSED, initial, unreadable, 0, 0, Errno.valueOf(words[4].substring(1)));
        }
        Kind kind = switch (words[4]) {
            case "flag" -> Kind.FLAG;
            case "int" -> Kind.INT;
            case "kept", "taken" -> Kind.KEPT;
            case "own" -> Kind.OWN;
            default -> throw new IllegalStateException(words[4]);
        };
        if (words.length == 5) {
            return new OptionRule(kind, initial, unreadable, Integer.MIN_VALUE, Integer.MAX_VALUE, null);
        }
        String[] range = words[5].split("\\.\\.");
        return new OptionRule(kind, initial, unreadable, Integer.parseInt(range[0]), Integer.parseInt(range[1]),
                Errno.valueOf(words[7]));
    }
}
