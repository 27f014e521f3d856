package mptcp.shell.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mptcp.api.socket.HostSetting;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.shell.text.Table;

/** {@code mptcp:limits}: the settings of hosts, those first that bound what connections may do. */
final class LimitsCommand implements Command {
    /** What is shown without being asked for, by names shorter than those of the table. */
    private static final Map<String, String> SHORT = new LinkedHashMap<>();

    static {
        SHORT.put("subflows", "subflows");
        SHORT.put("joins", "joins");
        SHORT.put("checksums", "checksums");
        SHORT.put("sndbuf", "sndbuf.max");
        SHORT.put("rcvbuf", "rcvbuf.max");
        SHORT.put("minrto", "rto.min");
        SHORT.put("retries", "retries");
    }

    private final Syntax syntax = build();

    private static Syntax build() {
        Syntax syntax = Syntax.of("limits", "show and change what bounds the connections of hosts")
                .operands("[NAME=VALUE...]", 0, HostSetting.all().size(), LimitsCommand::complete)
                .flag("a", "all", "show all settings, what each is for and whom a change reaches")
                .host("of this host only")
                .flag("j", "json", "print JSON: sizes in bytes, times in seconds");
        SHORT.forEach((name, full) -> syntax.detail(String.format(Locale.ROOT, "%-10s %s%s", name,
                setting(full).help(), name.equals(full) ? "" : " (" + full + ")")));
        return syntax.detail("and all others of --all").example("mptcp:limits subflows=1 --host client", "no second path")
                .example("mptcp:limits rcvbuf=1M --host server", "for connections from now on")
                .example("mptcp:limits close.timeout=5s", "a setting of --all");
    }

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws CommandException {
        List<Stack> hosts = call.hosts();
        for (Stack host : hosts) {
            StackConfig.Builder builder = host.config().toBuilder();
            for (String change : call.arguments().operands()) {
                change(builder, change);
            }
            if (!call.arguments().operands().isEmpty()) {
                host.reconfigure(builder.build());
            }
        }
        show(call, hosts);
    }

    private static HostSetting setting(String name) {
        return HostSetting.of(name).orElseThrow();
    }

    private static void change(StackConfig.Builder builder, String change) throws CommandException {
        int equals = change.indexOf('=');
        String word = equals < 0 ? change : change.substring(0, equals);
        String name = SHORT.getOrDefault(word, word);
        if (equals < 0 || HostSetting.of(name).isEmpty()) {
            throw new CommandException("'" + change + "' is not NAME=VALUE with a name of: " + String.join(", ", SHORT.keySet())
                    + ", or of 'mptcp:limits --all'");
        }
        if (setting(name).reach() == HostSetting.Reach.NEW_HOSTS) {
            throw new CommandException(name + " is what a host is made with; it keeps it");
        }
        builder.set(name, change.substring(equals + 1));
    }

    private static void show(Invocation call, List<Stack> hosts) {
        boolean all = call.arguments().has("all");
        if (call.arguments().has("json")) {
            Map<String, Object> documents = new LinkedHashMap<>();
            hosts.forEach(host -> documents.put(host.name(), document(host.config(), all)));
            call.console().json(documents);
        } else if (all) {
            Table table = new Table("HOST", "NAME", "VALUE", "DEFAULT", "MAY BE", "REACHES", "WHAT FOR");
            hosts.forEach(host -> HostSetting.all().forEach(s -> table.row(host.name(), s.name(), shown(s.text(host.config())),
                    shown(s.defaultText()), s.range(), s.reach().words(), s.help())));
            table.lines().forEach(call.console()::line);
        } else {
            for (Stack host : hosts) {
                StringBuilder line = new StringBuilder(host.name() + ":");
                SHORT.forEach((name, full) -> line.append(' ').append(name).append('=').append(onOff(setting(full).text(host.config()))));
                call.console().line(line.toString());
            }
        }
    }

    private static Map<String, Object> document(StackConfig config, boolean all) {
        Map<String, Object> values = new LinkedHashMap<>();
        SHORT.forEach((name, full) -> values.put(name, value(setting(full), config)));
        if (all) {
            HostSetting.all().stream().filter(s -> !SHORT.containsValue(s.name()))
                    .forEach(s -> values.put(s.name(), value(s, config)));
        }
        return values;
    }

    private static Object value(HostSetting setting, StackConfig config) {
        Object value = setting.value(config);
        return setting.type() == HostSetting.Type.TIME ? ((Number) value).longValue() / 1e9 : value;
    }

    private static List<Candidate> complete(Environment env, List<String> words) {
        var names = new LinkedHashMap<String, HostSetting>();
        SHORT.forEach((name, full) -> names.put(name, setting(full)));
        HostSetting.all().stream().filter(s -> s.reach() != HostSetting.Reach.NEW_HOSTS && !SHORT.containsValue(s.name()))
                .forEach(s -> names.put(s.name(), s));
        List<Candidate> proposals = new ArrayList<>();
        names.forEach((name, setting) -> values(setting)
                .forEach(value -> proposals.add(new Candidate(name + "=" + value, setting.help()))));
        return proposals;
    }

    /** What it may be, where that are words; otherwise it is to be typed. */
    private static List<String> values(HostSetting setting) {
        if (setting.type() == HostSetting.Type.FLAG) {
            return List.of("on", "off");
        }
        return setting.choices().isEmpty() ? List.of("") : setting.choices();
    }

    private static String onOff(String text) {
        return switch (text) {
            case "true" -> "on";
            case "false" -> "off";
            default -> text;
        };
    }

    private static String shown(String text) {
        return text.isEmpty() ? "-" : onOff(text);
    }
}
