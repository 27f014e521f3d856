package mptcp.scheduler.weighted;

import mptcp.api.policy.PolicyContext;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.policy.support.Settings;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/**
 * Makes {@link Weighted} schedulers. Setting {@code weighted.weights}: weights by slot, separated by commas, 1 to
 * 1000; those not given are 1.
 */
@Component
@ServiceRanking(0)
public final class WeightedFactory implements SchedulerFactory {
    @Override
    public String name() {
        return "weighted";
    }

    @Override
    public String description() {
        return "shares by weight, start-time fair queueing (Goyal et al., SIGCOMM 1996)";
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new Weighted(Settings.integers(connection.settings(), "weighted.weights", 1, 1000));
    }
}
