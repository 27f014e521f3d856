package mptcp.core.mp;

import mptcp.api.policy.PolicyCost;
import mptcp.api.policy.PolicyKind;

/** What calls into one policy of a host took, as far as they were measured. Loop thread. */
public final class CostMeter {
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

    void add(long ns) {
        measured++;
        totalNs += ns;
        maxNs = Math.max(maxNs, ns);
    }

    void slow() {
        slow++;
    }

    public PolicyCost snapshot() {
        return new PolicyCost(kind, name, measured, slow, totalNs, maxNs);
    }
}
