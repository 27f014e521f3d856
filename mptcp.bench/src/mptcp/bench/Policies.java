package mptcp.bench;

import java.util.ServiceLoader;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.socket.StackFactory;
import mptcp.cc.cubic.CubicFactory;
import mptcp.cc.lia.LiaFactory;
import mptcp.cc.reno.RenoFactory;
import mptcp.pathmanager.fixed.StaticFactory;
import mptcp.rexmit.opportunistic.OpportunisticFactory;
import mptcp.rexmit.staleprobe.StaleProbeFactory;
import mptcp.rexmit.threshold.ThresholdFactory;
import mptcp.scheduler.minrtt.MinRttFactory;
import mptcp.scheduler.roundrobin.RoundRobinFactory;

/** A factory of stacks with the report's four policies, as the shell starts with, and more that may be asked for by name. */
final class Policies {
    private static final int RANKING = 100;
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
        registry.add(PolicyKind.RETRANSMIT, new OpportunisticFactory(), 0, PROVIDER);
        registry.add(PolicyKind.RETRANSMIT, new StaleProbeFactory(), 0, PROVIDER);
        registry.add(PolicyKind.CONGESTION_CONTROL, new CubicFactory(), 0, PROVIDER);
        registry.add(PolicyKind.CONGESTION_CONTROL, new RenoFactory(), 0, PROVIDER);
        return factory;
    }
}
