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

    /**
     * Looks at a setting of policies; here at none.
     *
     * @throws IllegalArgumentException if no policy knows it, or not this value, with what is possible
     */
    default void check(String setting, String value) {}

    /** The sets of policies: those of the stack. */
    default List<String> sets() {
        return ServiceLoader.load(StackFactory.class).findFirst()
                .map(f -> f.policies().sets().stream().map(PolicySet::name).toList()).orElse(List.of());
    }
}
