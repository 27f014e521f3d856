package mptcp.shell.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyControl;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.policy.Setting;
import mptcp.api.socket.Stack;
import mptcp.shell.text.Console;
import mptcp.shell.text.Table;
import mptcp.shell.world.ConnectionId;

/** {@code mptcp:policy NAME}: one policy, its settings and what it publishes. */
final class PolicyDetail {
    private PolicyDetail() {}

    /** @param values as said for hosts, and for connections that have their own */
    private record Described(String name, String type, String otherwise, String range, String help, List<String> choices,
            Map<String, String> values) {}

    /** @param of a host, whose number is the sum over its connections, or a connection */
    private record Published(String of, String name, Number value, String help) {}

    private record Detail(String kind, String name, int ranking, String provider, String description, List<String> users,
            List<Described> settings, List<Published> statistics) {}

    /** The policies of this name, of whatever kind. */
    static List<PolicyRegistry.Entry> named(Environment env, String name) throws CommandException {
        List<PolicyRegistry.Entry> found = new ArrayList<>();
        for (PolicyKind kind : PolicyKind.values()) {
            env.factory().policies().list(kind).stream().filter(e -> e.name().equals(name)).findFirst().ifPresent(found::add);
        }
        return found;
    }

    static List<Candidate> candidates(Environment env) {
        return Arrays.stream(PolicyKind.values()).flatMap(k -> Names.policies(k).candidates(env, List.of()).stream()).toList();
    }

    static void show(Invocation call, List<PolicyRegistry.Entry> entries) throws CommandException {
        List<Stack> hosts = call.hosts();
        List<Detail> details = new ArrayList<>();
        for (PolicyRegistry.Entry entry : entries) {
            details.add(detail(entry, hosts));
        }
        if (call.arguments().has("json")) {
            call.console().json(details);
            return;
        }
        details.forEach(d -> print(d, call.console()));
    }

    private static Detail detail(PolicyRegistry.Entry entry, List<Stack> hosts) {
        List<String> users = new ArrayList<>();
        List<Published> published = new ArrayList<>();
        Map<String, Map<String, String>> values = new LinkedHashMap<>();
        for (Stack host : hosts) {
            String own = host.policies().inUse(entry.kind());
            if (own.equals(entry.name())) {
                users.add(host.name());
            }
            values.put(host.name(), host.config().policySettings());
            Map<String, String> help = new LinkedHashMap<>();
            for (PolicyControl.Total t : host.policies().statistics()) {
                if (t.kind() == entry.kind() && t.policy().equals(entry.name())) {
                    help.put(t.name(), t.help());
                    published.add(new Published(host.name(), t.name(), t.value(), t.help()));
                }
            }
            for (ConnectionSnapshot c : host.inspector().connections()) {
                if (!entry.name().equals(c.policies().get(entry.kind()))) {
                    continue;
                }
                String id = new ConnectionId(c.host(), c.id()).toString();
                if (!own.equals(entry.name())) {
                    users.add(id);
                }
                values.put(id, c.policySettings());
                c.policyStatistics().getOrDefault(entry.kind(), Map.of())
                        .forEach((name, value) -> published.add(new Published(id, name, value, help.getOrDefault(name, ""))));
            }
        }
        return new Detail(entry.kind().label(), entry.name(), entry.ranking(), entry.provider(), entry.description(), users,
                entry.settings().stream().map(s -> described(s, values)).toList(), published);
    }

    private static Described described(Setting<?> setting, Map<String, Map<String, String>> values) {
        Map<String, String> said = new LinkedHashMap<>();
        values.forEach((of, settings) -> {
            if (settings.containsKey(setting.name())) {
                said.put(of, settings.get(setting.name()));
            }
        });
        return new Described(setting.name(), setting.type(), setting.defaultText(), setting.range(), setting.help(),
                setting.choices(), said);
    }

    private static void print(Detail d, Console console) {
        console.line(d.kind() + " " + d.name() + (d.description().isEmpty() ? "" : ": " + d.description()));
        console.line("from " + d.provider() + ", in use by " + (d.users().isEmpty() ? "nobody" : String.join(", ", d.users())));
        if (d.settings().isEmpty()) {
            console.line("no settings");
        } else {
            Table table = new Table("SETTING", "DEFAULT", "SAID", "IT MAY BE", "");
            for (Described s : d.settings()) {
                List<String> said = s.values().entrySet().stream().map(e -> e.getValue() + " (" + e.getKey() + ")").toList();
                table.row(s.name(), s.otherwise().isEmpty() ? "none" : s.otherwise(),
                        said.isEmpty() ? "-" : String.join(", ", said), s.range(), s.help());
            }
            console.table(table);
        }
        if (!d.statistics().isEmpty()) {
            Table table = new Table("STATISTIC", "OF", ">VALUE", "");
            d.statistics().forEach(p -> table.row(p.name(), p.of(), p.value(), p.help()));
            console.table(table);
        }
    }
}
