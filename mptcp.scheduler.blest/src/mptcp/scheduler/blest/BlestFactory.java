package mptcp.scheduler.blest;

import mptcp.api.policy.PolicyContext;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.policy.support.Settings;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/**
 * Makes {@link Blest} schedulers. Setting {@code blest.lambda}: the correction factor to start from, 1.2 by default.
 */
@Component
@ServiceRanking(0)
public final class BlestFactory implements SchedulerFactory {
    @Override
    public String name() {
        return "blest";
    }

    @Override
    public String description() {
        return "blocking estimation (Ferlin et al., IFIP Networking 2016)";
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new Blest(Settings.decimal(connection.settings(), "blest.lambda", 1.2, 1.0, 1.3));
    }
}
