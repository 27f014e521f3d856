package mptcp.scheduler.ecf;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Ecf} schedulers. Setting {@code ecf.beta}: the hysteresis. */
@Component
@ServiceProvider(value = SchedulerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class EcfFactory implements SchedulerFactory {
    private static final Setting<Double> BETA = Setting.decimal("ecf.beta", 0.25, 0, 10,
            "hysteresis: how much longer the slower subflow may seem to take once data waits");

    @Override
    public String name() {
        return "ecf";
    }

    @Override
    public String description() {
        return "earliest completion first (Lim et al., CoNEXT 2017)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(BETA);
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new Ecf(connection.setting(BETA));
    }
}
