package my.widest;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import mptcp.api.policy.PolicyContext;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import org.osgi.service.component.annotations.Component;

/** Makes {@link Widest} schedulers. */
@Component
@ServiceProvider(value = SchedulerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
public final class WidestFactory implements SchedulerFactory {
    @Override
    public String name() {
        return "widest";
    }

    @Override
    public String description() {
        return "what people should know of it, in a line";
    }

    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new Widest();
    }
}
