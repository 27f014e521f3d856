package mptcp.core.mp.policy;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.Subflows;
import mptcp.core.mib.Counters;
import mptcp.core.mib.EventSink;
import mptcp.core.mib.Mib;

/**
 * The place of one kind of policy in a connection: who has it, and the only way into his code. Whatever a policy throws,
 * errors of the machine included, costs it the place and nothing else: the built-in follows, and the call is answered with
 * what is always safe. Loop thread only.
 *
 * @param <P> the policy's type
 */
final class PolicySlot<P> extends PolicyTimer {
    /**
     * A callback of a policy. The frequent ones are constants without captured values, so that no call allocates; each takes
     * of the arguments what it needs.
     */
    @FunctionalInterface
    interface Callback<P> {
        long call(P policy, Subflows subflows, int sf, long number, int count, Object about, long nowNs);
    }

    /** How policies of this kind begin and end. */
    interface Life<P> {
        void attach(P policy, long nowNs);

        void detach(P policy);

        /** What it was given is taken from it. */
        default void left() {}
    }

    /** Whoever asks for another policy in each swap is not heard for ever; what is in place then stays. */
    private static final int SWAPS_AT_ONCE = 8;

    private final Class<P> type;
    private final Life<P> life;
    private final PolicyOwner owner;
    private final Subflows subflows;
    /** Null: there is none, before the first and after the end of the connection; nobody is called then. */
    private P policy;
    /** Of {@link #policy}, and the last one's when there is none any more. */
    private PolicyOffer offer;
    private Map<String, String> settings;
    private ContextPort context;
    /** What the last policy had published when the connection ended. */
    private Map<String, Number> lastStatistics = Map.of();
    private long mark;
    /** One leaves and another comes. Invariant: nobody else does meanwhile. */
    private boolean swapping;
    /** Who is to come next: what was said last counts, also in the middle of a swap. Null: nobody. */
    private PolicyOffer wanted;
    /** Who comes, in the middle of a swap. */
    private PolicyOffer coming;
    /** The connection is over. */
    private boolean ended;

    PolicySlot(PolicyKind kind, Class<P> type, Life<P> life, PolicyOwner owner, PolicyHost host, Subflows subflows,
            Counters counters, EventSink events) {
        super(kind, host, counters, events);
        this.type = type;
        this.life = life;
        this.owner = owner;
        this.subflows = subflows;
    }

    /** Who is in place; in the middle of a swap, who will be. Null: nobody. */
    PolicyOffer offer() {
        if (swapping && !ended) {
            return wanted != null ? wanted : coming;
        }
        return policy == null ? null : offer;
    }

    @Override
    String name() {
        return offer == null ? "none" : offer.name();
    }

    boolean settingsChanged() {
        return settings != owner.info().settings();
    }

    // --- the way into a policy

    /** @param otherwise the answer if there is no policy, or it fails */
    long call(Callback<P> callback, long otherwise, int sf, long number, int count, Object about, long nowNs) {
        P p = policy;
        if (p == null) {
            return otherwise;
        }
        PolicyOffer called = offer;
        long begun = begin();
        long before = host.calls().enter(mark);
        Throwable fault;
        try {
            return callback.call(p, subflows, sf, number, count, about, nowNs);
        } catch (Throwable t) {
            fault = t;
        } finally {
            host.calls().leave(before);
            end(begun);
        }
        failed(p, called, fault);
        return otherwise;
    }

    /** For what is rare. */
    void tell(Consumer<P> event) {
        call((p, _, _, _, _, _, _) -> {
            event.accept(p);
            return 0;
        }, 0, -1, 0, 0, null, 0);
    }

    /** For what is rare. */
    long ask(ToLongFunction<P> question, long otherwise) {
        return call((p, _, _, _, _, _, _) -> question.applyAsLong(p), otherwise, -1, 0, 0, null, 0);
    }

    /** The policy's answer made no sense. */
    void misbehaved(String what) {
        if (policy != null) {
            failed(policy, offer, new IllegalStateException(what));
        }
    }

