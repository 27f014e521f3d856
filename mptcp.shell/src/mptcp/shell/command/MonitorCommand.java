package mptcp.shell.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mptcp.api.socket.Stack;
import mptcp.api.text.Quantity;
import mptcp.json.Json;
import mptcp.shell.text.Console;

/** {@code mptcp:monitor}: events as they happen. */
final class MonitorCommand implements Command {
    private static final int QUEUE = 10_000;
    private static final long TICK_NS = 100_000_000;

    private final Syntax syntax = Syntax.of("monitor", "show events of connections and subflows as they happen")
            .host("of this host only")
            .option("t", "time", "TIME", "end after this time", Completer.NONE)
            .option("n", "count", "N", "end after so many events", Completer.NONE)
            .flag("j", "json", "print one JSON document a line, one for each event")
            .detail("Ends at an interrupt (Ctrl-C). Columns: seconds, connection, subflow, event, details.")
            .example("mptcp:monitor --host client", "until Ctrl-C")
            .example("mptcp:monitor -t 20s &", "in the background of this session");

    private record Event(String host, long atNs, long connection, int subflow, String name, String detail) {}

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws Exception {
        Arguments args = call.arguments();
        Environment env = call.environment();
        long start = env.clock().nowNs();
        long time = args.value("time").map(Quantity::timeOrSeconds).orElse(Long.MAX_VALUE);
        long left = args.value("count").map(t -> Quantity.count(t, "count", 1, Long.MAX_VALUE)).orElse(Long.MAX_VALUE);
        BlockingQueue<Event> events = new ArrayBlockingQueue<>(QUEUE);
        AtomicLong missed = new AtomicLong();
        List<AutoCloseable> monitors = new ArrayList<>();
        try {
            for (Stack host : call.hosts()) {
                monitors.add(host.inspector().monitor((now, connection, subflow, event, detail) -> {
                    long at = env.clock().nowNs() - start;
                    if (!events.offer(new Event(host.name(), at, connection, subflow, event, detail))) {
                        missed.incrementAndGet();
                    }
                }));
            }
            while (left > 0 && env.clock().nowNs() - start < time) {
                Event event = events.poll(Math.min(TICK_NS, time), TimeUnit.NANOSECONDS);
                if (event != null) {
                    print(call.console(), event, args.has("json"));
                    left--;
                }
            }
        } finally {
            for (AutoCloseable monitor : monitors) {
                monitor.close();
            }
            if (missed.get() > 0) {
                call.console().line(args.has("json") ? Json.line(Map.of("missed", missed.get()))
                        : missed + " events came faster than they could be shown");
            }
        }
    }

    private static void print(Console console, Event e, boolean json) {
        String connection = e.connection() == 0 ? e.host() : e.host() + "/" + e.connection();
        if (json) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("seconds", e.atNs() / 1e9);
            map.put("connection", connection);
            map.put("subflow", e.subflow() < 0 ? null : e.subflow());
            map.put("event", e.name());
            map.put("detail", e.detail());
            console.line(Json.line(map));
            return;
        }
        console.line(String.format(Locale.ROOT, "%10.6f  %-10s %-4s ", e.atNs() / 1e9, connection,
                e.subflow() < 0 ? "" : "sf" + e.subflow())
                + console.styled(Console.Style.NOTE, String.format(Locale.ROOT, "%-14s", e.name()))
                + (e.detail() == null ? "" : " " + e.detail()));
    }
}
