package mptcp.core.loop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import mptcp.api.policy.PolicyControl;
import mptcp.api.policy.PolicyCost;
import mptcp.api.policy.PolicyKind;

/** Which policies a host of several loops uses: a choice for the host is made on every loop, in order. Any thread. */
final class GroupPolicies implements PolicyControl {
    private final LoopGroup group;

    private record Sum(PolicyKind kind, String policy, String name, String help, long value) implements Total {}

    GroupPolicies(LoopGroup group) {
        this.group = group;
    }

    private <T> T on(Host loop, Function<PolicyControl, T> task) {
        return group.call(loop, () -> task.apply(loop.policies()));
    }

    /** On a thread of its own, whoever asks interrupts a loop that hangs in the policy to be replaced, before he waits for it. */
    private void change(Host loop, Consumer<PolicyControl> task) {
        if (group.current() < 0) {
            task.accept(loop.policies());
            return;
        }
        group.call(loop, () -> {
            task.accept(loop.policies());
            return null;
        });
    }

    /** The loop of a connection; the first says that there is none. */
    private Host of(long connection) {
        Host loop = group.of(connection);
        return loop == null ? group.loop(0) : loop;
    }

    private <T> List<T> ofEach(Function<PolicyControl, List<T>> question) {
        List<T> all = new ArrayList<>();
        for (int i = 0; i < group.count(); i++) {
            all.addAll(on(group.loop(i), question));
        }
        return all;
    }

    @Override
    public String inUse(PolicyKind kind) {
        return on(group.loop(0), p -> p.inUse(kind));
    }

    @Override
    public void choose(PolicyKind kind, String name) {
        for (int i = 0; i < group.count(); i++) {
            change(group.loop(i), p -> p.choose(kind, name));
        }
    }

    @Override
    public String set() {
        return on(group.loop(0), PolicyControl::set);
    }

    @Override
    public void chooseSet(String name) {
        for (int i = 0; i < group.count(); i++) {
            change(group.loop(i), p -> p.chooseSet(name));
        }
    }

    @Override
    public String inUse(long connectionId, PolicyKind kind) {
        return on(of(connectionId), p -> p.inUse(connectionId, kind));
    }

    @Override
    public void choose(long connectionId, PolicyKind kind, String name) {
        change(of(connectionId), p -> p.choose(connectionId, kind, name));
    }

    @Override
    public Map<String, String> settings(long connectionId) {
        return on(of(connectionId), p -> p.settings(connectionId));
    }

    @Override
    public void settings(long connectionId, Map<String, String> settings) {
        change(of(connectionId), p -> p.settings(connectionId, settings));
    }

    @Override
    public List<Total> statistics() {
        Map<List<Object>, Sum> sums = new LinkedHashMap<>();
        for (Total t : ofEach(PolicyControl::statistics)) {
            sums.merge(List.of(t.kind(), t.policy(), t.name()), new Sum(t.kind(), t.policy(), t.name(), t.help(), t.value()),
                    (a, b) -> new Sum(a.kind, a.policy, a.name, a.help, a.value + b.value));
        }
        return List.copyOf(sums.values());
    }

    @Override
    public List<PolicyCost> costs() {
        Map<List<Object>, PolicyCost> sums = new LinkedHashMap<>();
        for (PolicyCost c : ofEach(PolicyControl::costs)) {
            sums.merge(List.of(c.kind(), c.name()), c, (a, b) -> new PolicyCost(a.kind(), a.name(), a.measured() + b.measured(),
                    a.slow() + b.slow(), a.totalNs() + b.totalNs(), Math.max(a.maxNs(), b.maxNs())));
        }
        return List.copyOf(sums.values());
    }
}
