package mptcp.experiment.plan;

import java.util.Map;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.StackConfig;

/**
 * One stack.
 *
 * @param settings all settings of it but its name and its entropy
 * @param policies names by kind, where chosen; else those of the highest ranking
 */
public record HostPlan(String name, StackConfig settings, Map<PolicyKind, String> policies) {}
