package mptcp.testkit.fault;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;

/** One method of what bundles implement, found by reflection: a new one is there without further work. */
public record Callback(PolicyKind kind, boolean ofFactory, Method method) {
    /** The type of the service. */
    public static Class<? extends PolicyFactory<?>> service(PolicyKind kind) {
        return switch (kind) {
            case SCHEDULER -> SchedulerFactory.class;
            case CONGESTION_CONTROL -> CongestionControlFactory.class;
            case RETRANSMIT -> RetransmitPolicyFactory.class;
            case PATH_MANAGER -> PathManagerFactory.class;
        };
    }

    /** The type of the policy. */
    public static Class<?> policy(PolicyKind kind) {
        return switch (kind) {
            case SCHEDULER -> PacketScheduler.class;
            case CONGESTION_CONTROL -> CongestionControl.class;
            case RETRANSMIT -> RetransmitPolicy.class;
            case PATH_MANAGER -> PathManager.class;
        };
    }

    /** All of all kinds. */
    public static List<Callback> all() {
        List<Callback> all = new ArrayList<>();
        for (PolicyKind kind : PolicyKind.values()) {
            Stub.methods(service(kind)).forEach(m -> all.add(new Callback(kind, true, m)));
            Stub.methods(policy(kind)).forEach(m -> all.add(new Callback(kind, false, m)));
        }
        return all;
    }

    /** Those that are called for a connection: a factory is asked for its name when it is deployed. */
    public static List<Callback> ofConnections() {
        return all().stream().filter(c -> !c.ofFactory || c.name().equals("create") || c.name().equals("canTakeOver")).toList();
    }

    /** The callback of a policy that has this name. */
    public static Callback of(PolicyKind kind, String name) {
        return all().stream().filter(c -> c.kind == kind && !c.ofFactory && c.name().equals(name)).findFirst().orElseThrow();
    }

    /** Whether stacks call it; whoever finds factories by ServiceLoader asks for their ranking. */
    public boolean isOfStacks() {
        return !name().equals("ranking");
    }

    public String name() {
        return method.getName();
    }

    public boolean is(Method other) {
        return method.getName().equals(other.getName());
    }

    @Override
    public String toString() {
        return kind.label() + (ofFactory ? " factory " : " ") + name();
    }
}
