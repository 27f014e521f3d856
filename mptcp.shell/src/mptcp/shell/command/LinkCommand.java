package mptcp.shell.command;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mptcp.api.address.Tags;
import mptcp.api.socket.Stack;
import mptcp.shell.text.Table;
import mptcp.shell.world.NetworkPath;

/** {@code mptcp:link}: the paths of the embedded network and of the lab. */
final class LinkCommand implements Command {
    private static final Map<String, String> EXAMPLES = examples("up", "down", "rate=50m", "delay=5ms", "jitter=1ms",
            "loss=0.01", "queue=100k", "burst=0.01/0.25", "reorder=0.01/5ms", "duplicate=0.01",
            "corrupt=0.01");
    private static final Pattern PERCENT = Pattern.compile("([0-9.]+)%");

    private static final String TAGS = "tags=";

    private final Syntax syntax = Syntax
            .of("link", "list the paths; impair, cut or restore one")
            .operands("[PATH [up|down|KEY=VALUE|tags=TAGS...]]", 0, Integer.MAX_VALUE, LinkCommand::complete)
            .json()
            .detail("Keys: rate=20m (bit/s), delay=10ms (one way), jitter=1ms, loss=0.01, queue=100k or 100p,")
            .detail("burst=0.01/0.25 (to bad, to good), reorder=0.01/5ms (of packets, extra delay), duplicate=0.01,")
            .detail("corrupt=0.01. What is set holds in both directions. A percentage needs quotes: 'loss=1%'.")
            .detail("TAGS: what policies may go by, such as wifi,cost=5,cap=10M; said to all hosts with a link of this name.")
            .example("mptcp:link path1 down", "cut it: packets vanish, as when a cable is pulled")
            .example("mptcp:link path2 rate=50m delay=5ms loss=0.01", "another kind of path")
            .example("mptcp:link lab1 down", "a path to the kernel, while there is a lab");

    private static Map<String, String> examples(String... settings) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String s : settings) {
            map.put(s.replaceFirst("=.*", ""), s);
        }
        return map;
    }

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws CommandException {
        List<NetworkPath> paths = call.environment().paths();
        List<String> operands = call.arguments().operands();
        if (operands.isEmpty()) {
            list(call, paths);
            return;
        }
        NetworkPath path = paths.stream().filter(p -> p.name().equals(operands.getFirst())).findFirst()
                .orElseThrow(() -> new CommandException("no path '" + operands.getFirst() + "'; there are: "
                        + paths.stream().map(NetworkPath::name).collect(Collectors.joining(", "))));
        List<String> changes = operands.subList(1, operands.size());
        for (String each : changes.stream().filter(o -> o.startsWith(TAGS)).toList()) {
            tag(call, path.name(), Tags.of(each.substring(TAGS.length())));
        }
        String settings = changes.stream().filter(o -> !o.startsWith(TAGS)).collect(Collectors.joining(","));
        if (!settings.isEmpty()) {
            change(path, settings);
        }
        if (call.arguments().has("json")) {
            call.console().json(json(path));
        } else {
            call.console().line(path.name() + ": " + (path.spec().up() ? "up " : "") + path.spec());
        }
    }

    private static void change(NetworkPath path, String text) throws CommandException {
        try {
            path.spec(path.spec().with(text));
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    private static void tag(Invocation call, String link, Tags tags) throws CommandException {
        boolean found = false;
        for (Stack stack : call.hosts()) {
            try {
                stack.tags(link, tags);
                found = true;
            } catch (IllegalArgumentException noSuchLink) {
                // of another host
            }
        }
        if (!found) {
            throw new CommandException("no host has a link '" + link + "', so nothing can be said of it");
        }
    }

    private static void list(Invocation call, List<NetworkPath> paths) {
        if (call.arguments().has("json")) {
            call.console().json(paths.stream().map(LinkCommand::json).toList());
            return;
        }
        Table table = new Table("PATH", "STATE", ">DELIVERED", ">DROPPED", "SETTINGS");
        for (NetworkPath p : paths) {
            table.row(p.name(), p.spec().up() ? "up" : "down", p.delivered(), p.dropped(), p.spec());
        }
        call.console().table(table);
    }

    private static Map<String, Object> json(NetworkPath p) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", p.name());
        map.put("up", p.spec().up());
        map.put("settings", p.spec());
        map.put("delivered", p.delivered());
        map.put("dropped", p.dropped());
        return map;
    }

    /** A percent sign would have to be quoted: it begins an expression in Gogo. */
    private static String fractions(String text) {
        return PERCENT.matcher(text).replaceAll(
                m -> new BigDecimal(m.group(1)).movePointLeft(2).stripTrailingZeros().toPlainString());
    }

    /** After a path, its settings as they are, to be changed, and examples of others. */
    private static List<Candidate> complete(Environment env, List<String> words) {
        if (words.size() == 1) {
            return Names.PATHS.candidates(env, words);
        }
        Map<String, String> settings = new LinkedHashMap<>(EXAMPLES);
        try {
            for (NetworkPath path : env.paths()) {
                if (path.name().equals(words.get(1))) {
                    for (String setting : fractions(path.spec().toString()).split(",")) {
                        int equals = setting.indexOf('=');
                        String key = equals < 0 ? setting : setting.substring(0, equals);
                        settings.computeIfPresent(key, (k, v) -> setting);
                    }
                }
            }
        } catch (CommandException noNetwork) {
            return List.of();
        }
        return settings.values().stream().map(s -> new Candidate(s, null)).toList();
    }
}
