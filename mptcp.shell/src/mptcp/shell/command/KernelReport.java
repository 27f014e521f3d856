package mptcp.shell.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mptcp.shell.text.Table;
import mptcp.shell.world.Laboratory;
import mptcp.shell.world.Laboratory.KernelConnection;

/** The kernel's own account, for people. */
final class KernelReport {
    private static final List<String> BRIEF =
            List.of("subflows_total", "fallback", "bytes_sent", "bytes_received", "bytes_acked", "cwnd", "rtt");

    private KernelReport() {}

    /** Connections with their subflows, in the manner of {@code mptcp:ss}. */
    static void sockets(Invocation call, Laboratory laboratory) throws IOException {
        List<KernelConnection> connections = laboratory.account().connections();
        if (call.arguments().has("json")) {
            call.console().json(connections);
            return;
        }
        if (connections.isEmpty()) {
            call.console().line("the kernel has no connections");
            return;
        }
        boolean info = call.arguments().has("info");
        Table table = new Table("KERNEL", "STATE", "LOCAL", "PEER", "");
        for (KernelConnection c : connections) {
            table.row("mptcp", c.state(), c.local(), c.remote(), info ? details(c) : brief(c));
            for (KernelConnection s : c.subflows()) {
                table.row("  subflow", s.state(), s.local(), s.remote(), info ? details(s) : brief(s));
            }
        }
        call.console().table(table);
    }

    private static String details(KernelConnection c) {
        return new TreeMap<>(c.details()).entrySet().stream().map(KernelReport::text).collect(Collectors.joining(" "));
    }

    private static String brief(KernelConnection c) {
        return BRIEF.stream().filter(c.details()::containsKey).map(key -> text(Map.entry(key, c.details().get(key))))
                .collect(Collectors.joining(" "));
    }

    private static String text(Map.Entry<String, String> detail) {
        return detail.getKey() + (detail.getValue().isEmpty() ? "" : ":" + detail.getValue());
    }
}
