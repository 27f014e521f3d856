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
import mptcp.api.policy.PolicySet;
import mptcp.api.policy.Setting;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.core.mp.policy.PolicyOffer;

/**
 * The factories that all hosts choose from. Read by loops without locks (a copy-on-write list); changed by whoever brings
 * or takes policies, which is rare.
 */
public final class Registry implements PolicyRegistry {
    private static final long DEPARTURE_MS = 1000;
    private static final long STEP_MS = 50;
    /** No call of a policy takes so long that means to come back. */
    private static final long PATIENCE_MS = 150;

    private final CopyOnWriteArrayList<Registered> factories = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<Chooser> hosts = new CopyOnWriteArrayList<>();
    /** First the one of hosts that say nothing. */
    private final List<PolicySet> sets = new ArrayList<>(Sets.ALL);
    private long order;

    /** What is said of a factory, without a reference to it. */
    private record Listed(PolicyKind kind, String name, String description, int ranking, String provider,
            List<Setting<?>> settings) implements Entry {}

    private record Registered(PolicyOffer offer, String description, List<Setting<?>> settings, int ranking, long order) {
        PolicyKind kind() {
            return offer.kind();
        }

        Listed listed() {
            return new Listed(kind(), offer.name(), description, ranking, offer.provider(), settings);
        }

        boolean isOf(PolicyFactory<?> factory) {
            return offer.factory() == factory;
        }
    }

    /** A host follows the registry. Called on any thread; the host does its part on its loop. */
    public interface Chooser {
        /** Choose again for every connection; then call {@code done}. */
        void choicesChanged(PolicyKind kind, Runnable done);

        /** A policy is to leave, and the host has not done its part yet: whoever is in the way is told. */
        void departing(PolicyOffer offer);

        /** It waited so long, and some connection may use the policy still. */
        void departedLate(PolicyOffer offer, long waitedMs);
    }

    public Registry() {
        this("");
    }

