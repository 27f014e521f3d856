package mptcp.core.loop;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.Inspector;
import mptcp.api.inspect.ListenerSnapshot;
import mptcp.api.inspect.MemorySnapshot;
import mptcp.api.inspect.Monitor;
import mptcp.core.mib.Mib;
import mptcp.core.mp.Mpcb;
import mptcp.core.mp.Snapshots;

/** Answers tools with snapshots made on the loop. */
final class HostInspector implements Inspector {
    private final Host host;

    HostInspector(Host host) {
        this.host = host;
    }

    @Override
    public List<ConnectionSnapshot> connections() {
        return host.look(() -> host.connections().stream().map(m -> Snapshots.of(m, host.nowNs())).toList());
    }

    @Override
    public List<ConnectionSnapshot> connections(long after, int limit) {
        return host.look(() -> host.connections().stream().filter(m -> m.id() > after).limit(limit)
                .map(m -> Snapshots.of(m, host.nowNs())).toList());
    }

    @Override
    public int connectionCount() {
        return host.look(() -> host.connections().size());
    }

    @Override
    public Optional<ConnectionSnapshot> connection(long id) {
        return host.look(() -> {
            Mpcb m = host.connection(id);
            return m == null ? Optional.<ConnectionSnapshot>empty() : Optional.of(Snapshots.of(m, host.nowNs()));
        });
    }

    @Override
    public List<ListenerSnapshot> listeners() {
        return host.look(() -> host.ingress().listeners().stream()
                .map(l -> new ListenerSnapshot(l.local(), l.pending(), l.config().backlog()))
                .toList());
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> counters = host.watch().stuckIn() == null ? host.look(() -> host.counters().snapshot(true))
                : host.counters().snapshot(true); // nobody counts meanwhile; the table may be read as it is
        counters.put(Mib.LOOP_STUCK.label(), host.watch().times());
        return counters;
    }

    @Override
    public MemorySnapshot memory() {
        return host.look(host.memory()::snapshot);
    }

    @Override
    public AutoCloseable monitor(Monitor monitor) {
        host.call(() -> {
            host.monitors().add(monitor);
            return null;
        });
        return () -> host.call(() -> {
            host.monitors().remove(monitor);
            return null;
        });
    }
}
