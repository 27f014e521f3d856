package mptcp.scheduler.weighted;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Weighted} schedulers. Setting {@code weighted.weights}: see {@link Weights}; those not given are 1. */
@Component
@ServiceProvider(value = SchedulerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class WeightedFactory implements SchedulerFactory {
    private static final Setting<Weights> WEIGHTS = Setting.of("weighted.weights", "weights", "",
            "weights from 1 to " + Weights.LARGEST + ", by slot such as 3,1, or by link, tag or address such as wifi=3,10.0.2.1=1",
            "the shares of subflows; 1 where nothing is said", Weights::of);

    @Override
    public String name() {
        return "weighted";
    }

    @Override
    public String description() {
        return "shares by weight, start-time fair queueing (Goyal et al., SIGCOMM 1996)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(WEIGHTS);
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new Weighted(connection.setting(WEIGHTS));
    }
}
