package mptcp.core.policy;

import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import mptcp.api.policy.PolicyControl;
import mptcp.api.policy.PolicyCost;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicySet;
import mptcp.api.socket.StackConfig;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.mp.Mpcb;
import mptcp.core.mp.policy.CallsUnderWay;
import mptcp.core.mp.policy.CostMeter;
import mptcp.core.mp.policy.PolicyHost;
import mptcp.core.mp.policy.PolicyOffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies of a host: gives connections those that are wanted ({@link Selection}), swaps them when that changes, and
 * keeps their accounts. Swaps are made on the loop, between two events; one that fails in core ends its connection alone.
 */
public final class HostPolicies implements PolicyControl, PolicyHost, Registry.Chooser {
    private static final Logger LOG = LoggerFactory.getLogger(HostPolicies.class);
    /** Lower codes in {@link CallsUnderWay} are the loop's own. */
    private static final int FIRST_CODE = 64;

    private final Registry registry;
    private final Host host;
    private final Selection selection;
    private final CallsUnderWay calls;
    /** Those of whom was said that they decline, or fail when they leave. */
    private final Set<PolicyFactory<?>> named = Collections.newSetFromMap(new IdentityHashMap<>());
    /** By kind and name: a bundle that is updated goes on with its account. */
    private final Map<PolicyKind, Map<String, CostMeter>> costs = new EnumMap<>(PolicyKind.class);
    /** Read by other threads, too: what a code in {@link #calls} stands for is its place here. */
    private final List<PolicyOffer> accounts = new CopyOnWriteArrayList<>();
    private final Set<CostMeter> slow = new HashSet<>();

    /** What the policies need of their host. */
    public interface Host {
        List<Mpcb> connections();

        Mpcb connection(long id);

        long nowNs();

        String name();

        StackConfig config();

        /** Replaces the settings. Loop thread. */
        void configure(StackConfig config);

        /** What calls into policies are measured with, apart from the loop's time, or null. */
        LongSupplier policyClock();

        /** Whether this is the loop's thread. */
        boolean onLoop();

        /** Runs it on the loop, now or soon; runs it at once if the host is closed. */
        void post(Runnable task);

        Counters counters();

        <T> T call(Callable<T> task);

        /** Whether the loop does not come back from something. Any thread. */
        boolean isStuck();

        /** Interrupts the loop if it is in a call of this policy. Any thread. */
        void interrupt(PolicyOffer in);

        /** It failed on this loop: those that the host has besides are to know. */
        void distrusted(PolicyOffer offer);

        /** Does this for the connection: a fault ends it, and nothing else. Loop thread. */
        void contain(Mpcb m, Runnable task);
    }

    public HostPolicies(Registry registry, Host host, CallsUnderWay calls) {
        this.registry = registry;
        this.host = host;
        this.calls = calls;
        this.selection = new Selection(registry, registry.set(host.config().policySet()));
        for (PolicyKind kind : PolicyKind.values()) {
            costs.put(kind, new HashMap<>());
        }
    }

    // --- connections that come and go

    /** Gives a new connection its policies. */
    public void equip(Mpcb m) {
        m.socketConfig().policies().forEach((kind, name) -> selection.choose(m.id(), kind, name));
        for (PolicyKind kind : PolicyKind.values()) {
            m.policies().install(first(m, kind), host.nowNs());
        }
    }

    /** What a new connection begins with: what is wanted, or the built-in if that declines. */
    private PolicyOffer first(Mpcb m, PolicyKind kind) {
        PolicyOffer offer = selection.wanted(m.id(), kind);
        if (m.policies().isWilling(offer)) {
            return offer;
        }
        m.counters().count(Mib.POLICY_DECLINED);
        if (named.add(offer.factory())) {
            LOG.warn("{}: {} policy '{}' declines new connections, which begin with the built-in", host.name(),
                    kind.label(), offer.name());
        }
        return registry.builtin(kind);
    }

    /** The connection is over. */
    public void forget(Mpcb m) {
        selection.forget(m.id());
    }

    // --- PolicyHost

