package mptcp.core.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import mptcp.api.policy.PolicyControl;
import mptcp.api.policy.PolicyCost;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.core.mib.Mib;
import mptcp.core.mp.Mpcb;
import mptcp.core.mp.policy.CostMeter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which policies a host's connections use: the choice of the connection, else of the host, else the highest ranked. Swaps
 * are made on the loop, between two events.
 */
public final class HostPolicies implements PolicyControl, Registry.Chooser {
    private static final Logger LOG = LoggerFactory.getLogger(HostPolicies.class);

    private final Registry registry;
    private final Host host;
    private final String[] choices = new String[PolicyKind.values().length];
    private final Set<PolicyFactory<?>> broken = new HashSet<>();
    /** Those whose declining a new connection was told of. */
    private final Set<PolicyFactory<?>> declining = new HashSet<>();
    /** By kind and name: a bundle that is updated goes on with its account. */
    private final Map<List<Object>, CostMeter> costs = new HashMap<>();
    private final Set<CostMeter> slow = new HashSet<>();

    /** What the policies need of their host. */
    public interface Host {
        List<Mpcb> connections();

        Mpcb connection(long id);

        long nowNs();

        String name();

        /** Runs it on the loop, now or soon; runs it at once if the host is closed. */
        void post(Runnable task);

        <T> T call(Callable<T> task);
    }

    public HostPolicies(Registry registry, Host host) {
        this.registry = registry;
        this.host = host;
    }

    // --- the loop's side

    /** Gives a new connection its policies. */
    public void equip(Mpcb m) {
        m.socketConfig().policies().forEach(m.policies()::choose);
        for (PolicyKind kind : PolicyKind.values()) {
            m.policies().install(kind, first(m, kind), host.nowNs());
        }
    }

    /** What a new connection begins with: what is chosen, or the built-in if that declines. */
    private PolicyFactory<?> first(Mpcb m, PolicyKind kind) {
        PolicyFactory<?> f = choose(m, kind);
        if (willing(m, f)) {
            return f;
        }
        m.counters().count(Mib.POLICY_DECLINED);
        if (declining.add(f)) {
            LOG.warn("{}: {} policy '{}' declines new connections, which begin with the built-in", host.name(),
                    kind.label(), f.name());
        }
        return registry.builtin(kind);
    }

    private PolicyFactory<?> choose(Mpcb m, PolicyKind kind) {
        PolicyFactory<?> f = named(kind, m.policies().choice(kind));
        if (f == null) {
            f = named(kind, choices[kind.ordinal()]);
        }
        if (f == null) {
            f = registry.best(kind);
        }
        return broken.contains(f) ? registry.builtin(kind) : f;
    }

    private PolicyFactory<?> named(PolicyKind kind, String name) {
        return name == null ? null : registry.find(kind, name);
    }

    /** A policy threw: this connection goes on with the built-in; the failure is logged once for each factory. */
    public void failed(Mpcb m, PolicyKind kind, PolicyFactory<?> factory, Throwable cause) {
        if (factory == registry.builtin(kind)) {
            throw new IllegalStateException("the built-in " + kind.label() + " policy failed", cause);
        }
        if (broken.add(factory)) {
            LOG.error("{}: {} policy '{}' failed and is replaced by the built-in until it is chosen or deployed again",
                    host.name(), kind.label(), factory == null ? "none" : factory.name(), cause);
        }
        m.policies().install(kind, registry.builtin(kind), host.nowNs());
    }

    /** The account of a policy. */
    public CostMeter cost(PolicyKind kind, String name) {
        return costs.computeIfAbsent(List.of(kind, name), key -> new CostMeter(kind, name));
    }

    /** A policy takes too long; logged once for each. */
    public void slow(PolicyKind kind, String name, long ns) {
        if (slow.add(cost(kind, name))) {
            LOG.warn("{}: {} policy '{}' is slow: {} us in one call, and often so; 'mptcp:policy -v' shows more",
                    host.name(), kind.label(), name, ns / 1000);
        }
    }

    @Override
    public List<PolicyCost> costs() {
        return host.call(() -> costs.values().stream().map(CostMeter::snapshot).toList());
    }

    @Override
    public void choicesChanged(PolicyKind kind, Runnable done) {
        host.post(() -> {
            try {
                chooseAgain(kind);
            } finally {
                done.run();
            }
        });
    }

    private void chooseAgain(PolicyKind kind) {
        chooseAgain(kind, false);
    }

    private void chooseAgain(PolicyKind kind, boolean renew) {
        broken.removeIf(f -> !registry.contains(f));
        declining.removeIf(f -> !registry.contains(f));
        for (Mpcb m : new ArrayList<>(host.connections())) {
            swap(m, kind, renew);
        }
    }

    /**
     * @param renew whether a policy that is in use already is made anew if its settings changed since
     * @return false if the policy declines the connection
     */
    private boolean swap(Mpcb m, PolicyKind kind, boolean renew) {
        if (m.over()) {
            return true;
        }
        PolicyFactory<?> wanted = choose(m, kind);
        boolean stays = wanted == m.policies().factory(kind);
        if (stays && !(renew && m.policies().settingsChanged(kind))) {
            return true;
        }
        if (!willing(m, wanted)) {
            m.counters().count(Mib.POLICY_DECLINED);
            boolean gone = !registry.contains(m.policies().factory(kind));
            if (gone) {
                m.policies().install(kind, registry.builtin(kind), host.nowNs());
            }
            return false;
        }
        m.policies().install(kind, wanted, host.nowNs());
        return true;
    }

    private boolean willing(Mpcb m, PolicyFactory<?> f) {
        try {
            return f.canTakeOver(m.info());
        } catch (RuntimeException | LinkageError e) {
            LOG.error("{}: policy '{}' failed when asked to take over", host.name(), f.name(), e);
            return false;
        }
    }

    // --- PolicyControl

    @Override
    public String inUse(PolicyKind kind) {
        return host.call(() -> {
            PolicyFactory<?> f = named(kind, choices[kind.ordinal()]);
            f = f == null ? registry.best(kind) : f;
            return (broken.contains(f) ? registry.builtin(kind) : f).name();
        });
    }

    @Override
    public void choose(PolicyKind kind, String name) {
        check(kind, name);
        host.call(() -> {
            choices[kind.ordinal()] = name;
            broken.remove(registry.find(kind, name));
            chooseAgain(kind, name != null);
            return null;
        });
    }

    private void check(PolicyKind kind, String name) {
        if (name != null && registry.find(kind, name) == null) {
            throw new IllegalArgumentException("no " + kind.label() + " policy '" + name + "'; there are: "
                    + registry.names(kind));
        }
    }

    @Override
    public String inUse(long connectionId, PolicyKind kind) {
        return host.call(() -> live(connectionId).policies().name(kind));
    }

    @Override
    public void choose(long connectionId, PolicyKind kind, String name) {
        check(kind, name);
        host.call(() -> {
            Mpcb m = live(connectionId);
            String before = m.policies().choice(kind);
            broken.remove(registry.find(kind, name));
            m.policies().choose(kind, name);
            if (!swap(m, kind, name != null)) {
                m.policies().choose(kind, before);
                throw new IllegalArgumentException(kind.label() + " policy '" + name + "' does not take over connection "
                        + connectionId);
            }
            return null;
        });
    }

    private Mpcb live(long id) {
        Mpcb m = host.connection(id);
        if (m == null || m.over()) {
            throw new IllegalArgumentException("no live connection " + id + " on " + host.name());
        }
        return m;
    }
}
