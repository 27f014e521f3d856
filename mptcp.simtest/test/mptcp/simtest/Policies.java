package mptcp.simtest;

import java.util.List;
import java.util.Map;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.cc.balia.BaliaFactory;
import mptcp.cc.bbr.BbrFactory;
import mptcp.cc.coupled.CoupledFactory;
import mptcp.cc.cubic.CubicFactory;
import mptcp.cc.dctcp.DctcpFactory;
import mptcp.cc.ewtcp.EwtcpFactory;
import mptcp.cc.ledbat.LedbatFactory;
import mptcp.cc.lia.LiaFactory;
import mptcp.cc.olia.OliaFactory;
import mptcp.cc.reno.RenoFactory;
import mptcp.cc.wvegas.WVegasFactory;
import mptcp.core.policy.Registry;
import mptcp.pathmanager.chain.ChainFactory;
import mptcp.pathmanager.fixed.StaticFactory;
import mptcp.pathmanager.each.EachFactory;
import mptcp.pathmanager.backup.BackupFactory;
import mptcp.pathmanager.fullmesh.FullMeshFactory;
import mptcp.pathmanager.happyeyeballs.HappyEyeballsFactory;
import mptcp.pathmanager.later.LaterFactory;
import mptcp.pathmanager.ndiffports.NDiffPortsFactory;
import mptcp.pathmanager.reestablish.ReestablishFactory;
import mptcp.rexmit.opportunistic.OpportunisticFactory;
import mptcp.rexmit.rack.RackFactory;
import mptcp.rexmit.staleprobe.StaleProbeFactory;
import mptcp.rexmit.threshold.ThresholdFactory;
import mptcp.scheduler.blest.BlestFactory;
import mptcp.scheduler.costcap.CostCapFactory;
import mptcp.scheduler.daps.DapsFactory;
import mptcp.scheduler.deadline.DeadlineFactory;
import mptcp.scheduler.drain.DrainFactory;
import mptcp.scheduler.ecf.EcfFactory;
import mptcp.scheduler.minrtt.MinRttFactory;
import mptcp.scheduler.otias.OtiasFactory;
import mptcp.scheduler.peekaboo.PeekabooFactory;
import mptcp.scheduler.priority.PriorityFactory;
import mptcp.scheduler.redundant.RedundantFactory;
import mptcp.scheduler.roundrobin.RoundRobinFactory;
import mptcp.scheduler.sttf.SttfFactory;
import mptcp.scheduler.weighted.WeightedFactory;

/** Every policy that the project has, in one registry, as the bundles bring them into a framework. */
final class Policies {
    private static final String PROVIDER = "simtest";

    private final Registry registry = new Registry();
    private final Map<PolicyKind, List<PolicyFactory<?>>> byKind;

    Policies() {
        List<PathManagerFactory> paths = List.of(new FullMeshFactory(), new NDiffPortsFactory(), new ReestablishFactory(),
                new StaticFactory(), new EachFactory(), new LaterFactory(), new BackupFactory(), new HappyEyeballsFactory());
        byKind = Map.of(
                PolicyKind.SCHEDULER, List.of(new DrainFactory(), new MinRttFactory(), new RoundRobinFactory(),
                        new RedundantFactory(), new WeightedFactory(), new PriorityFactory(), new BlestFactory(),
                        new EcfFactory(), new CostCapFactory(), new DapsFactory(), new DeadlineFactory(),
                        new OtiasFactory(), new PeekabooFactory(), new SttfFactory()),
                PolicyKind.CONGESTION_CONTROL, List.of(new LiaFactory(), new OliaFactory(), new BaliaFactory(),
                        new WVegasFactory(), new RenoFactory(), new CubicFactory(), new CoupledFactory(),
                        new DctcpFactory(), new EwtcpFactory(), new BbrFactory(), new LedbatFactory()),
                PolicyKind.RETRANSMIT, List.of(new ThresholdFactory(), new StaleProbeFactory(),
                        new OpportunisticFactory(), new RackFactory()),
                PolicyKind.PATH_MANAGER, List.of(paths.get(0), paths.get(1), paths.get(2), paths.get(3),
                        paths.get(4), paths.get(5), paths.get(6), paths.get(7), new ChainFactory(paths)));
        for (PolicyKind kind : PolicyKind.values()) {
            of(kind).forEach(f -> add(kind, f));
        }
    }

    Registry registry() {
        return registry;
    }

    /** The factories of a kind, those removed at the moment too. */
    List<PolicyFactory<?>> of(PolicyKind kind) {
        return byKind.get(kind);
    }

    /** As a bundle that starts: all of one rank, above the hosts' set, so the first in the list is the default. */
    void add(PolicyKind kind, PolicyFactory<?> factory) {
        registry.add(kind, factory, PolicyRegistry.SET_RANKING + 1, PROVIDER);
    }

    /** As a bundle that stops. */
    void remove(PolicyFactory<?> factory) {
        registry.remove(factory);
    }
}