    @Override
    public PolicyOffer failed(long connection, PolicyOffer offer, Throwable cause) {
        if (registry.isBuiltin(offer)) {
            throw new IllegalStateException("the built-in " + offer.kind().label() + " policy failed", cause);
        }
        if (selection.failed(offer)) {
            said("failed and is replaced by the built-in until it is chosen or deployed again", connection, offer, cause);
            host.distrusted(offer);
        }
        return registry.builtin(offer.kind());
    }

    /** It failed on another loop of the host: it is not used here either. Loop thread. */
    public void distrust(PolicyOffer offer) {
        selection.failed(offer);
    }

    @Override
    public void failedWhenAsked(long connection, PolicyOffer offer, Throwable cause) {
        if (named.add(offer.factory())) {
            said("failed when it was asked to take over, and does not", connection, offer, cause);
        }
    }

    @Override
    public void failedLeaving(long connection, PolicyOffer offer, Throwable cause) {
        if (offer.factory() != null && named.add(offer.factory())) {
            said("failed when it was replaced already, which changes nothing", connection, offer, cause);
        }
    }

    private void said(String what, long connection, PolicyOffer offer, Throwable cause) {
        try {
            LOG.error("{}: {} policy '{}' of {} {}; seen in connection {}", host.name(), offer.kind().label(), offer.name(),
                    offer.provider(), what, connection, cause);
        } catch (Throwable unsaid) {
            // no memory, or what was thrown cannot even be printed: the policy is replaced all the same
        }
    }

    @Override
    public CostMeter cost(PolicyOffer offer) {
        CostMeter cost = costs.get(offer.kind()).computeIfAbsent(offer.name(), name -> {
            accounts.add(offer.departed());
            return new CostMeter(offer.kind(), name, FIRST_CODE + accounts.size() - 1);
        });
        int place = cost.code() - FIRST_CODE;
        if (!accounts.get(place).provider().equals(offer.provider())) {
            accounts.set(place, offer.departed()); // its bundle was updated
        }
        return cost;
    }

    @Override
    public void slow(PolicyKind kind, String name, long ns) {
        if (slow.add(costs.get(kind).get(name))) {
            LOG.warn("{}: {} policy '{}' is slow: {} us in one call, and often so; 'mptcp:policy -v' shows more",
                    host.name(), kind.label(), name, ns / 1000);
        }
    }

    @Override
    public long nowNs() {
        return host.nowNs();
    }

    @Override
    public boolean onLoop() {
        return host.onLoop();
    }

    @Override
    public LongSupplier clock() {
        return host.policyClock();
    }

    @Override
    public long budgetNs() {
        return host.config().policyBudgetNs();
    }

    @Override
    public CallsUnderWay calls() {
        return calls;
    }

    // --- swaps

    @Override
    public void choicesChanged(PolicyKind kind, Runnable done) {
        host.post(() -> {
            try {
                chooseAgain(kind, false);
            } finally {
                done.run();
            }
        });
    }

    @Override
    public void departing(PolicyOffer offer) {
        host.interrupt(offer);
    }

    @Override
    public void departedLate(PolicyOffer offer, long waitedMs) {
        LOG.warn("{}: {} policy '{}' of {} left, and is still in use after {} ms: the loop has not answered", host.name(),
                offer.kind().label(), offer.name(), offer.provider(), waitedMs);
        host.post(() -> host.counters().count(Mib.POLICY_LATE_DEPARTURES));
    }

    /**
     * The settings of the host are to be these.
     *
     * @throws IllegalArgumentException if there is no such set of policies; then nothing has changed
     */
    public void configured(StackConfig config) {
        if (selection.set(registry.set(config.policySet()))) {
            for (PolicyKind kind : PolicyKind.values()) {
                chooseAgain(kind, false);
            }
        }
    }

    private void chooseAgain(PolicyKind kind, boolean renew) {
        selection.prune();
        named.removeIf(f -> !registry.contains(f));
        for (Mpcb m : host.connections()) {
            host.contain(m, () -> swap(m, kind, renew));
        }
    }

    /**
     * @param renew whether a policy that is in use already is made anew if its settings changed since
     * @return false if the policy declines the connection
     */
    private boolean swap(Mpcb m, PolicyKind kind, boolean renew) {
        PolicyOffer present = m.policies().inPlace(kind);
        if (m.over() || present == null) {
            return true;
        }
        PolicyOffer wanted = selection.wanted(m.id(), kind);
        boolean stays = wanted.factory() == present.factory();
        if (stays && !(renew && m.policies().settingsChanged(kind))) {
            return true;
        }
        if (!m.policies().isWilling(wanted)) {
            m.counters().count(Mib.POLICY_DECLINED);
            if (!registry.contains(present.factory())) {
                m.policies().install(registry.builtin(kind), host.nowNs());
            }
            return false;
        }
        m.policies().install(wanted, host.nowNs());
        return true;
    }

