package mptcp.core.mp.policy;

import java.util.Arrays;
import java.util.function.LongSupplier;
import mptcp.api.policy.PolicyKind;
import mptcp.core.mib.Mib;
import mptcp.core.mp.Mpcb;

/**
 * Measures calls into the policies of one connection: one in {@value #ONE_IN} of schedulers and congestion controls, each
 * of the others, which are rare. One long call proves nothing (the thread may have been preempted, or a class loaded): the
 * next {@value #ONE_IN} are all measured then, and a long one among them counts as slow. Who is slow often is named. Where
 * the host has no clock for it nothing is measured: simulated time stands still during a call.
 */
public final class PolicyTimer {
    /** A prime: the hooks of a policy are called in a pattern, and each is to be met. */
    public static final int ONE_IN = 31;

    private static final Mib[] SLOW =
            {Mib.SCHEDULER_SLOW, Mib.PATH_MANAGER_SLOW, Mib.RETRANSMIT_SLOW, Mib.CONGESTION_CONTROL_SLOW};

    private final Mpcb m;
    private final CostMeter[] costs = new CostMeter[SLOW.length];
    private final String[] names = new String[SLOW.length];
    private final int[] untilNext = new int[SLOW.length];
    /** How many calls are still measured because one was long. */
    private final int[] watched = new int[SLOW.length];
    private final boolean[] told = new boolean[SLOW.length];
    /** Whose call is being measured; null once the policy was replaced under way. */
    private final CostMeter[] under = new CostMeter[SLOW.length];

    public PolicyTimer(Mpcb m) {
        this.m = m;
        Arrays.fill(untilNext, ONE_IN);
    }

    /** A policy was put in place: calls into it go to its own account. */
    public void installed(PolicyKind kind, String name) {
        int k = kind.ordinal();
        costs[k] = m.env().policyCost(kind, name);
        names[k] = name;
        untilNext[k] = every(kind);
        watched[k] = 0;
        told[k] = false;
        under[k] = null;
    }

    private static int every(PolicyKind kind) {
        return kind == PolicyKind.SCHEDULER || kind == PolicyKind.CONGESTION_CONTROL ? ONE_IN : 1;
    }

    /** @return what {@link #end} wants to know: 0 if this call is not measured */
    public long begin(PolicyKind kind) {
        int k = kind.ordinal();
        if (--untilNext[k] > 0) {
            return 0;
        }
        LongSupplier clock = m.env().policyClock();
        if (clock == null) {
            untilNext[k] = ONE_IN;
            return 0;
        }
        under[k] = costs[k];
        long now = clock.getAsLong();
        return now == 0 ? 1 : now;
    }

    public void end(PolicyKind kind, long begun) {
        int k = kind.ordinal();
        CostMeter cost = under[k];
        if (begun == 0 || cost == null) {
            return;
        }
        under[k] = null;
        LongSupplier clock = m.env().policyClock();
        long budget = m.env().config().policyBudgetNs();
        long ns = clock == null ? 0 : clock.getAsLong() - begun;
        cost.add(ns);
        boolean watching = watched[k] > 0;
        if (ns > budget) {
            if (watching) {
                slow(kind, cost, ns);
            }
            watched[k] = ONE_IN;
            untilNext[k] = 1;
        } else {
            watched[k] -= watching ? 1 : 0;
            untilNext[k] = watching ? 1 : every(kind);
        }
    }

    private void slow(PolicyKind kind, CostMeter cost, long ns) {
        int k = kind.ordinal();
        cost.slow();
        m.counters().count(SLOW[k]);
        if (!told[k] && cost.oftenSlow()) {
            told[k] = true;
            m.event(-1, "POLICY_SLOW", kind.label() + " " + names[k] + " " + ns / 1000 + " us");
            m.env().policySlow(m, kind, names[k], ns);
        }
    }
}
