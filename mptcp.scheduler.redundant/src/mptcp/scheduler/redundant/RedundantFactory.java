package mptcp.scheduler.redundant;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import mptcp.api.policy.PolicyContext;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Redundant} schedulers. No settings. */
@Component
@ServiceProvider(value = SchedulerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class RedundantFactory implements SchedulerFactory {
    @Override
    public String name() {
        return "redundant";
    }

    @Override
    public String description() {
        return "the same bytes on every subflow (Froemmgen et al., ICC 2016)";
    }

    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new Redundant();
    }
}
