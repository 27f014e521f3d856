package mptcp.shell.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.ListenerSnapshot;
import mptcp.api.inspect.MemorySnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.Stack;
import mptcp.shell.text.Console;
import mptcp.shell.text.Show;
import mptcp.shell.text.Table;
import mptcp.shell.world.ConnectionId;

/** {@code mptcp:ss}: connections and their subflows, in the words of Linux's ss. */
final class SsCommand implements Command {
    private static final String INDENT = "      ";

    private final Syntax syntax = Syntax.of("ss", "list connections and their subflows")
            .operands("[CONNECTION]", 0, 1, Names.CONNECTIONS)
            .flag("i", "info", "more about each: windows, round-trip times, policies, counters")
            .flag("l", "listening", "list listeners instead")
            .flag("m", "memory", "what the connections of each host hold, and how near to its limit it is")
            .flag("k", "kernel", "list the kernel's connections instead, as the kernel of the lab sees them")
            .host("of this host only")
            .json()
            .detail("A connection is named host/number: each end has its own.")
            .example("mptcp:ss -i", "everything")
            .example("mptcp:ss client/1 --json", "one connection, for a program");

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws CommandException, IOException {
        Arguments args = call.arguments();
        if (args.has("kernel")) {
            KernelReport.sockets(call, call.environment().laboratory());
            return;
        }
        List<Stack> hosts = call.hosts();
        if (args.has("listening")) {
            listening(call, hosts);
            return;
        }
        if (args.has("memory")) {
            memory(call, hosts);
            return;
        }
        List<ConnectionSnapshot> connections = connections(call, hosts);
        if (args.has("json")) {
            call.console().json(connections);
            return;
        }
        if (connections.isEmpty()) {
            call.console().line("no connections");
            return;
        }
        Console console = call.console();
        console.lines(render(connections, args.has("info"), console.live() ? console.columns() : Integer.MAX_VALUE));
    }

    private static List<ConnectionSnapshot> connections(Invocation call, List<Stack> hosts) throws CommandException {
        String wanted = call.arguments().operand(0);
        List<ConnectionSnapshot> connections = new ArrayList<>();
        if (wanted == null) {
            hosts.forEach(h -> connections.addAll(h.inspector().connections()));
            return connections;
        }
        Environment env = call.environment();
        ConnectionId id = env.connection(wanted, call.arguments().value("host").orElse(null));
        connections.add(env.host(id.host()).inspector().connection(id.id())
                .orElseThrow(() -> new CommandException("connection " + id + " has just ended")));
        return connections;
    }

    private static void listening(Invocation call, List<Stack> hosts) {
        Table table = new Table("HOST", "STATE", ">RECV-Q", ">SEND-Q", "LOCAL");
        Map<String, List<ListenerSnapshot>> json = new TreeMap<>();
        for (Stack host : hosts) {
            List<ListenerSnapshot> listeners = host.inspector().listeners();
            json.put(host.name(), listeners);
            listeners.forEach(
                    l -> table.row(host.name(), "LISTEN", l.pending(), l.backlog(), Show.endpoint(l.local())));
        }
        if (call.arguments().has("json")) {
            call.console().json(json);
        } else {
            call.console().table(table);
        }
    }

    private static void memory(Invocation call, List<Stack> hosts) {
        Table table = new Table("HOST", ">LIMIT", ">HELD", ">POOLED", ">CONNECTIONS", ">ORPHANS", "PRESSURE");
        Map<String, Map<String, Object>> json = new TreeMap<>();
        for (Stack host : hosts) {
            MemorySnapshot m = host.inspector().memory();
            String pressure = m.pressure().name().toLowerCase(Locale.ROOT);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("limit", m.limit());
            row.put("held", m.heldBytes());
            row.put("pooled", m.pooledBytes());
            row.put("connections", m.connectionBytes());
            row.put("orphans", m.orphans());
            row.put("pressure", pressure);
            json.put(host.name(), row);
            table.row(host.name(), Show.size(m.limit()), Show.size(m.heldBytes()), Show.size(m.pooledBytes()),
                    Show.size(m.connectionBytes()), m.orphans(), pressure);
        }
        if (call.arguments().has("json")) {
            call.console().json(json);
        } else {
            call.console().table(table);
        }
    }

