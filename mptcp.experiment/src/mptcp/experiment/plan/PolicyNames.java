package mptcp.experiment.plan;

import java.util.List;
import mptcp.api.policy.PolicyKind;

/** The policies that an experiment can name. */
@FunctionalInterface
public interface PolicyNames {
    List<String> of(PolicyKind kind);
}
