package mptcp.core.mp.policy;

import mptcp.api.policy.PolicyCost;
import mptcp.api.policy.PolicyKind;

/** What calls into one policy of a host took, as far as they were measured. Loop thread. */
public final class CostMeter {
    /** Fewer slow calls than this, or less than one in so many, may be the machine's: classes loaded, threads preempted. */
    private static final int HABIT = 10;

    private final PolicyKind kind;
    private final String name;
    private long measured;
    private long slow;
    private long totalNs;
    private long maxNs;

    public CostMeter(PolicyKind kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    public void add(long ns) {
        measured++;
        totalNs += ns;
        maxNs = Math.max(maxNs, ns);
    }

    public void slow() {
        slow++;
    }

    /** Whether slow calls are the policy's own way. */
    public boolean oftenSlow() {
        return slow >= HABIT && slow * HABIT >= measured;
    }

    public PolicyCost snapshot() {
        return new PolicyCost(kind, name, measured, slow, totalNs, maxNs);
    }
}
