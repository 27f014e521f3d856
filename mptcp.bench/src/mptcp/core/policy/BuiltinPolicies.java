package mptcp.core.policy;

import mptcp.api.policy.PolicyKind;
import mptcp.api.scheduler.SchedulerFactory;

/** Core's own policies, for benchmarks. */
public final class BuiltinPolicies {
    private BuiltinPolicies() {}

    public static SchedulerFactory scheduler() {
        return (SchedulerFactory) Builtins.of(PolicyKind.SCHEDULER);
    }
}