    /**
     * @param set that of hosts that say nothing; empty: the usual one
     * @throws IllegalArgumentException that lists the names, if there is no such set
     */
    public Registry(String set) {
        PolicySet first = set(set);
        sets.remove(first);
        sets.addFirst(first);
        for (PolicyKind kind : PolicyKind.values()) {
            PolicyFactory<?> f = Builtins.of(kind);
            factories.add(new Registered(new PolicyOffer(kind, f, f.name(), "mptcp.core"), f.description(), List.of(),
                    Integer.MIN_VALUE, Long.MAX_VALUE));
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
                    + ", not " + (factory == null ? "null" : factory.getClass().getName()));
        }
        Registered added = introduced(kind, factory, ranking, provider);
        synchronized (this) {
            if (factories.stream().noneMatch(r -> r.isOf(factory))) {
                factories.add(new Registered(added.offer, added.description, added.settings, ranking, order++));
            }
        }
        tell(kind, null);
    }

    /** Asks it, once, who it is. */
    private static Registered introduced(PolicyKind kind, PolicyFactory<?> factory, int ranking, String provider) {
        try {
            String name = Objects.requireNonNull(factory.name(), "a policy needs a name");
            String description = Objects.requireNonNullElse(factory.description(), "");
            List<Setting<?>> settings = List.copyOf(factory.settings());
            return new Registered(new PolicyOffer(kind, factory, name, Objects.requireNonNullElse(provider, "unknown")),
                    description, settings, ranking, 0);
        } catch (Throwable t) {
            throw new IllegalArgumentException("the " + kind.label() + " policy " + factory.getClass().getName() + " of "
                    + provider + " does not say who it is: " + t.getClass().getName(), t);
        }
    }

    @Override
    public void remove(PolicyFactory<?> factory) {
        PolicyOffer removed = null;
        synchronized (this) {
            for (Registered r : factories) {
                if (r.isOf(factory) && !Builtins.isBuiltin(factory)) {
                    removed = r.offer;
                    factories.remove(r);
                }
            }
        }
        if (removed != null) {
            tell(removed.kind(), removed);
        }
    }

    /**
     * A departure waits until every loop has swapped away, so that no stopped bundle is called.
     *
     * @param departing null: nobody
     */
    private void tell(PolicyKind kind, PolicyOffer departing) {
        List<Told> told = hosts.stream().map(host -> new Told(host, new CountDownLatch(1))).toList();
        told.forEach(t -> t.host.choicesChanged(kind, t.latch::countDown));
        if (departing == null) {
            return;
        }
        long waited = 0;
        try {
            waited = departed(told, departing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Told t : told) {
            if (!t.isDone()) {
                t.host.departedLate(departing, waited);
            }
        }
    }

    /**
     * Waits for all hosts, and tells all of them that are late: the one that is waited for first may have to wait for another
     * itself, whose thread it shares.
     *
     * @return how long, in ms
     */
    private static long departed(List<Told> told, PolicyOffer departing) throws InterruptedException {
        long waited = 0;
        for (Told t : told) {
            while (waited < DEPARTURE_MS && !t.latch.await(STEP_MS, TimeUnit.MILLISECONDS)) {
                waited += STEP_MS;
                if (waited >= PATIENCE_MS) {
                    told.stream().filter(each -> !each.isDone()).forEach(each -> each.host.departing(departing));
                }
            }
        }
        return waited;
    }

    private record Told(Chooser host, CountDownLatch latch) {
        boolean isDone() {
            return latch.getCount() == 0;
        }
    }

    private List<Registered> ranked(PolicyKind kind) {
        List<Registered> of = new ArrayList<>(factories);
        of.removeIf(r -> r.kind() != kind);
        of.sort(Comparator.comparingInt((Registered r) -> r.ranking).reversed().thenComparingLong(Registered::order));
        return of;
    }

    @Override
    public List<Entry> list(PolicyKind kind) {
        return ranked(kind).stream().map(r -> (Entry) r.listed()).toList();
    }

    @Override
    public List<PolicySet> sets() {
        return List.copyOf(sets);
    }

    /**
     * @param name empty: that of hosts that say nothing
     * @throws IllegalArgumentException that lists the names, if there is no such set
     */
    PolicySet set(String name) {
        if (name.isEmpty()) {
            return sets.getFirst();
        }
        return sets.stream().filter(s -> s.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no policy set '" + name + "'; there are: "
                        + String.join(", ", sets.stream().map(PolicySet::name).toList())));
    }

    /** Whether it is registered; nothing of it is called. */
    boolean contains(PolicyFactory<?> factory) {
        for (Registered r : factories) {
            if (r.isOf(factory)) {
                return true;
            }
        }
        return false;
    }

    /** The policy of this name, or null. */
    public PolicyOffer find(PolicyKind kind, String name) {
        Registered found = named(ranked(kind), name);
        return found == null ? null : found.offer;
    }

    private static Registered named(List<Registered> ranked, String name) {
        for (Registered r : ranked) {
            if (r.offer.name().equals(name)) {
                return r;
            }
        }
        return null;
    }

    /** What this set names, or the highest ranked where that is not there or has a lower rank: there is always one. */
    PolicyOffer best(PolicyKind kind, PolicySet set) {
        List<Registered> ranked = ranked(kind);
        Registered first = ranked.getFirst();
        Registered member = first.ranking > SET_RANKING ? null : named(ranked, set.policies().get(kind));
        return (member == null ? first : member).offer;
    }

    public PolicyOffer builtin(PolicyKind kind) {
        return ranked(kind).getLast().offer;
    }

    boolean isBuiltin(PolicyOffer offer) {
        return Builtins.isBuiltin(offer.factory());
    }

    public String names(PolicyKind kind) {
        return String.join(", ", ranked(kind).stream().map(r -> r.offer.name()).toList());
    }
}
