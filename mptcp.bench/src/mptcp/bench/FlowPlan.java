package mptcp.bench;

import java.util.EnumMap;
import java.util.Map;
import mptcp.api.policy.PolicyKind;
import mptcp.lab.socket.Protocol;

/**
 * What connections are opened for a measurement. Immutable.
 *
 * @param connections how many, the n-th to the kernel host's address on the n-th path
 * @param subflows how many each has of MPTCP
 * @param congestionControl the sender's, by the name that the kernel and we have for it; null: ours as it is
 * @param policies ours of the other kinds
 */
record FlowPlan(Protocol protocol, Flow.Way way, int connections, int subflows, String congestionControl,
        Map<PolicyKind, String> policies) {
    static FlowPlan tcp(Flow.Way way, int connections, String congestionControl) {
        return new FlowPlan(Protocol.TCP, way, connections, 1, congestionControl, Map.of());
    }

    static FlowPlan mptcp(Flow.Way way, int subflows, String congestionControl) {
        return new FlowPlan(Protocol.MPTCP, way, 1, subflows, congestionControl, Map.of());
    }

    FlowPlan policy(PolicyKind kind, String name) {
        Map<PolicyKind, String> more = new EnumMap<>(PolicyKind.class);
        more.putAll(policies);
        more.put(kind, name);
        return new FlowPlan(protocol, way, connections, subflows, congestionControl, more);
    }

    boolean isMptcp() {
        return protocol == Protocol.MPTCP;
    }
}
