package mptcp.shell.command;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import mptcp.api.socket.Stack;
import mptcp.shell.text.Table;

/** {@code mptcp:nstat}: counters, and what they gained since the last look, as Linux's nstat. */
final class NstatCommand implements Command {
    private final Map<String, Map<String, Long>> lastSeen = new HashMap<>();

    private final Syntax syntax = Syntax.of("nstat", "show the counters that changed since the last nstat")
            .operands("[PATTERN...]", 0, Integer.MAX_VALUE, Names.COUNTERS)
            .flag("a", "absolute", "totals instead of changes")
            .flag("z", "zeros", "also counters that are zero")
            .flag("n", "nohistory", "do not remember this look")
            .host("of this host only")
            .json()
            .detail("Counters have Linux's names where Linux has them. A PATTERN is a part of a name, in any case.")
            .example("mptcp:nstat -a", "all totals")
            .example("mptcp:nstat join --host server", "some of one host");

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws CommandException {
        Arguments args = call.arguments();
        List<Pattern> patterns = args.operands().stream().map(NstatCommand::pattern).toList();
        Map<String, Map<String, Long>> shown = new LinkedHashMap<>();
        for (Stack host : call.environment().hosts(args.value("host").orElse(null))) {
            Map<String, Long> values = new LinkedHashMap<>();
            look(host, args).forEach((name, value) -> {
                boolean wanted = patterns.isEmpty() || patterns.stream().anyMatch(p -> p.matcher(name).find());
                if (wanted && (value != 0 || args.has("zeros"))) {
                    values.put(name, value);
                }
            });
            shown.put(host.name(), values);
        }
        if (args.has("json")) {
            call.console().json(shown);
            return;
        }
        Table table = new Table("HOST", "COUNTER", args.has("absolute") ? ">TOTAL" : ">CHANGE");
        shown.forEach((host, values) -> values.forEach((name, value) -> table.row(host, name, value)));
        if (table.isEmpty()) {
            call.console().line(args.has("absolute") ? "no such counter has moved"
                    : "nothing changed since the last nstat; 'mptcp:nstat -a' shows totals");
        } else {
            call.console().table(table);
        }
    }

    private synchronized Map<String, Long> look(Stack host, Arguments args) {
        Map<String, Long> now = host.inspector().counters();
        Map<String, Long> before = lastSeen.getOrDefault(host.name(), Map.of());
        if (!args.has("nohistory")) {
            lastSeen.put(host.name(), now);
        }
        if (args.has("absolute")) {
            return now;
        }
        Map<String, Long> change = new LinkedHashMap<>();
        now.forEach((name, value) -> {
            long gained = value - before.getOrDefault(name, 0L);
            change.put(name, gained < 0 ? value : gained); // smaller: the host was made anew
        });
        return change;
    }

    private static Pattern pattern(String text) {
        return Pattern.compile(text, Pattern.CASE_INSENSITIVE | Pattern.LITERAL);
    }
}
