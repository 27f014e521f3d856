package mptcp.shell.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.MemorySnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.shell.text.Console;
import mptcp.shell.text.Show;
import mptcp.shell.text.Table;
import mptcp.shell.world.ConnectionId;

/** {@code mptcp:why}: why a connection is not faster, in words. */
final class WhyCommand implements Command {
    private static final double WORTH_SAYING = 0.005;
    private static final Map<String, String> LIMITS = limits();

    private final Syntax syntax = Syntax
            .of("why", "say what keeps a connection from being faster, and what went wrong in it")
            .operands("[CONNECTION]", 0, 1, Names.CONNECTIONS)
            .json()
            .detail("Without a CONNECTION, the sender's end of the newest transfer. The percentages are shares of the")
            .detail("connection's life; the counters are those of this connection alone.")
            .example("mptcp:why client/1", "where its time went");

    private static Map<String, String> limits() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("application", "the application had nothing (more) to send");
        map.put("send-buffer", "the send buffer was full of bytes not acknowledged yet: a larger one would help");
        map.put("receive-window", "the peer's window was full: its application reads too slowly,"
                + " or its buffer is small");
        map.put("head-of-line", "the window was full while bytes on a slower path were missing:"
                + " another scheduler (blest, ecf) may help");
        map.put("congestion-window", "the congestion windows were full: as it should be,"
                + " the paths carry what they can");
        map.put("scheduler", "the scheduler chose to wait although a subflow had room");
        map.put("no-path", "no subflow was usable: paths down, or not yet up");
        return map;
    }

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws CommandException {
        ConnectionSnapshot c = connection(call);
        if (call.arguments().has("json")) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("connection", new ConnectionId(c.host(), c.id()).toString());
            map.put("limits", c.limits());
            map.put("meanings", LIMITS);
            map.put("remarks", remarks(c));
            map.put("counters", c.counters());
            call.console().json(map);
            return;
        }
        Console console = call.console();
        console.line(Console.Style.BOLD, new ConnectionId(c.host(), c.id()) + ", " + c.state() + " for "
                + Show.time(c.ageNs()) + ", " + Show.size(c.bytesAcked()) + " sent and " + Show.size(c.bytesReceived())
                + " received");
        console.lines(limits(c));
        List<String> remarks = remarks(c);
        String memory = memory(call, c);
        if (memory != null) {
            remarks.add(memory);
        }
        remarks.forEach(r -> console.line("- " + r));
        if (remarks.isEmpty()) {
            console.line("- nothing unusual happened in it");
        }
        Table table = new Table("COUNTER", ">VALUE");
        c.counters().forEach((name, value) -> {
            if (value != 0) {
                table.row(name, value);
            }
        });
        if (!table.isEmpty()) {
            console.table(table);
        }
    }

    /** Null where there is enough. */
    private static String memory(Invocation call, ConnectionSnapshot c) throws CommandException {
        MemorySnapshot m = call.environment().host(c.host()).inspector().memory();
        return switch (m.pressure()) {
            case NONE -> null;
            case PRESSURE -> "its host is short of memory, so that windows do not grow (mptcp:ss -m)";
            case EXCEEDED -> "its host has no memory left: data that came out of order was dropped (mptcp:ss -m)";
        };
    }

    private static ConnectionSnapshot connection(Invocation call) throws CommandException {
        Environment env = call.environment();
        String named = call.arguments().operand(0);
        ConnectionId id = named != null ? env.connection(named, null) : env.transfer(null).observed();
        if (id == null) {
            throw new CommandException("the newest transfer has no connection yet; mptcp:ss lists connections");
        }
        return env.host(id.host()).inspector().connection(id.id())
                .orElseThrow(() -> new CommandException("connection " + id + " is gone;"
                        + " mptcp:ss lists those that are left"));
    }

    /** Where the time went, most of it first. */
    private static List<String> limits(ConnectionSnapshot c) {
        return c.limits().entrySet().stream().filter(e -> e.getValue() >= WORTH_SAYING)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(e -> String.format(Locale.ROOT, "%4d%%  %s", Math.round(e.getValue() * 100),
                        LIMITS.getOrDefault(e.getKey(), e.getKey()))).toList();
    }

    private static List<String> remarks(ConnectionSnapshot c) {
        List<String> remarks = new ArrayList<>();
        if (c.fallback()) {
            remarks.add("it fell back to plain TCP: " + c.fallbackReason());
        }
        if (c.reinjected() > 0) {
            remarks.add(Show.size(c.reinjected()) + " were sent again on another subflow ("
                    + share(c.reinjected(), c.bytesSent()) + " of what was sent)");
        }
        if (c.duplicates() > 0) {
            remarks.add(Show.size(c.duplicates()) + " arrived more than once ("
                    + share(c.duplicates(), c.bytesReceived()) + ")");
        }
        if (c.outOfOrder() > 0) {
            remarks.add(Show.size(c.outOfOrder()) + " wait for bytes that are missing before them");
        }
        c.subflows().forEach(s -> remark(s, remarks));
        return remarks;
    }

    private static void remark(SubflowSnapshot s, List<String> remarks) {
        String name = "subflow " + s.slot() + " (" + s.link() + ")";
        if (s.retransmits() > 0) {
            remarks.add(name + " sent " + Show.size(s.bytesRetransmitted()) + " again: "
                    + share(s.bytesRetransmitted(), s.bytesSent()) + " of its bytes");
        }
        if (s.timeouts() > 0) {
            remarks.add(name + " has heard nothing for " + s.timeouts() + " timeouts in a row: its path may be down");
        }
        if (s.stale()) {
            remarks.add(name + " is stale: nothing new is given to it until it answers");
        }
        if (s.minRttNs() > 0 && s.srttNs() > 3 * s.minRttNs()) {
            remarks.add(name + " has a round trip of " + Show.time(s.srttNs()) + ", at best " + Show.time(s.minRttNs())
                    + ": a queue on its path is full");
        }
    }

    private static String share(long part, long whole) {
        return Show.tenths(100.0 * part / Math.max(1, whole)) + "%";
    }
}
