package mptcp.experiment.plan;

import java.util.List;
import java.util.ServiceLoader;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicySet;
import mptcp.api.socket.StackFactory;

/** The policies that an experiment can name. */
@FunctionalInterface
public interface PolicyNames {
    List<String> of(PolicyKind kind);

    /** The sets of policies: those of the stack. */
    default List<String> sets() {
        return ServiceLoader.load(StackFactory.class).findFirst()
                .map(f -> f.policies().sets().stream().map(PolicySet::name).toList()).orElse(List.of());
    }
}
