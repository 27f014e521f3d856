package mptcp.shell.command;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mptcp.api.policy.PolicyControl;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicySet;
import mptcp.api.socket.Stack;
import mptcp.shell.text.Table;

/** {@code mptcp:policy set}: which sets of policies there are, which each host has, and the change to another. */
final class PolicySets {
    /** In place of a kind. */
    static final String WORD = "set";

    private PolicySets() {}

    /** @param users hosts */
    private record Row(String name, String description, Map<String, String> policies, List<String> users) {}

    /** @param now the policies in use: another than the set's where that is not there, or one that was deployed with a higher rank */
    private record Change(String host, String before, String set, Map<String, String> now) {}

    static void list(Invocation call) throws CommandException {
        List<Row> rows = new ArrayList<>();
        List<Stack> hosts = call.hosts();
        for (PolicySet set : sets(call.environment())) {
            rows.add(new Row(set.name(), set.description(), labelled(set.policies()),
                    hosts.stream().filter(h -> h.policies().set().equals(set.name())).map(Stack::name).toList()));
        }
        if (call.arguments().has("json")) {
            call.console().json(rows);
            return;
        }
        Table table = new Table("SET", "IN USE BY", "SCHEDULER", "PATH", "REXMIT", "CC", "");
        for (Row r : rows) {
            table.row(r.name(), r.users().isEmpty() ? "-" : String.join(", ", r.users()), r.policies().get("scheduler"),
                    r.policies().get("path"), r.policies().get("rexmit"), r.policies().get("cc"), r.description());
        }
        call.console().table(table);
    }

    static void choose(Invocation call, String name) throws CommandException {
        Environment env = call.environment();
        if (call.arguments().has("connection")) {
            throw new CommandException("a set is a host's; 'mptcp:policy KIND NAME --connection ID' swaps for a connection");
        }
        List<PolicySet> sets = sets(env);
        if (sets.stream().noneMatch(s -> s.name().equals(name))) {
            throw new CommandException("no policy set '" + name + "'; there are: "
                    + sets.stream().map(PolicySet::name).collect(Collectors.joining(", ")));
        }
        List<Change> changes = new ArrayList<>();
        for (Stack host : env.hosts(call.arguments().value("host").orElse(null))) { // also one that is stuck, as with a swap
            PolicyControl control = host.policies();
            String before = host.stuckIn().isPresent() ? "stuck" : control.set();
            control.chooseSet(name);
            Map<PolicyKind, String> now = new EnumMap<>(PolicyKind.class);
            for (PolicyKind kind : PolicyKind.values()) {
                now.put(kind, control.inUse(kind));
            }
            changes.add(new Change(host.name(), before, name, labelled(now)));
        }
        if (call.arguments().has("json")) {
            call.console().json(changes);
            return;
        }
        for (Change c : changes) {
            call.console().line("policies of " + c.host() + ": " + c.set() + (c.before().equals(c.set()) ? " (as before)"
                    : " (was " + c.before() + ")") + ": " + c.now().entrySet().stream()
                            .map(e -> e.getKey() + " " + e.getValue()).collect(Collectors.joining(", ")));
        }
    }

    static List<Candidate> candidates(Environment env) {
        try {
            return sets(env).stream().map(s -> new Candidate(s.name(), s.description())).toList();
        } catch (CommandException nothingThere) {
            return List.of();
        }
    }

    private static List<PolicySet> sets(Environment env) throws CommandException {
        return env.factory().policies().sets();
    }

    /** In the order of the kinds. */
    private static Map<String, String> labelled(Map<PolicyKind, String> names) {
        Map<String, String> labelled = new LinkedHashMap<>();
        for (PolicyKind kind : PolicyKind.values()) {
            labelled.put(kind.label(), names.get(kind));
        }
        return labelled;
    }
}
