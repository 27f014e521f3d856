package mptcp.bench;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.socket.StackFactory;
import mptcp.cc.balia.BaliaFactory;
import mptcp.cc.cubic.CubicFactory;
import mptcp.cc.lia.LiaFactory;
import mptcp.cc.olia.OliaFactory;
import mptcp.cc.reno.RenoFactory;
import mptcp.cc.wvegas.WVegasFactory;
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

/** A factory of stacks with the report's four policies, as the shell starts with, and more that may be asked for by name. */
final class Policies {
    private static final int RANKING = PolicyRegistry.SET_RANKING + 1; // whatever the set
    private static final String PROVIDER = "mptcp.bench";

    private Policies() {}

    static StackFactory factory() {
        StackFactory factory = ServiceLoader.load(StackFactory.class).findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no stack on the class path"));
        PolicyRegistry registry = factory.policies();
        registry.add(PolicyKind.SCHEDULER, new RoundRobinFactory(), RANKING, PROVIDER);
        registry.add(PolicyKind.PATH_MANAGER, new StaticFactory(), RANKING, PROVIDER);
        registry.add(PolicyKind.RETRANSMIT, new ThresholdFactory(), RANKING, PROVIDER);
        registry.add(PolicyKind.CONGESTION_CONTROL, new LiaFactory(), RANKING, PROVIDER);
        registry.add(PolicyKind.SCHEDULER, new MinRttFactory(), 0, PROVIDER);
        registry.add(PolicyKind.RETRANSMIT, new RackFactory(), 0, PROVIDER);
        registry.add(PolicyKind.RETRANSMIT, new OpportunisticFactory(), 0, PROVIDER);
        registry.add(PolicyKind.RETRANSMIT, new StaleProbeFactory(), 0, PROVIDER);
        registry.add(PolicyKind.CONGESTION_CONTROL, new CubicFactory(), 0, PROVIDER);
        registry.add(PolicyKind.CONGESTION_CONTROL, new RenoFactory(), 0, PROVIDER);
        return factory;
    }

    /** The rest of the project's policies. */
    static void addOthers(PolicyRegistry registry) {
        PathManagerFactory reestablish = new ReestablishFactory();
        Map<PolicyKind, List<PolicyFactory<?>>> others = Map.of(
                PolicyKind.SCHEDULER, List.of(new DrainFactory(), new RedundantFactory(), new WeightedFactory(),
                        new PriorityFactory(), new BlestFactory(), new EcfFactory(), new CostCapFactory(),
                        new DapsFactory(), new DeadlineFactory(), new OtiasFactory(), new PeekabooFactory(),
                        new SttfFactory()),
                PolicyKind.CONGESTION_CONTROL, List.of(new OliaFactory(), new BaliaFactory(), new WVegasFactory()),
                PolicyKind.PATH_MANAGER, List.of(new EachFactory(), new HappyEyeballsFactory(), new LaterFactory(), new BackupFactory(), new FullMeshFactory(),
                        new NDiffPortsFactory(), reestablish,
                        new ChainFactory(List.of(new StaticFactory(), reestablish))));
        others.forEach((kind, all) -> all.forEach(f -> registry.add(kind, f, 0, PROVIDER)));
    }
}
