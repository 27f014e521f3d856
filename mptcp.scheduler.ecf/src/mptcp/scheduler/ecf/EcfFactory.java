package mptcp.scheduler.ecf;

import mptcp.api.policy.PolicyContext;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.policy.support.Settings;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Ecf} schedulers. Setting {@code ecf.beta}: the hysteresis, 0.25 by default. */
@Component
@ServiceRanking(0)
public final class EcfFactory implements SchedulerFactory {
    @Override
    public String name() {
        return "ecf";
    }

    @Override
    public String description() {
        return "earliest completion first (Lim et al., CoNEXT 2017)";
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new Ecf(Settings.decimal(connection.settings(), "ecf.beta", 0.25, 0, 10));
    }
}