    /** The table, each row followed by its details: as ss -i does. */
    private static List<String> render(List<ConnectionSnapshot> connections, boolean info, int width) {
        Table table = new Table("CONNECTION", "STATE", ">RECV-Q", ">SEND-Q", "LOCAL", "PEER", "");
        List<String> details = new ArrayList<>();
        for (ConnectionSnapshot c : connections) {
            table.row(new ConnectionId(c.host(), c.id()), state(c.state()), c.receiveQueued(), c.sendQueued(),
                    Show.endpoint(c.local()), Show.endpoint(c.remote()), type(c));
            details.add(details(c));
            for (SubflowSnapshot s : c.subflows()) {
                table.row("  " + s.slot() + " " + (s.link() == null ? "" : s.link()), state(s.state()), "",
                        s.inFlight(), Show.endpoint(s.local()), Show.endpoint(s.remote()), Watcher.trouble(s));
                details.add(details(s));
            }
        }
        List<String> rows = table.lines();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            lines.add(rows.get(i));
            if (info && i > 0) {
                lines.addAll(wrap(details.get(i - 1), width));
            }
        }
        return lines;
    }

    /** Breaks at blanks, so that a terminal need not break anywhere. */
    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(INDENT);
        for (String word : text.split(" ")) {
            if (line.length() > INDENT.length() && line.length() + word.length() >= width) {
                lines.add(line.toString());
                line = new StringBuilder(INDENT);
            }
            line.append(line.length() == INDENT.length() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static String state(String name) {
        return name.equals("ESTABLISHED") ? "ESTAB" : name;
    }

    private static String type(ConnectionSnapshot c) {
        if (c.fallback()) {
            return "tcp (fallback" + (c.fallbackReason() == null ? "" : ": " + c.fallbackReason()) + ")";
        }
        return c.mptcpVersion() < 0 ? "" : "mptcp v" + c.mptcpVersion();
    }

    private static String details(ConnectionSnapshot c) {
        StringBuilder out = new StringBuilder();
        for (PolicyKind kind : PolicyKind.values()) {
            out.append(kind.label()).append(':').append(c.policies().get(kind)).append(' ');
        }
        out.append(String.format(Locale.ROOT, "token:%08x/%08x", c.localToken(), c.remoteToken()));
        add(out, "write_seq", Long.toUnsignedString(c.dataNext()));
        add(out, "snd_una", Long.toUnsignedString(c.dataUna()));
        add(out, "rcv_nxt", Long.toUnsignedString(c.dataReceived()));
        add(out, "snd_wnd", c.sendWindow());
        add(out, "rcv_wnd", c.receiveWindow());
        add(out, "bytes_sent", c.bytesSent());
        add(out, "bytes_acked", c.bytesAcked());
        add(out, "bytes_received", c.bytesReceived());
        positive(out, "ooo", c.outOfOrder());
        positive(out, "reinjected", c.reinjected());
        positive(out, "duplicates", c.duplicates());
        add(out, "sndbuf", c.sendBuffer());
        add(out, "rcvbuf", c.receiveBuffer());
        if (c.checksums()) {
            out.append(" csum");
        }
        c.limits().forEach((name, fraction) -> {
            long percent = Math.round(fraction * 100);
            if (percent > 0) {
                add(out, name + "_limited", percent + "%");
            }
        });
        return out.toString();
    }

    private static String details(SubflowSnapshot s) {
        StringBuilder out = new StringBuilder("cwnd:" + s.cwnd());
        positive(out, "ssthresh", s.ssthresh() >= Integer.MAX_VALUE ? 0 : s.ssthresh());
        add(out, "mss", s.mss());
        add(out, "rtt", Show.millis(s.srttNs()) + "/" + Show.millis(s.rttvarNs()));
        add(out, "minrtt", Show.millis(s.minRttNs()));
        add(out, "rto", Show.millis(s.rtoNs()));
        add(out, "bytes_sent", s.bytesSent());
        positive(out, "bytes_retrans", s.bytesRetransmitted());
        add(out, "bytes_acked", s.bytesAcked());
        add(out, "bytes_received", s.bytesReceived());
        add(out, "segs_out", s.segmentsSent());
        add(out, "segs_in", s.segmentsReceived());
        positive(out, "retrans", s.retransmits());
        positive(out, "notsent", s.queued());
        positive(out, "pinned", s.pinned());
        if (s.pacingRate() > 0) {
            add(out, "pacing_rate", Show.rate(s.pacingRate() * 8.0).replace(" ", ""));
        }
        add(out, "id", s.localId() + "/" + s.remoteId());
        return out.toString();
    }

    private static void add(StringBuilder out, String name, Object value) {
        out.append(' ').append(name).append(':').append(value);
    }

    /** As ss does, what is zero is not shown. */
    private static void positive(StringBuilder out, String name, long value) {
        if (value > 0) {
            add(out, name, value);
        }
    }
}
