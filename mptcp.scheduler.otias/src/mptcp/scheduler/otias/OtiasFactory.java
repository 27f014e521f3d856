package mptcp.scheduler.otias;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.policy.support.EarliestArrival;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Otias} schedulers. Setting {@code otias.ahead}: how much may wait in a subflow's queue. */
@Component
@ServiceProvider(value = SchedulerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class OtiasFactory implements SchedulerFactory {
    private static final Setting<Integer> AHEAD = Setting.integer("otias.ahead", EarliestArrival.MOST_AHEAD, 0,
            EarliestArrival.MOST_AHEAD, "bytes that a subflow is given beyond its window, as they arrive there first");

    @Override
    public String name() {
        return "otias";
    }

    @Override
    public String description() {
        return "out-of-order transmission for in-order arrival (Yang et al., AINA 2014)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(AHEAD);
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new Otias(connection.setting(AHEAD), connection.statistics());
    }
}
