package mptcp.shell.world;

import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.StringJoiner;
import java.util.TreeMap;
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
public final class ChoiceComments implements PacketComments {
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

    /** Which bytes of a connection were sent. Grants are not sent in the order in which they were made, so the highest does not tell. */
    private static final class Connection {
        private final NavigableMap<Long, Long> sent = new TreeMap<>(); // from, end
        private long highest;

        /** @param dsn the lower half: windows are smaller. @return whether some of these bytes were there */
        boolean add(int dsn, int length) {
            long from = highest + (dsn - (int) highest);
            long end = from + length;
            highest = Math.max(highest, end);
            Map.Entry<Long, Long> before = sent.floorEntry(end - 1);
            boolean known = before != null && before.getValue() > from;
            for (Map.Entry<Long, Long> each = sent.floorEntry(end); each != null && each.getValue() >= from;
                    each = sent.floorEntry(end)) {
                from = Math.min(from, each.getKey());
                end = Math.max(end, each.getValue());
                sent.remove(each.getKey());
            }
            sent.put(from, end);
            return known;
        }
    }

    public ChoiceComments(Inspector inspector) {
        this.inspector = inspector;
    }

    @Override
    public String of(SimPath path, boolean outward, Packet packet) {
        return outward ? of(path.name(), packet.memory(), packet.offset(), packet.length()) : null;
    }

    /**
     * What to say of a packet that this end is about to send.
     *
     * @param link by whose name connections know it
     * @param memory of the packet, read during the call
     * @return null: nothing
     */
    public String of(String link, MemorySegment memory, long offset, int length) {
        if (!view.parse(memory, offset, length) || view.payloadLength() == 0) {
            return null;
        }
        String key = link + '/' + view.ipv6() + '/' + view.sourcePort() + '/' + view.destinationPort();
        Subflow subflow = known.get(key);
        if (subflow == null) {
            subflow = find(link);
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

    /** Whether the mapping that begins on this segment is of bytes that were sent; one that goes on is not looked at again. */
    private boolean isReinjected(Subflow subflow) {
        for (int at = view.option(TcpView.OPTION_MPTCP, 0); at >= 0;
                at = view.option(TcpView.OPTION_MPTCP, at + view.optionLength(at))) {
            int flags = view.byteAt(at + 3);
            if (view.byteAt(at + 2) >>> 4 == SUBTYPE_DSS && (flags & DSS_HAS_MAP) != 0) {
                int ack = (flags & DSS_HAS_ACK) == 0 ? 0 : (flags & DSS_LONG_ACK) == 0 ? 4 : 8;
                int dsn = at + 4 + ack + ((flags & DSS_LONG_MAP) == 0 ? 0 : 4);
                int length = view.byteAt(dsn + 8) << 8 | view.byteAt(dsn + 9);
                boolean goesOn = subflow.begun && view.intAt(dsn) == subflow.mapping;
                subflow.mapping = view.intAt(dsn);
                return !goesOn && connections.computeIfAbsent(subflow.connection, _ -> new Connection())
                        .add(view.intAt(dsn), length == 0 ? view.payloadLength() : length);
            }
        }
        return false;
    }
}
