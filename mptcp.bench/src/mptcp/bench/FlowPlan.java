package mptcp.bench;

import java.util.EnumMap;
import java.util.Map;
import mptcp.api.policy.PolicyKind;
import mptcp.lab.Lab;
import mptcp.lab.socket.Protocol;

/**
 * What connections are opened for a measurement. Immutable.
 *
 * @param connections how many, the n-th to the kernel host's address on the n-th path, and again from the first
 * @param subflows how many each has of MPTCP
 * @param congestionControl the sender's, by the name that the kernel and we have for it; null: ours as it is
 * @param policies ours of the other kinds
 */
record FlowPlan(Protocol protocol, Flow.Way way, int connections, int subflows, String congestionControl,
        Map<PolicyKind, String> policies) {
    private static final int CHUNK = 1 << 18;
    private static final int LEAST_CHUNK = 1 << 14;

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

    /** Many at once, which are not waited for to have their subflows. */
    static FlowPlan transfers(Flow.Way way, int connections, String congestionControl) {
        return new FlowPlan(Protocol.MPTCP, way, connections, 1, congestionControl, Map.of());
    }

    /** How many of the lab's paths are used. */
    int paths(Lab lab) {
        return Math.min(lab.paths().size(), Math.max(connections, subflows));
    }

    /** Which path the n-th connection begins on; both count from 1. */
    int path(int connection, Lab lab) {
        return (connection - 1) % lab.paths().size() + 1;
    }

    /** How much a program at a kernel socket sends or reads at once: all programs together have little memory, too. */
    int chunk() {
        return Math.max(LEAST_CHUNK, CHUNK / connections);
    }

    boolean isMptcp() {
        return protocol == Protocol.MPTCP;
    }
}
