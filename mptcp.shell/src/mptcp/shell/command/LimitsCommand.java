package mptcp.shell.command;

import java.util.LinkedHashMap;
import java.util.List;
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

    /** One setting: how it is shown, read and for whom it holds. */
    private record Limit(String meaning, Function<StackConfig, Object> show,
            BiConsumer<StackConfig.Builder, String> read) {}

    static {
        LIMITS.put("subflows", new Limit("subflows of a connection; live connections, too", StackConfig::maxSubflows,
                (b, t) -> b.maxSubflows((int) Quantity.count(t, "number of subflows", 1, 32))));
        LIMITS.put("joins", new Limit("whether peers may join new connections: on or off", c -> onOff(c.acceptJoins()),
                (b, t) -> b.acceptJoins(isOn(t))));
        LIMITS.put("checksums", new Limit("DSS checksums of new connections: on or off", c -> onOff(c.checksums()),
                (b, t) -> b.checksums(isOn(t))));
        LIMITS.put("sndbuf", new Limit("what auto-tuning may raise send buffers to",
                c -> Show.compact(c.maxSendBuffer()),
                (b, t) -> b.sendBuffer(Math.min(b.build().initialSendBuffer(), bytes(t)), bytes(t))));
        LIMITS.put("rcvbuf", new Limit("the same of receive buffers", c -> Show.compact(c.maxReceiveBuffer()),
                (b, t) -> b.receiveBuffer(Math.min(b.build().initialReceiveBuffer(), bytes(t)), bytes(t))));
        LIMITS.put("minrto", new Limit("lower bound of retransmission timeouts",
                c -> Show.time(c.minRtoNs()).replace(" ", ""),
                (b, t) -> b.minRtoNs(Quantity.duration(t))));
        LIMITS.put("retries", new Limit("timeouts in a row that end a subflow", StackConfig::retries,
                (b, t) -> b.retries((int) Quantity.count(t, "number of retries", 1, 100))));
    }

    private final Syntax syntax = build();

    private static Syntax build() {
        Syntax syntax = Syntax.of("limits", "show and change what bounds the connections of hosts")
                .operands("[KEY=VALUE...]", 0, LIMITS.size(), LimitsCommand::complete)
                .host("of this host only")
                .json();
        LIMITS.forEach((name, limit) -> syntax.detail(String.format("%-10s %s", name, limit.meaning())));
        return syntax.example("mptcp:limits subflows=1 --host client", "no second path")
                .example("mptcp:limits rcvbuf=1M --host server", "for connections from now on");
    }

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws CommandException {
        List<Stack> hosts = call.environment().hosts(call.arguments().value("host").orElse(null));
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
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        for (Stack host : hosts) {
            Map<String, Object> values = new LinkedHashMap<>();
            LIMITS.forEach((name, limit) -> values.put(name, limit.show().apply(host.config())));
            all.put(host.name(), values);
        }
        if (call.arguments().has("json")) {
            call.console().json(all);
            return;
        }
        all.forEach((host, values) -> {
            StringBuilder line = new StringBuilder(host + ":");
            values.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
            call.console().line(line.toString());
        });
    }

    private static List<Candidate> complete(Environment env, List<String> words) {
        return LIMITS.entrySet().stream().map(e -> new Candidate(e.getKey() + "=", e.getValue().meaning())).toList();
    }

    private static int bytes(String text) {
        return (int) Math.min(Integer.MAX_VALUE, Quantity.size(text));
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    private static boolean isOn(String text) {
        if (!text.equals("on") && !text.equals("off")) {
            throw new IllegalArgumentException("'" + text + "' is neither on nor off");
        }
        return text.equals("on");
    }
}
