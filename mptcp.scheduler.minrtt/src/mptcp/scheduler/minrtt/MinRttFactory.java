package mptcp.scheduler.minrtt;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import mptcp.api.policy.PolicyContext;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link MinRtt} schedulers. No settings. */
@Component
@ServiceProvider(value = SchedulerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class MinRttFactory implements SchedulerFactory {
    @Override
    public String name() {
        return "minrtt";
    }

    @Override
    public String description() {
        return "smallest round-trip time first (Raiciu et al., NSDI 2012; Linux's former default)";
    }

    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new MinRtt();
    }
}
