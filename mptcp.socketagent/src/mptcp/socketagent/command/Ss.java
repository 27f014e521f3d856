package mptcp.socketagent.command;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mptcp.socketagent.machine.Machine;
import mptcp.socketagent.socket.Addresses;
import mptcp.socketagent.socket.TcpState;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.ListenerSnapshot;
import mptcp.api.inspect.SubflowSnapshot;

/**
 * {@code ss}: connections, with {@code -M} those of MPTCP, with {@code -t} subflows and connections of TCP; {@code -l}
 * listeners instead, {@code -a} as well. Numbers are never resolved to names.
 */
final class Ss {
    private static final String ROW = "%-5s %-10s %-6s %-6s %30s %30s%n";

    private final Machine machine;

    Ss(Machine machine) {
        this.machine = machine;
    }

    Result run(List<String> words) {
        StringBuilder options = new StringBuilder();
        words.stream().filter(w -> w.startsWith("-")).map(Ss::letters).forEach(options::append);
        boolean mptcp = options.indexOf("M") >= 0;
        boolean tcp = options.indexOf("t") >= 0 || !mptcp;
        boolean listeners = options.indexOf("l") >= 0 || options.indexOf("a") >= 0;
        boolean connections = options.indexOf("l") < 0;
        boolean closing = options.indexOf("a") >= 0;
        List<String> rows = new ArrayList<>();
        if (tcp && listeners) {
            machine.stack().inspector().listeners().forEach(l -> rows.add(listener(l)));
        }
        if (connections) {
            List<ConnectionSnapshot> all = machine.stack().inspector().connections();
            if (tcp) {
                all.forEach(c -> c.subflows().stream().filter(f -> isShown(TcpState.of(f.state()), closing))
                        .forEach(f -> rows.add(subflow(f))));
            }
            if (mptcp) {
                all.stream().filter(c -> c.mptcpVersion() >= 0 && isShown(TcpState.of(c.state()), closing))
                        .forEach(c -> rows.add(connection(c)));
            }
        }
        String header = String.format(Locale.ROOT, ROW, "Netid", "State", "Recv-Q", "Send-Q",
                "Local Address:Port", "Peer Address:Port");
        return Result.of((options.indexOf("H") >= 0 ? "" : header) + String.join("", rows));
    }

    private static String letters(String option) {
        return switch (option) {
            case "--mptcp" -> "M";
            case "--tcp" -> "t";
            case "--all" -> "a";
            case "--listening" -> "l";
            case "--no-header" -> "H";
            default -> option.startsWith("--") ? "" : option;
        };
    }

    /** Without -a, ss leaves out what is not connected: the states of SYNs and TIME-WAIT. */
    private static boolean isShown(TcpState state, boolean all) {
        return switch (state) {
            case CLOSE -> false;
            case SYN_RECV, TIME_WAIT -> all;
            default -> true;
        };
    }

    private static String listener(ListenerSnapshot l) {
        return row("tcp", TcpState.LISTEN, l.pending(), l.backlog() - 1, l.local(),
                (l.local().getAddress().getAddress().length == 4 ? "0.0.0.0" : "[::]") + ":*");
    }

    private static String subflow(SubflowSnapshot f) {
        return row("tcp", TcpState.of(f.state()), 0, f.sndNxt() - f.sndUna() & 0xffff_ffffL, f.local(),
                name(f.remote()));
    }

    private static String connection(ConnectionSnapshot c) {
        return row("mptcp", TcpState.of(c.state()), c.receiveQueued(), c.sendQueued(), c.local(), name(c.remote()));
    }

    private static String row(String netid, TcpState state, long in, long out, InetSocketAddress local, String peer) {
        return String.format(Locale.ROOT, ROW, netid, state.label(), in, out, name(local), peer);
    }

    private static String name(InetSocketAddress address) {
        String text = Addresses.text(address.getAddress());
        return (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + address.getPort();
    }
}
