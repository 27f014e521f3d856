package mptcp.core.loop;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.Inspector;
import mptcp.api.inspect.ListenerSnapshot;
import mptcp.api.inspect.MemorySnapshot;
import mptcp.api.inspect.MemorySnapshot.Pressure;
import mptcp.api.inspect.Monitor;

/**
 * Looks at all loops of a host, one after the other: each part of an answer is a snapshot made between two events of its loop,
 * the whole is not one of a single moment. Any thread.
 */
final class GroupInspector implements Inspector {
    private final LoopGroup group;
    private final List<HostStack> loops;

    GroupInspector(LoopGroup group, List<HostStack> loops) {
        this.group = group;
        this.loops = loops;
    }

    private <T> List<T> ofEach(Function<Inspector, T> question) {
        return loops.stream().map(s -> group.call(s.host(), () -> question.apply(s.inspector()))).toList();
    }

    private static List<ConnectionSnapshot> merged(List<List<ConnectionSnapshot>> parts, int limit) {
        return parts.stream().flatMap(List::stream).sorted(Comparator.comparingLong(ConnectionSnapshot::id)).limit(limit).toList();
    }

    @Override
    public List<ConnectionSnapshot> connections() {
        return merged(ofEach(Inspector::connections), Integer.MAX_VALUE);
    }

    @Override
    public List<ConnectionSnapshot> connections(long after, int limit) {
        return merged(ofEach(i -> i.connections(after, limit)), limit);
    }

    @Override
    public int connectionCount() {
        return ofEach(Inspector::connectionCount).stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public Optional<ConnectionSnapshot> connection(long id) {
        Host loop = group.of(id);
        return loop == null ? Optional.empty() : group.call(loop, () -> loops.get(loop.self).inspector().connection(id));
    }

    @Override
    public List<ListenerSnapshot> listeners() {
        HostStack first = loops.getFirst();
        return group.call(first.host(), first.inspector()::listeners);
    }

    /** A loop that is stuck is read as it is, as with one loop. */
    @Override
    public Map<String, Long> counters() {
        Map<String, Long> sums = new LinkedHashMap<>();
        for (HostStack s : loops) {
            Inspector i = s.inspector();
            Map<String, Long> part = s.stuckIn().isPresent() ? i.counters() : group.call(s.host(), i::counters);
            part.forEach((name, value) -> sums.merge(name, value, Long::sum));
        }
        return sums;
    }

    @Override
    public MemorySnapshot memory() {
        List<MemorySnapshot> parts = ofEach(Inspector::memory);
        Pressure most = parts.stream().map(MemorySnapshot::pressure).max(Comparator.naturalOrder()).orElseThrow();
        return new MemorySnapshot(parts.getFirst().limit(), parts.stream().mapToLong(MemorySnapshot::heldBytes).sum(),
                parts.stream().mapToLong(MemorySnapshot::pooledBytes).sum(),
                parts.stream().mapToLong(MemorySnapshot::connectionBytes).sum(), group.orphans(), most);
    }

    /** Events of all loops come on the first one's thread, those of one loop in their order. */
    @Override
    public AutoCloseable monitor(Monitor monitor) {
        Host first = group.loop(0);
        Monitor forward = (nowNs, connection, subflow, event, detail) -> first.access().post(() ->
                first.containment().run(monitor, Containment.Work.MONITOR,
                        () -> monitor.event(nowNs, connection, subflow, event, detail)));
        for (int i = 0; i < group.count(); i++) {
            Host loop = group.loop(i);
            Monitor each = i == 0 ? monitor : forward;
            group.call(loop, () -> {
                loop.monitors().add(each);
                return null;
            });
        }
        return () -> {
            for (int i = 0; i < group.count(); i++) {
                Host loop = group.loop(i);
                Monitor each = i == 0 ? monitor : forward;
                group.call(loop, () -> {
                    loop.monitors().remove(each);
                    return null;
                });
            }
        };
    }
}
