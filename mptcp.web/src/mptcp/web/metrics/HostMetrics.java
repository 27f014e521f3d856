package mptcp.web.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import mptcp.api.inspect.Inspector;
import mptcp.api.inspect.ListenerSnapshot;
import mptcp.api.inspect.MemorySnapshot;
import mptcp.api.link.IpLink;
import mptcp.api.link.LinkStatistics;
import mptcp.api.policy.PolicyControl;
import mptcp.api.policy.PolicyCost;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.LoopStuckException;
import mptcp.api.socket.Stack;
import mptcp.web.view.Hosts;

/**
 * What is measured of each host and of the policies that it uses. Nothing has the number or the addresses of a connection
 * for a label: how many series there are does not grow with the connections. Any thread.
 */
public final class HostMetrics {
    private static final String HOST = "host";
    /** The one of Linux's MPTCP counters that goes down, too. */
    private static final String CURRENTLY_ESTABLISHED = "MPTcpExtMPCurrEstab";

    private static final double NS = 1e-9;

    private final Hosts hosts;

    public HostMetrics(Hosts hosts) {
        this.hosts = hosts;
    }

    /** The values of now. */
    public MetricSnapshots collect() {
        Families families = new Families();
        for (Stack host : hosts.all()) {
            boolean stuck = host.stuckIn().isPresent();
            links(host, families);
            if (!stuck) {
                try {
                    answers(host, families);
                } catch (LoopStuckException e) { // since the question a line above
                    stuck = true;
                }
            }
            families.gauge("mptcp_loop_stuck", "Whether the loop does not come back from something, a policy for the most part;"
                    + " what else needs the loop is not told then", stuck ? 1 : 0, HOST, host.name());
        }
        return families.all();
    }

    private static void answers(Stack host, Families families) {
        Inspector inspector = host.inspector();
        counters(host.name(), inspector.counters(), families);
        families.gauge("mptcp_connections", "Connections, those in TIME-WAIT too", inspector.connectionCount(), HOST, host.name());
        memory(host.name(), inspector.memory(), families);
        for (ListenerSnapshot l : inspector.listeners()) {
            String port = Integer.toString(l.local().getPort());
            families.gauge("mptcp_listener_pending", "Connections that wait to be accepted, or to be established", l.pending(), HOST,
                    host.name(), "port", port);
            families.gauge("mptcp_listener_backlog", "How many may wait", l.backlog(), HOST, host.name(), "port", port);
        }
        policies(host, families);
    }

    private static void counters(String host, Map<String, Long> counters, Families families) {
        counters.forEach((name, value) -> {
            if (name.equals(CURRENTLY_ESTABLISHED)) {
                families.gauge("mptcp_established_connections", "Multipath connections that are established; Linux's "
                        + CURRENTLY_ESTABLISHED, value, HOST, host);
            } else {
                families.counter("mptcp_mib", "The counters of nstat, by their MIB names: those of Linux where it has one", value,
                        HOST, host, "mib", name);
            }
        });
    }

    private static void memory(String host, MemorySnapshot m, Families families) {
        families.gauge("mptcp_memory_limit_bytes", "What all connections of the host may hold", m.limit(), HOST, host);
        String help = "What is held: in buffers, by pools, and by connections for being there";
        families.gauge("mptcp_memory_bytes", help, m.heldBytes(), HOST, host, "of", "buffers");
        families.gauge("mptcp_memory_bytes", help, m.pooledBytes(), HOST, host, "of", "pools");
        families.gauge("mptcp_memory_bytes", help, m.connectionBytes(), HOST, host, "of", "connections");
        families.gauge("mptcp_memory_pressure", "0: none, 1: memory is given back and windows do not grow, 2: data out of order goes",
                m.pressure().ordinal(), HOST, host);
        families.gauge("mptcp_orphans", "Connections that their application has closed", m.orphans(), HOST, host);
    }

    private static void links(Stack host, Families families) {
        for (IpLink link : host.links()) {
            LinkStatistics s = link.statistics();
            direction(families, host.name(), link.name(), "sent", s.txBytes(), s.txPackets(), s.txDropped());
            direction(families, host.name(), link.name(), "received", s.rxBytes(), s.rxPackets(), s.rxDropped());
        }
    }

    private static void direction(Families families, String host, String link, String direction, long bytes, long packets,
            long dropped) {
        String[] labels = {HOST, host, "link", link, "direction", direction};
        families.counter("mptcp_link_bytes", "Bytes of IP packets, seen from the host", bytes, labels);
        families.counter("mptcp_link_packets", "IP packets, seen from the host", packets, labels);
        families.counter("mptcp_link_dropped_packets", "Packets that the link could not send, or did not deliver", dropped, labels);
    }

    private static void policies(Stack host, Families families) {
        for (PolicyKind kind : PolicyKind.values()) {
            families.gauge("mptcp_policy_in_use", "1 for the policy of each kind that new connections of the host get", 1, HOST,
                    host.name(), "kind", kind.label(), "policy", host.policies().inUse(kind));
        }
        for (PolicyCost cost : host.policies().costs()) {
            String[] labels = {HOST, host.name(), "kind", cost.kind().label(), "policy", cost.name()};
            families.counter("mptcp_policy_measured_calls", "Calls into the policy that were measured, a sample", cost.measured(),
                    labels);
            families.counter("mptcp_policy_slow_calls", "Measured calls that took longer than the host's budget again and again",
                    cost.slow(), labels);
            families.counter("mptcp_policy_call_seconds", "What the measured calls took together", cost.totalNs() * NS, labels);
            families.gauge("mptcp_policy_longest_call_seconds", "What the longest measured call took", cost.maxNs() * NS, labels);
        }
        for (PolicyControl.Total total : host.policies().statistics()) {
            families.counter("mptcp_policy_statistic", "The counters that policies publish, over the connections of the host, past ones too",
                    total.value(), HOST, host.name(), "kind", total.kind().label(), "policy", total.policy(), "name", total.name());
        }
    }
}