    // --- PolicyControl

    @Override
    public String inUse(PolicyKind kind) {
        return host.call(() -> selection.wanted(kind).name());
    }

    @Override
    public void choose(PolicyKind kind, String name) {
        PolicyOffer offer = check(kind, name);
        interruptOthers(kind, offer);
        host.call(() -> {
            selection.choose(kind, name);
            selection.forgive(offer);
            chooseAgain(kind, name != null);
            return null;
        });
    }

    /** Who does not come back from a policy of this kind asks for another: the one that is in the way is told. */
    private void interruptOthers(PolicyKind kind, PolicyOffer wanted) {
        if (!host.isStuck()) {
            return;
        }
        for (PolicyOffer each : accounts) {
            if (each.kind() == kind && (wanted == null || !each.name().equals(wanted.name()))) {
                host.interrupt(each);
            }
        }
    }

    private PolicyOffer check(PolicyKind kind, String name) {
        PolicyOffer offer = name == null ? null : registry.find(kind, name);
        if (name != null && offer == null) {
            throw new IllegalArgumentException("no " + kind.label() + " policy '" + name + "'; there are: "
                    + registry.names(kind));
        }
        return offer;
    }

    @Override
    public String set() {
        return host.call(() -> selection.set().name());
    }

    @Override
    public void chooseSet(String name) {
        PolicySet wanted = registry.set(name);
        for (PolicyKind kind : PolicyKind.values()) {
            interruptOthers(kind, registry.best(kind, wanted));
        }
        host.call(() -> {
            host.configure(host.config().toBuilder().policySet(wanted.name()).build());
            for (PolicyKind kind : PolicyKind.values()) {
                selection.choose(kind, null);
                selection.forgive(registry.best(kind, wanted));
                chooseAgain(kind, true);
            }
            return null;
        });
    }

    @Override
    public String inUse(long connectionId, PolicyKind kind) {
        return host.call(() -> live(connectionId).policies().name(kind));
    }

    @Override
    public void choose(long connectionId, PolicyKind kind, String name) {
        PolicyOffer offer = check(kind, name);
        interruptOthers(kind, offer);
        host.call(() -> {
            Mpcb m = live(connectionId);
            String before = selection.chosen(connectionId, kind);
            selection.forgive(offer);
            selection.choose(connectionId, kind, name);
            boolean[] declined = new boolean[1];
            host.contain(m, () -> declined[0] = !swap(m, kind, name != null));
            if (declined[0]) {
                selection.choose(connectionId, kind, before);
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

    @Override
    public Map<String, String> settings(long connectionId) {
        return host.call(() -> live(connectionId).socketConfig().policySettings());
    }

    @Override
    public void settings(long connectionId, Map<String, String> settings) {
        Map<String, String> copy = Map.copyOf(settings);
        host.call(() -> {
            Mpcb m = live(connectionId);
            m.policySettings(copy);
            host.contain(m, () -> {
                for (PolicyKind kind : PolicyKind.values()) {
                    if (kind == PolicyKind.PATH_MANAGER) {
                        m.policies().configurationChanged(host.nowNs());
                    } else {
                        swap(m, kind, true);
                    }
                }
            });
            return null;
        });
    }

    @Override
    public List<Total> statistics() {
        return host.call(() -> costs.values().stream().flatMap(m -> m.values().stream()).flatMap(CostMeter::totals).toList());
    }

    @Override
    public List<PolicyCost> costs() {
        return host.call(() -> costs.values().stream().flatMap(m -> m.values().stream()).map(CostMeter::snapshot).toList());
    }

    /** Whose call it is that has this code in {@link CallsUnderWay}; null if it is no policy's. Any thread. */
    public PolicyOffer called(int code) {
        return code < FIRST_CODE || code - FIRST_CODE >= accounts.size() ? null : accounts.get(code - FIRST_CODE);
    }
}
