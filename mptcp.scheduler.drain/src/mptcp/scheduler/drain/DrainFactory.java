package mptcp.scheduler.drain;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import mptcp.api.policy.PolicyContext;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Drain} schedulers. No settings. */
@Component
@ServiceProvider(value = SchedulerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class DrainFactory implements SchedulerFactory {
    @Override
    public String name() {
        return "drain";
    }

    @Override
    public String description() {
        return "earliest drain of queued bytes at the pacing rate (Linux's default)";
    }

    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new Drain();
    }
}
