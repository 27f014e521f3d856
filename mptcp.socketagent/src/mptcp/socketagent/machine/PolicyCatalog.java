package mptcp.socketagent.machine;

import static java.util.Map.entry;

import java.util.Map;
import mptcp.socketagent.path.KernelPathFactory;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.policy.PolicySet;
import mptcp.api.socket.WireProfile;

/**
 * The policies to choose from. Those of the machine's set are there from the start, and the path manager of the wire profile;
 * the classes of others are loaded when somebody names them, since the agent is to start quickly.
 */
public final class PolicyCatalog {
    private static final int FIRST_RANK = PolicyRegistry.SET_RANKING + 1;
    private static final int OTHER_RANK = -1;
    private static final String LINUX_CONTROL = "cubic";
    private static final Map<PolicyKind, Map<String, String>> CLASSES = Map.of(
            PolicyKind.SCHEDULER, Map.ofEntries(
                    entry("roundrobin", "mptcp.scheduler.roundrobin.RoundRobinFactory"),
                    entry("minrtt", "mptcp.scheduler.minrtt.MinRttFactory"),
                    entry("redundant", "mptcp.scheduler.redundant.RedundantFactory"),
                    entry("weighted", "mptcp.scheduler.weighted.WeightedFactory"),
                    entry("priority", "mptcp.scheduler.priority.PriorityFactory"),
                    entry("blest", "mptcp.scheduler.blest.BlestFactory"),
                    entry("ecf", "mptcp.scheduler.ecf.EcfFactory"),
                    entry("sttf", "mptcp.scheduler.sttf.SttfFactory"),
                    entry("otias", "mptcp.scheduler.otias.OtiasFactory"),
                    entry("daps", "mptcp.scheduler.daps.DapsFactory"),
                    entry("costcap", "mptcp.scheduler.costcap.CostCapFactory"),
                    entry("deadline", "mptcp.scheduler.deadline.DeadlineFactory"),
                    entry("peekaboo", "mptcp.scheduler.peekaboo.PeekabooFactory"),
                    entry("drain", "mptcp.scheduler.drain.DrainFactory")),
            PolicyKind.CONGESTION_CONTROL, Map.ofEntries(
                    entry("lia", "mptcp.cc.lia.LiaFactory"),
                    entry("reno", "mptcp.cc.reno.RenoFactory"),
                    entry("cubic", "mptcp.cc.cubic.CubicFactory"),
                    entry("olia", "mptcp.cc.olia.OliaFactory"),
                    entry("balia", "mptcp.cc.balia.BaliaFactory"),
                    entry("wvegas", "mptcp.cc.wvegas.WVegasFactory"),
                    entry("ledbat", "mptcp.cc.ledbat.LedbatFactory"),
                    entry("dctcp", "mptcp.cc.dctcp.DctcpFactory"),
                    entry("coupled", "mptcp.cc.coupled.CoupledFactory"),
                    entry("ewtcp", "mptcp.cc.ewtcp.EwtcpFactory"),
                    entry("bbr", "mptcp.cc.bbr.BbrFactory")),
            PolicyKind.RETRANSMIT, Map.of(
                    "threshold", "mptcp.rexmit.threshold.ThresholdFactory",
                    "rack", "mptcp.rexmit.rack.RackFactory",
                    "opportunistic", "mptcp.rexmit.opportunistic.OpportunisticFactory",
                    "stale-probe", "mptcp.rexmit.staleprobe.StaleProbeFactory"),
            PolicyKind.PATH_MANAGER, Map.of(
                    "static", "mptcp.pathmanager.fixed.StaticFactory",
                    "each", "mptcp.pathmanager.each.EachFactory",
                    "later", "mptcp.pathmanager.later.LaterFactory",
                    "backup", "mptcp.pathmanager.backup.BackupFactory",
                    "happyeyeballs", "mptcp.pathmanager.happyeyeballs.HappyEyeballsFactory",
                    "fullmesh", "mptcp.pathmanager.fullmesh.FullMeshFactory",
                    "ndiffports", "mptcp.pathmanager.ndiffports.NDiffPortsFactory",
                    "reestablish", "mptcp.pathmanager.reestablish.ReestablishFactory"));

    private final PolicyRegistry registry;

    PolicyCatalog(PolicyRegistry registry, Setup setup) {
        this.registry = registry;
        PolicySet set = registry.sets().stream().filter(s -> s.name().equals(setup.set())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no policy set '" + setup.set() + "'; there are: "
                        + String.join(", ", registry.sets().stream().map(PolicySet::name).toList())));
        set.policies().forEach(this::provide);
        registry.add(PolicyKind.PATH_MANAGER, new KernelPathFactory(),
                setup.profile() == WireProfile.LINUX ? FIRST_RANK : OTHER_RANK, "mptcp.socketagent");
        if (setup.linuxCongestionControl()) {
            add(PolicyKind.CONGESTION_CONTROL, CLASSES.get(PolicyKind.CONGESTION_CONTROL).get(LINUX_CONTROL), FIRST_RANK);
        }
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
        String className = CLASSES.get(kind).get(name);
        if (className != null) {
            add(kind, className, OTHER_RANK);
        }
        return className != null;
    }
}
