package mptcp.core.mp.policy;

import java.util.function.LongSupplier;
import mptcp.api.policy.PolicyKind;
import mptcp.core.mib.Counters;
import mptcp.core.mib.EventSink;
import mptcp.core.mib.Mib;

/**
 * Measures calls into one policy of a connection: one in {@value #ONE_IN} of schedulers and congestion controls, each
 * of the others, which are rare. One long call proves nothing (the thread may have been preempted, or a class loaded): the
 * next {@value #ONE_IN} are all measured then, and a long one among them counts as slow. Who is slow often is named. Where
 * the host has no clock for it nothing is measured: simulated time stands still during a call. The part of a {@link PolicySlot}
 * that does so: connections are many, and have four. Loop thread only.
 */
abstract sealed class PolicyTimer permits PolicySlot {
    /** A prime: the hooks of a policy are called in a pattern, and each is to be met. */
    static final int ONE_IN = 31;

    final PolicyKind kind;
    final PolicyHost host;
    final Counters counters;
    final EventSink events;
    private CostMeter cost;
    private int untilNext = ONE_IN;
    /** How many calls are still measured because one was long. */
    private int watched;
    private boolean told;
    /** Whose call is being measured; null once the policy was replaced under way. */
    private CostMeter under;

    PolicyTimer(PolicyKind kind, PolicyHost host, Counters counters, EventSink events) {
        this.kind = kind;
        this.host = host;
        this.counters = counters;
        this.events = events;
    }

    /** A policy was put in place: calls into it go to its own account. */
    final void measure(CostMeter cost) {
        this.cost = cost;
        untilNext = every();
        watched = 0;
        told = false;
        under = null;
    }

    /** Of the policy in place. */
    abstract String name();

    private int every() {
        return kind == PolicyKind.SCHEDULER || kind == PolicyKind.CONGESTION_CONTROL ? ONE_IN : 1;
    }

    /** @return what {@link #end} wants to know: 0 if this call is not measured */
    final long begin() {
        if (--untilNext > 0) {
            return 0;
        }
        LongSupplier clock = host.clock();
        if (clock == null) {
            untilNext = ONE_IN;
            return 0;
        }
        under = cost;
        long now = clock.getAsLong();
        return now == 0 ? 1 : now;
    }

    final void end(long begun) {
        CostMeter measured = under;
        if (begun == 0 || measured == null) {
            return;
        }
        under = null;
        LongSupplier clock = host.clock();
        long ns = clock == null ? 0 : clock.getAsLong() - begun;
        measured.add(ns);
        boolean watching = watched > 0;
        if (ns > host.budgetNs()) {
            if (watching) {
                slow(measured, ns);
            }
            watched = ONE_IN;
            untilNext = 1;
        } else {
            watched -= watching ? 1 : 0;
            untilNext = watching ? 1 : every();
        }
    }

    private void slow(CostMeter measured, long ns) {
        measured.slow();
        counters.count(switch (kind) {
            case SCHEDULER -> Mib.SCHEDULER_SLOW;
            case PATH_MANAGER -> Mib.PATH_MANAGER_SLOW;
            case RETRANSMIT -> Mib.RETRANSMIT_SLOW;
            case CONGESTION_CONTROL -> Mib.CONGESTION_CONTROL_SLOW;
        });
        if (!told && measured.oftenSlow()) {
            told = true;
            events.event(-1, "POLICY_SLOW", kind.label() + " " + name() + " " + ns / 1000 + " us");
            host.slow(kind, name(), ns);
        }
    }
}
