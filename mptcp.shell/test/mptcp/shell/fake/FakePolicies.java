package mptcp.shell.fake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.policy.PolicySet;
import mptcp.api.policy.Setting;

/** A registry with one built-in of each kind. */
final class FakePolicies implements PolicyRegistry {
    private final List<Entry> entries = new ArrayList<>();

    private record FakeSet(String name, String description, Map<PolicyKind, String> policies) implements PolicySet {}

    private record Fake(PolicyKind kind, String name, String description, int ranking, String provider,
            List<Setting<?>> settings) implements Entry {}

    FakePolicies() {
        for (PolicyKind kind : PolicyKind.values()) {
            entries.add(new Fake(kind, "default", "built in", Integer.MIN_VALUE, "mptcp.core 0.1.0", List.of()));
        }
    }

    void add(PolicyKind kind, String name, int ranking, String provider, Setting<?>... settings) {
        entries.add(new Fake(kind, name, "a " + name, ranking, provider, List.of(settings)));
    }

    @Override
    public void add(PolicyKind kind, PolicyFactory<?> factory, int ranking, String provider) {
        add(kind, factory.name(), ranking, provider);
    }

    @Override
    public void remove(PolicyFactory<?> factory) {
        entries.removeIf(e -> e.name().equals(factory.name()));
    }

    @Override
    public List<PolicySet> sets() {
        return List.of(set("default", "for most", "default"), set("report", "as the report", "roundrobin"));
    }

    private static PolicySet set(String name, String description, String scheduler) {
        return new FakeSet(name, description, Map.of(PolicyKind.SCHEDULER, scheduler, PolicyKind.PATH_MANAGER, "default",
                PolicyKind.RETRANSMIT, "default", PolicyKind.CONGESTION_CONTROL, "lia"));
    }

    @Override
    public List<Entry> list(PolicyKind kind) {
        return entries.stream().filter(e -> e.kind() == kind).sorted(Comparator.comparing(Entry::ranking).reversed())
                .toList();
    }
}
