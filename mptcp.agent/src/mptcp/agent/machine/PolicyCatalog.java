package mptcp.agent.machine;

import java.util.Map;
import mptcp.agent.path.KernelPathFactory;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.socket.WireProfile;

/**
 * The policies to choose from. Those of the report are there from the start, and the path manager of the wire profile;
 * the classes of others are loaded when somebody names them, since the agent is to start quickly.
 */
public final class PolicyCatalog {
    private static final int DEFAULT_RANK = 100;
    private static final int OTHER_RANK = -1;
    private static final Map<PolicyKind, String> REPORT = Map.of(
            PolicyKind.SCHEDULER, "mptcp.scheduler.roundrobin.RoundRobinFactory",
            PolicyKind.PATH_MANAGER, "mptcp.pathmanager.fixed.StaticFactory",
            PolicyKind.RETRANSMIT, "mptcp.rexmit.threshold.ThresholdFactory",
            PolicyKind.CONGESTION_CONTROL, "mptcp.cc.lia.LiaFactory");
    private static final Map<PolicyKind, Map<String, String>> OTHERS = Map.of(
            PolicyKind.SCHEDULER, Map.ofEntries(
                    Map.entry("blest", "mptcp.scheduler.blest.BlestFactory"),
                    Map.entry("costcap", "mptcp.scheduler.costcap.CostCapFactory"),
                    Map.entry("daps", "mptcp.scheduler.daps.DapsFactory"),
                    Map.entry("deadline", "mptcp.scheduler.deadline.DeadlineFactory"),
                    Map.entry("drain", "mptcp.scheduler.drain.DrainFactory"),
                    Map.entry("ecf", "mptcp.scheduler.ecf.EcfFactory"),
                    Map.entry("minrtt", "mptcp.scheduler.minrtt.MinRttFactory"),
                    Map.entry("otias", "mptcp.scheduler.otias.OtiasFactory"),
                    Map.entry("priority", "mptcp.scheduler.priority.PriorityFactory"),
                    Map.entry("redundant", "mptcp.scheduler.redundant.RedundantFactory"),
                    Map.entry("sttf", "mptcp.scheduler.sttf.SttfFactory"),
                    Map.entry("weighted", "mptcp.scheduler.weighted.WeightedFactory")),
            PolicyKind.CONGESTION_CONTROL, Map.of(
                    "reno", "mptcp.cc.reno.RenoFactory",
                    "cubic", "mptcp.cc.cubic.CubicFactory",
                    "olia", "mptcp.cc.olia.OliaFactory",
                    "balia", "mptcp.cc.balia.BaliaFactory",
                    "wvegas", "mptcp.cc.wvegas.WVegasFactory",
                    "ledbat", "mptcp.cc.ledbat.LedbatFactory",
                    "dctcp", "mptcp.cc.dctcp.DctcpFactory",
                    "coupled", "mptcp.cc.coupled.CoupledFactory",
                    "ewtcp", "mptcp.cc.ewtcp.EwtcpFactory",
                    "bbr", "mptcp.cc.bbr.BbrFactory"),
            PolicyKind.RETRANSMIT, Map.of(
                    "opportunistic", "mptcp.rexmit.opportunistic.OpportunisticFactory",
                    "stale-probe", "mptcp.rexmit.staleprobe.StaleProbeFactory"),
            PolicyKind.PATH_MANAGER, Map.of(
                    "fullmesh", "mptcp.pathmanager.fullmesh.FullMeshFactory",
                    "ndiffports", "mptcp.pathmanager.ndiffports.NDiffPortsFactory",
                    "reestablish", "mptcp.pathmanager.reestablish.ReestablishFactory"));

    private final PolicyRegistry registry;

    /** @param profile of Linux: its path manager before the report's */
    PolicyCatalog(PolicyRegistry registry, WireProfile profile) {
        this.registry = registry;
        REPORT.forEach((kind, className) -> add(kind, className, DEFAULT_RANK));
        var kernel = new KernelPathFactory();
        registry.add(PolicyKind.PATH_MANAGER, kernel,
                profile == WireProfile.LINUX ? DEFAULT_RANK + 1 : OTHER_RANK, "mptcp.agent");
    }

    private void add(PolicyKind kind, String className, int rank) {
        try {
            var factory = (PolicyFactory<?>) Class.forName(className).getConstructor().newInstance();
            registry.add(kind, factory, rank, className);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the policy " + className + " is not on the class path", e);
        }
    }

    /** Makes sure that the policy of this name can be chosen. @return false if there is none */
    public synchronized boolean provide(PolicyKind kind, String name) {
        if (registry.list(kind).stream().anyMatch(e -> e.name().equals(name))) {
            return true;
        }
        String className = OTHERS.get(kind).get(name);
        if (className != null) {
            add(kind, className, OTHER_RANK);
        }
        return className != null;
    }
}
