package mptcp.core.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.scheduler.SchedulerFactory;

/**
 * The factories that all hosts choose from. Read by loops without locks (a copy-on-write list); changed by whoever brings
 * or takes policies, which is rare.
 */
public final class Registry implements PolicyRegistry {
    private static final long DEPARTURE_MS = 1000;

    private final CopyOnWriteArrayList<Registered> factories = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<Chooser> hosts = new CopyOnWriteArrayList<>();
    private long order;

    private record Registered(PolicyKind kind, PolicyFactory<?> factory, String name, String description, int ranking,
            String provider, long order) {}

    /** A host follows the registry. Called on any thread; the host does its part on its loop. */
    public interface Chooser {
        /** Choose again for every connection; then call {@code done}. */
        void choicesChanged(PolicyKind kind, Runnable done);
    }

    public Registry() {
        for (PolicyKind kind : PolicyKind.values()) {
            PolicyFactory<?> f = Builtins.of(kind);
            factories.add(new Registered(kind, f, f.name(), f.description(), Integer.MIN_VALUE, "mptcp.core",
                    Long.MAX_VALUE));
        }
    }

    public void join(Chooser host) {
        hosts.add(host);
    }

    public void leave(Chooser host) {
        hosts.remove(host);
    }

    @Override
    public void add(PolicyKind kind, PolicyFactory<?> factory, int ranking, String provider) {
        Class<?> type = switch (kind) {
            case SCHEDULER -> SchedulerFactory.class;
            case PATH_MANAGER -> PathManagerFactory.class;
            case RETRANSMIT -> RetransmitPolicyFactory.class;
            case CONGESTION_CONTROL -> CongestionControlFactory.class;
        };
        if (!type.isInstance(factory)) {
            throw new IllegalArgumentException("a policy of kind " + kind.label() + " must be a " + type.getSimpleName()
                    + ", not " + factory.getClass().getName());
        }
        String name = Objects.requireNonNull(factory.name(), "a policy needs a name");
        synchronized (this) {
            if (factories.stream().noneMatch(r -> r.factory == factory)) {
                factories.add(new Registered(kind, factory, name, factory.description(), ranking, provider, order++));
            }
        }
        tell(kind, false);
    }

    @Override
    public void remove(PolicyFactory<?> factory) {
        PolicyKind kind = null;
        synchronized (this) {
            for (Registered r : factories) {
                if (r.factory == factory && !Builtins.isBuiltin(factory)) {
                    kind = r.kind;
                    factories.remove(r);
                }
            }
        }
        if (kind != null) {
            tell(kind, true);
        }
    }

    /** A departure waits until every loop has swapped away, so that no stopped bundle is called. */
    private void tell(PolicyKind kind, boolean wait) {
        List<Chooser> told = List.copyOf(hosts);
        CountDownLatch latch = new CountDownLatch(told.size());
        for (Chooser host : told) {
            host.choicesChanged(kind, latch::countDown);
        }
        if (wait) {
            try {
                latch.await(DEPARTURE_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<Registered> ranked(PolicyKind kind) {
        List<Registered> of = new ArrayList<>(factories);
        of.removeIf(r -> r.kind != kind);
        of.sort(Comparator.comparingInt((Registered r) -> r.ranking).reversed().thenComparingLong(Registered::order));
        return of;
    }

    @Override
    public List<Entry> list(PolicyKind kind) {
        return ranked(kind).stream()
                .map(r -> new Entry(r.kind, r.name, r.description, r.ranking, r.provider))
                .toList();
    }

    /** Whether it is registered; nothing of it is called. */
    boolean contains(PolicyFactory<?> factory) {
        for (Registered r : factories) {
            if (r.factory == factory) {
                return true;
            }
        }
        return false;
    }

    /** The factory of this name, or null. */
    public PolicyFactory<?> find(PolicyKind kind, String name) {
        for (Registered r : ranked(kind)) {
            if (r.name.equals(name)) {
                return r.factory;
            }
        }
        return null;
    }

    /** The highest ranked: there is always one. */
    public PolicyFactory<?> best(PolicyKind kind) {
        return ranked(kind).getFirst().factory;
    }

    public PolicyFactory<?> builtin(PolicyKind kind) {
        return Builtins.of(kind);
    }

    public String names(PolicyKind kind) {
        return String.join(", ", ranked(kind).stream().map(Registered::name).toList());
    }
}
