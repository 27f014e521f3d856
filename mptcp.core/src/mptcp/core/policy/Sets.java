package mptcp.core.policy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicySet;

/**
 * The sets of policies: the one place that says what a host uses for which nothing was chosen. docs/policies/choosing.md has
 * the measurements behind the first.
 */
final class Sets {
    private static final PolicySet SERVING = set("default", "for most: short stalls when a path dies, unlike paths, fair to TCP",
            "minrtt", "each", "opportunistic", "lia");
    private static final PolicySet REPORT = set("report", "as FreeBSD-MPTCP v0.4 (CAIA 140822A)",
            "roundrobin", "static", "threshold", "lia");

    /** The first is that of hosts that say nothing, unless their factory has another. */
    static final List<PolicySet> ALL = List.of(SERVING, REPORT);

    private record Named(String name, String description, Map<PolicyKind, String> policies) implements PolicySet {}

    private Sets() {}

    private static PolicySet set(String name, String description, String scheduler, String path, String rexmit, String cc) {
        Map<PolicyKind, String> policies = new EnumMap<>(PolicyKind.class);
        policies.put(PolicyKind.SCHEDULER, scheduler);
        policies.put(PolicyKind.PATH_MANAGER, path);
        policies.put(PolicyKind.RETRANSMIT, rexmit);
        policies.put(PolicyKind.CONGESTION_CONTROL, cc);
        return new Named(name, description, Map.copyOf(policies));
    }
}
