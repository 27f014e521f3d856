package mptcp.shell.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.shell.text.Quantity;
import mptcp.shell.text.Show;

/** {@code mptcp:limits}: the settings of hosts that bound what connections may do. */
final class LimitsCommand implements Command {
    private static final Map<String, Limit> LIMITS = new LinkedHashMap<>();

    /** One setting: for whom it holds, its value for programs and for people, and how it is read. */
    private record Limit(String meaning, Function<StackConfig, Object> value, Function<Object, Object> text,
            BiConsumer<StackConfig.Builder, String> read) {
        Object shown(StackConfig config) {
            return text.apply(value.apply(config));
        }
    }

    static {
        LIMITS.put("subflows", new Limit("subflows of a connection; live connections, too", StackConfig::maxSubflows,
                v -> v, (b, t) -> b.maxSubflows((int) Quantity.count(t, "number of subflows", 1, 32))));
        LIMITS.put("joins", new Limit("whether peers may join new connections: on or off", StackConfig::acceptJoins,
                LimitsCommand::onOff, (b, t) -> b.acceptJoins(isOn(t))));
        LIMITS.put("checksums", new Limit("DSS checksums of new connections: on or off", StackConfig::checksums,
                LimitsCommand::onOff, (b, t) -> b.checksums(isOn(t))));
        LIMITS.put("sndbuf", new Limit("what auto-tuning may raise send buffers to", StackConfig::maxSendBuffer,
                v -> Show.compact((Integer) v),
                (b, t) -> b.sendBuffer(Math.min(b.build().initialSendBuffer(), bytes(t)), bytes(t))));
        LIMITS.put("rcvbuf", new Limit("the same of receive buffers", StackConfig::maxReceiveBuffer,
                v -> Show.compact((Integer) v),
                (b, t) -> b.receiveBuffer(Math.min(b.build().initialReceiveBuffer(), bytes(t)), bytes(t))));
        LIMITS.put("minrto", new Limit("lower bound of retransmission timeouts", c -> c.minRtoNs() / 1e9,
                v -> Show.time(Math.round((Double) v * 1e9)).replace(" ", ""),
                (b, t) -> b.minRtoNs(Quantity.duration(t))));
        LIMITS.put("retries", new Limit("timeouts in a row that end a subflow", StackConfig::retries, v -> v,
                (b, t) -> b.retries((int) Quantity.count(t, "number of retries", 1, 100))));
    }

    private final Syntax syntax = build();

    private static Syntax build() {
        Syntax syntax = Syntax.of("limits", "show and change what bounds the connections of hosts")
                .operands("[KEY=VALUE...]", 0, LIMITS.size(), LimitsCommand::complete)
                .host("of this host only")
                .flag("j", "json", "print JSON: sizes in bytes, times in seconds");
        LIMITS.forEach((name, limit) -> syntax.detail(String.format(Locale.ROOT, "%-10s %s", name, limit.meaning())));
        return syntax.example("mptcp:limits subflows=1 --host client", "no second path")
                .example("mptcp:limits rcvbuf=1M --host server", "for connections from now on");
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
            for (String setting : call.arguments().operands()) {
                change(builder, setting);
            }
            if (!call.arguments().operands().isEmpty()) {
                host.reconfigure(builder.build());
            }
        }
        show(call, hosts);
    }

    private static void change(StackConfig.Builder builder, String setting) throws CommandException {
        int equals = setting.indexOf('=');
        Limit limit = equals < 0 ? null : LIMITS.get(setting.substring(0, equals));
        if (limit == null) {
            throw new CommandException("'" + setting + "' is not KEY=VALUE with a key of: "
                    + String.join(", ", LIMITS.keySet()));
        }
        limit.read().accept(builder, setting.substring(equals + 1));
    }

    private static void show(Invocation call, List<Stack> hosts) {
        if (call.arguments().has("json")) {
            Map<String, Object> all = new LinkedHashMap<>();
            hosts.forEach(host -> {
                Map<String, Object> values = new LinkedHashMap<>();
                LIMITS.forEach((name, limit) -> values.put(name, limit.value().apply(host.config())));
                all.put(host.name(), values);
            });
            call.console().json(all);
            return;
        }
        for (Stack host : hosts) {
            StringBuilder line = new StringBuilder(host.name() + ":");
            LIMITS.forEach((name, limit) -> line.append(' ').append(name).append('=')
                    .append(limit.shown(host.config())));
            call.console().line(line.toString());
        }
    }

    private static List<Candidate> complete(Environment env, List<String> words) {
        return LIMITS.entrySet().stream().map(e -> new Candidate(e.getKey() + "=", e.getValue().meaning())).toList();
    }

    private static int bytes(String text) {
        return (int) Math.min(Integer.MAX_VALUE, Quantity.size(text));
    }

    private static Object onOff(Object on) {
        return on.equals(true) ? "on" : "off";
    }

    private static boolean isOn(String text) {
        if (!text.equals("on") && !text.equals("off")) {
            throw new IllegalArgumentException("'" + text + "' is neither on nor off");
        }
        return text.equals("on");
    }
}