    private void failed(P p, PolicyOffer of, Throwable fault) {
        if (p == policy) {
            lost(of, fault);
        } else { // it was replaced while it was called
            counters.count(Mib.POLICY_FAILURES);
            host.failedLeaving(owner.id(), of, fault);
        }
    }

    private void lost(PolicyOffer by, Throwable fault) {
        counters.count(Mib.POLICY_FAILURES);
        events.event(-1, "POLICY_FAILED", kind.label() + " " + by.name() + ": " + fault.getClass().getName());
        PolicyOffer builtin = host.failed(owner.id(), by, fault);
        if (wanted == null) { // else another was chosen when it failed already
            install(builtin, host.nowNs());
        }
    }

    // --- who has the place

    /**
     * Swaps a policy in: {@code create}, old {@code detach}, store, new {@code attach}. One that cannot be made or attached
     * is treated as one that throws. Asked for in one of these calls, by the policy itself or by whoever it told, a swap waits
     * until the present one is made; so each that came is told when it goes, and what one was given is its own.
     */
    void install(PolicyOffer next, long nowNs) {
        wanted = next;
        if (swapping) {
            return;
        }
        swapping = true;
        try {
            for (int left = SWAPS_AT_ONCE; wanted != null && !ended && left > 0; left--) {
                coming = wanted;
                wanted = null;
                swap(coming, nowNs);
            }
        } finally {
            swapping = false;
            wanted = null;
            coming = null;
        }
    }

    private void swap(PolicyOffer next, long nowNs) {
        boolean swap = policy != null;
        CostMeter cost = host.cost(next);
        ContextPort given = new ContextPort(kind, next.name(), owner, host, cost);
        P made;
        try {
            made = make(next, given);
        } catch (Throwable t) {
            given.close();
            lost(next, t);
            return;
        }
        leave();
        if (ended) { // in the last call of the old one: nobody would tell the new one that it has to go
            given.close();
            return;
        }
        context = given;
        offer = next;
        settings = owner.info().settings();
        mark = CallsUnderWay.mark(owner.id(), cost.code());
        measure(cost);
        policy = made;
        tell(p -> life.attach(p, nowNs));
        if (swap && policy == made && wanted == null) {
            counters.count(Mib.POLICY_SWAPS);
            events.event(-1, "SWAP", kind.label() + " " + next.name());
            owner.wantOutput();
        }
    }

    private P make(PolicyOffer next, ContextPort given) {
        long before = host.calls().enter(CallsUnderWay.mark(owner.id(), host.cost(next).code()));
        try {
            Object made = next.factory().create(given);
            if (made == null) {
                throw new IllegalStateException("its factory made none");
            }
            return type.cast(made);
        } finally {
            host.calls().leave(before);
        }
    }

    /** Whether it would serve this connection. One that fails when asked declines, and counts as one that threw. */
    boolean isWilling(PolicyOffer next) {
        long before = host.calls().enter(CallsUnderWay.mark(owner.id(), host.cost(next).code()));
        Throwable fault;
        try {
            return next.factory().canTakeOver(owner.info());
        } catch (Throwable t) {
            fault = t;
        } finally {
            host.calls().leave(before);
        }
        counters.count(Mib.POLICY_FAILURES);
        host.failedWhenAsked(owner.id(), next, fault);
        return false;
    }

    /** The policy's last call, after which nothing refers to it, or to its bundle's classes. */
    void leave() {
        P old = policy;
        if (old == null) {
            return;
        }
        policy = null; // a fault of its last call costs it nothing any more
        long before = host.calls().enter(mark);
        try {
            life.detach(old);
        } catch (Throwable t) {
            failed(old, offer, t);
        } finally {
            host.calls().leave(before);
            life.left();
            context.close();
        }
    }

    /** What the policy in place publishes, or published when the connection ended. */
    Map<String, Number> statistics() {
        return policy == null ? lastStatistics : context.published();
    }

    /** The connection is over. */
    void clear() {
        lastStatistics = statistics();
        ended = true;
        leave();
        offer = offer == null ? null : offer.departed();
    }
}
