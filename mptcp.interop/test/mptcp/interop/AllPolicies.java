package mptcp.interop;

import java.util.List;
import java.util.Map;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.cc.balia.BaliaFactory;
import mptcp.cc.cubic.CubicFactory;
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
import mptcp.scheduler.sttf.SttfFactory;
import mptcp.scheduler.weighted.WeightedFactory;

/** The policies of the project besides the report's four, which a {@link Trial} has already. */
final class AllPolicies {
    private static final List<PathManagerFactory> PATHS =
            List.of(new FullMeshFactory(), new NDiffPortsFactory(), new ReestablishFactory(), new EachFactory(), new HappyEyeballsFactory(),
                    new LaterFactory(), new BackupFactory());

    private AllPolicies() {}

    static Map<PolicyKind, List<PolicyFactory<?>>> others() {
        return Map.of(
                PolicyKind.SCHEDULER, List.of(new DrainFactory(), new MinRttFactory(), new RedundantFactory(),
                        new WeightedFactory(), new PriorityFactory(), new BlestFactory(), new EcfFactory(),
                        new CostCapFactory(), new DapsFactory(), new DeadlineFactory(), new OtiasFactory(),
                        new PeekabooFactory(), new SttfFactory()),
                PolicyKind.CONGESTION_CONTROL, List.of(new OliaFactory(), new BaliaFactory(), new WVegasFactory(),
                        new RenoFactory(), new CubicFactory()),
                PolicyKind.RETRANSMIT, List.of(new StaleProbeFactory(), new RackFactory(), new OpportunisticFactory()),
                PolicyKind.PATH_MANAGER, List.of(PATHS.get(0), PATHS.get(1), PATHS.get(2), PATHS.get(3), PATHS.get(4),
                        PATHS.get(5),
                        new ChainFactory(List.of(new StaticFactory(), PATHS.get(2)))));
    }
}
