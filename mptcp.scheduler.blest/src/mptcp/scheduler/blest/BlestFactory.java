package mptcp.scheduler.blest;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Blest} schedulers. Setting {@code blest.lambda}: the correction factor to start from. */
@Component
@ServiceProvider(value = SchedulerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class BlestFactory implements SchedulerFactory {
    private static final Setting<Double> LAMBDA =
            Setting.decimal("blest.lambda", 1.2, 1.0, 1.3, "the correction factor to start from");

    @Override
    public String name() {
        return "blest";
    }

    @Override
    public String description() {
        return "blocking estimation (Ferlin et al., IFIP Networking 2016)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(LAMBDA);
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new Blest(connection.setting(LAMBDA));
    }
}
