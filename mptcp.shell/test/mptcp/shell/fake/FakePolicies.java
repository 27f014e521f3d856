package mptcp.shell.fake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.policy.Setting;

/** A registry with one built-in of each kind. */
final class FakePolicies implements PolicyRegistry {
    private final List<Entry> entries = new ArrayList<>();

    private record Fake(PolicyKind kind, String name, String description, int ranking, String provider,
            List<Setting<?>> settings) implements Entry {}

    FakePolicies() {
        for (PolicyKind kind : PolicyKind.values()) {
            entries.add(new Fake(kind, "default", "built in", Integer.MIN_VALUE, "mptcp.core 0.1.0", List.of()));
        }
    }

    void add(PolicyKind kind, String name, int ranking, String provider) {
        entries.add(new Fake(kind, name, "a " + name, ranking, provider, List.of()));
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
    public List<Entry> list(PolicyKind kind) {
        return entries.stream().filter(e -> e.kind() == kind).sorted(Comparator.comparing(Entry::ranking).reversed())
                .toList();
    }
}
