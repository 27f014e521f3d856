package mptcp.shell.world;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.Inspector;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.io.sim.Packet;
import mptcp.io.sim.PacketComments;
import mptcp.io.sim.SimPath;
import mptcp.io.sim.packet.TcpView;
import mptcp.shell.text.Show;

/**
 * Says of packets that carry data why they went this way: the scheduler's choice among the subflows as they were, bytes that the
 * subflow sends again, bytes that another subflow had. The first packet of a subflow comes with what a reader of the capture cannot
 * reckon where the handshake is not in it. The loop's thread. Looks at a connection for each packet with data: for captures.
 */
final class ChoiceComments implements PacketComments {
    private static final int SUBTYPE_DSS = 2;
    private static final int DSS_HAS_ACK = 1;
    private static final int DSS_LONG_ACK = 2;
    private static final int DSS_HAS_MAP = 4;
    private static final int DSS_LONG_MAP = 8;
    private static final int MOST_KNOWN = 10_000;

    private final Inspector inspector;
    private final TcpView view = new TcpView();
    /** By the ports and the path, which tell the subflows of one host apart. */
    private final Map<String, Subflow> known = new HashMap<>();
    private final Map<Long, Connection> connections = new HashMap<>();

    /** What of a subflow's numbers has been sent. */
    private static final class Subflow {
        private final long connection;
        private final int slot;
        private int next;
        private int mapping;
        private boolean begun;

        Subflow(long connection, int slot) {
            this.connection = connection;
            this.slot = slot;
        }
    }

    private static final class Connection {
        private int nextDsn; // its lower half: windows are smaller
        private boolean begun;
    }

    ChoiceComments(Inspector inspector) {
        this.inspector = inspector;
    }

    @Override
    public String of(SimPath path, boolean outward, Packet packet) {
        if (!outward || !view.parse(packet.memory(), packet.offset(), packet.length()) || view.payloadLength() == 0) {
            return null;
        }
        String key = path.name() + '/' + view.ipv6() + '/' + view.sourcePort() + '/' + view.destinationPort();
        Subflow subflow = known.get(key);
        if (subflow == null) {
            subflow = find(path.name());
            if (subflow == null) {
                return null;
            }
            if (known.size() >= MOST_KNOWN) {
                known.clear();
                connections.clear();
            }
            known.put(key, subflow);
        }
        ConnectionSnapshot connection = inspector.connection(subflow.connection).orElse(null);
        if (connection == null) {
            known.remove(key);
            connections.remove(subflow.connection);
            return null;
        }
        return told(connection, subflow);
    }

    private Subflow find(String link) {
        for (ConnectionSnapshot connection : inspector.connections()) {
            for (SubflowSnapshot each : connection.subflows()) {
                if (each.local().getPort() == view.sourcePort() && each.remote().getPort() == view.destinationPort()
                        && link.equals(each.link()) && is6(each.local()) == view.ipv6()) {
                    return new Subflow(connection.id(), each.slot());
                }
            }
        }
        return null;
    }

    private static boolean is6(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address;
    }

    private String told(ConnectionSnapshot connection, Subflow subflow) {
        String name = "sf" + subflow.slot + " of " + connection.host() + '/' + connection.id();
        if (subflow.begun && view.seq() - subflow.next < 0) {
            return name + " sends again what it has sent";
        }
        String first = subflow.begun ? "" : identity(connection) + '\n';
        boolean reinjected = isReinjected(subflow);
        subflow.next = view.seq() + view.payloadLength();
        subflow.begun = true;
        if (reinjected) {
            return first + "reinjected on " + name + ": another subflow has sent these bytes" + others(connection, subflow);
        }
        return first + connection.policies().get(PolicyKind.SCHEDULER) + " chose " + name + others(connection, subflow);
    }

    private static String identity(ConnectionSnapshot connection) {
        if (connection.fallback()) {
            return "plain TCP: " + connection.fallbackReason();
        }
        return String.format(Locale.ROOT, "tokens %08x (ours) %08x, IDSNs %016x (ours) %016x", connection.localToken(),
                connection.remoteToken(), connection.localIdsn(), connection.remoteIdsn());
    }

    private static String others(ConnectionSnapshot connection, Subflow chosen) {
        StringJoiner text = new StringJoiner("; ", ": ", "").setEmptyValue("");
        List<SubflowSnapshot> all = connection.subflows();
        all.stream().filter(s -> s.slot() == chosen.slot).forEach(s -> text.add(state(s)));
        all.stream().filter(s -> s.slot() != chosen.slot).forEach(s -> text.add("not sf" + s.slot() + ": " + state(s)));
        return text.toString();
    }

    private static String state(SubflowSnapshot subflow) {
        return (subflow.stale() ? "stale, " : "") + "srtt " + Show.time(subflow.srttNs()) + ", cwnd " + subflow.cwnd()
                + ", in flight " + subflow.inFlight();
    }

    /** Whether the mapping on this segment is of bytes below the highest that were mapped, and not one that goes on. */
    private boolean isReinjected(Subflow subflow) {
        for (int at = view.option(TcpView.OPTION_MPTCP, 0); at >= 0;
                at = view.option(TcpView.OPTION_MPTCP, at + view.optionLength(at))) {
            int flags = view.byteAt(at + 3);
            if (view.byteAt(at + 2) >>> 4 == SUBTYPE_DSS && (flags & DSS_HAS_MAP) != 0) {
                int ack = (flags & DSS_HAS_ACK) == 0 ? 0 : (flags & DSS_LONG_ACK) == 0 ? 4 : 8;
                int dsn = view.intAt(at + 4 + ack + ((flags & DSS_LONG_MAP) == 0 ? 0 : 4));
                Connection connection = connections.computeIfAbsent(subflow.connection, _ -> new Connection());
                boolean goesOn = subflow.begun && dsn == subflow.mapping;
                boolean below = connection.begun && dsn - connection.nextDsn < 0;
                subflow.mapping = dsn;
                if (!below) {
                    connection.begun = true;
                    connection.nextDsn = dsn + view.payloadLength();
                }
                return below && !goesOn;
            }
        }
        return false;
    }
}
