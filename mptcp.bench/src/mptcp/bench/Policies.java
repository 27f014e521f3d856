package mptcp.bench;

import java.util.Map;
import java.util.ServiceLoader;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.policy.PolicySet;
import mptcp.api.socket.StackFactory;
import mptcp.policy.loader.PolicyLoader;

/** A factory of stacks with all policies of the class path; the report's four are used where none is asked for by name. */
final class Policies {
    private static final int RANKING = PolicyRegistry.SET_RANKING + 1; // whatever the set
    private static final String USUAL = "report";
    private static final String PROVIDER = "class path";

    private Policies() {}

    static StackFactory factory() {
        StackFactory factory = ServiceLoader.load(StackFactory.class).findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no stack on the class path"));
        PolicyRegistry registry = factory.policies();
        Map<PolicyKind, String> usual = registry.sets().stream().filter(s -> s.name().equals(USUAL)).findFirst()
                .map(PolicySet::policies).orElseThrow();
        for (PolicyKind kind : PolicyKind.values()) {
            for (PolicyFactory<?> each : ServiceLoader.load(PolicyLoader.type(kind))) {
                registry.add(kind, each, each.name().equals(usual.get(kind)) ? RANKING : 0, PROVIDER);
            }
        }
        return factory;
    }
}
