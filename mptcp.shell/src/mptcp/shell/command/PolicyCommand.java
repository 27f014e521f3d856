package mptcp.shell.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyControl;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.socket.Stack;
import mptcp.shell.text.Table;
import mptcp.shell.world.ConnectionId;

/** {@code mptcp:policy}: what there is, what is in use where, and swaps. */
final class PolicyCommand implements Command {
    /** In place of a name: no choice, so that the highest ranked one, or the host's, is used. */
    static final String AUTO = "auto";

    private final Syntax syntax = Syntax.of("policy", "list the policies and who uses them; swap one")
            .operands("[KIND [NAME]]", 0, 2, PolicyCommand::complete)
            .host("swap for this host, and its connections that have no choice of their own (all hosts)")
            .option("c", "connection", "ID", "swap for this live connection only", Names.CONNECTIONS)
            .flag("v", "verbose", "describe each policy")
            .json()
            .detail("KIND is one of scheduler, path, rexmit, cc. NAME is a policy of that kind, or '" + AUTO + "':")
            .detail("the one of the highest rank for a host, the host's for a connection. A swap takes effect between")
            .detail("two packets; no byte is lost by it and no window changes.")
            .example("mptcp:policy", "all kinds")
            .example("mptcp:policy scheduler roundrobin", "for all hosts, now")
            .example("mptcp:policy cc lia --connection client/1", "for one live connection");

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws CommandException {
        Arguments args = call.arguments();
        Environment env = call.environment();
        PolicyKind kind = args.operand(0) == null ? null : kind(args.operand(0));
        if (args.operand(1) != null) {
            swap(call, kind, args.operand(1));
            return;
        }
        if (args.has("connection") || args.has("host")) {
            throw new CommandException("--host and --connection say where to swap; a KIND and a NAME are missing; "
                    + syntax.usage());
        }
        List<Row> rows = new ArrayList<>();
        for (PolicyKind k : kind == null ? PolicyKind.values() : new PolicyKind[] {kind}) {
            rows.addAll(rows(env, k));
        }
        if (args.has("json")) {
            call.console().json(rows);
            return;
        }
        call.console().table(table(rows, args.has("verbose")));
    }

    private static Table table(List<Row> rows, boolean verbose) {
        Table table = new Table("KIND", "NAME", ">RANK", "IN USE BY", "FROM", "");
        rows.forEach(r -> table.row(r.kind(), r.name(), r.ranking() == Integer.MIN_VALUE ? "last" : r.ranking(),
                r.users().isEmpty() ? "-" : String.join(", ", r.users()), r.provider(),
                verbose ? r.description() : ""));
        return table;
    }

    /** One policy; the users are hosts, and connections which differ from their host. */
    private record Row(String kind, String name, int ranking, String provider, String description,
            List<String> users) {}

    private static List<Row> rows(Environment env, PolicyKind kind) throws CommandException {
        Map<String, List<String>> users = new LinkedHashMap<>();
        for (Stack host : env.hosts()) {
            String own = host.policies().inUse(kind);
            users.computeIfAbsent(own, n -> new ArrayList<>()).add(host.name());
            for (ConnectionSnapshot c : host.inspector().connections()) {
                String name = c.policies().get(kind);
                if (name != null && !name.equals(own)) {
                    users.computeIfAbsent(name, n -> new ArrayList<>())
                            .add(new ConnectionId(c.host(), c.id()).toString());
                }
            }
        }
        return env.factory().policies().list(kind).stream().map(e -> new Row(kind.label(), e.name(), e.ranking(),
                e.provider(), e.description(), users.getOrDefault(e.name(), List.of()))).toList();
    }

    private static void swap(Invocation call, PolicyKind kind, String name) throws CommandException {
        Arguments args = call.arguments();
        Environment env = call.environment();
        String choice = name.equals(AUTO) ? null : name;
        if (choice != null) {
            check(env, kind, choice);
        }
        String host = args.value("host").orElse(null);
        if (args.has("connection")) {
            ConnectionId id = env.connection(args.value("connection").orElseThrow(), host);
            PolicyControl control = env.host(id.host()).policies();
            String before = control.inUse(id.id(), kind);
            control.choose(id.id(), kind, choice);
            told(call, List.of(new Swap(kind.label(), id.toString(), before, control.inUse(id.id(), kind))));
            return;
        }
        List<Swap> swaps = new ArrayList<>();
        for (Stack stack : env.hosts(host)) {
            String before = stack.policies().inUse(kind);
            stack.policies().choose(kind, choice);
            swaps.add(new Swap(kind.label(), stack.name(), before, stack.policies().inUse(kind)));
        }
        told(call, swaps);
    }

    /** @param of a host, or a connection */
    private record Swap(String kind, String of, String before, String now) {}

    private static void told(Invocation call, List<Swap> swaps) {
        if (call.arguments().has("json")) {
            call.console().json(swaps);
            return;
        }
        swaps.forEach(s -> call.console().line(s.kind() + " of " + s.of() + ": " + s.now()
                + (s.before().equals(s.now()) ? " (as before)" : " (was " + s.before() + ")")));
    }

    private static PolicyKind kind(String label) throws CommandException {
        try {
            return PolicyKind.of(label);
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    /** @throws CommandException that lists the names, if there is no such policy */
    static void check(Environment env, PolicyKind kind, String name) throws CommandException {
        List<PolicyRegistry.Entry> entries = env.factory().policies().list(kind);
        if (entries.stream().noneMatch(e -> e.name().equals(name))) {
            throw new CommandException("no " + kind.label() + " '" + name + "'; there are: "
                    + entries.stream().map(PolicyRegistry.Entry::name).collect(Collectors.joining(", "))
                    + "; 'mptcp:bundles' shows policy bundles that are stopped");
        }
    }

    private static List<Candidate> complete(Environment env, List<String> words) {
        if (words.size() == 1) {
            return Names.KINDS.candidates(env, words);
        }
        try {
            List<Candidate> names =
                    new ArrayList<>(Names.policies(PolicyKind.of(words.get(1))).candidates(env, words));
            names.add(new Candidate(AUTO, "no choice: the highest ranked, or the host's"));
            return names;
        } catch (IllegalArgumentException noSuchKind) {
            return List.of();
        }
    }
}
