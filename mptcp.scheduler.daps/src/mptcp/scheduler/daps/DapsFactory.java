package mptcp.scheduler.daps;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Daps} schedulers. Settings {@code daps.grain} and {@code daps.longest}. */
@Component
@ServiceProvider(value = SchedulerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class DapsFactory implements SchedulerFactory {
    private static final Setting<Long> GRAIN = Setting.duration("daps.grain", "5ms", "100us", "1s",
            "one-way delays are rounded to multiples of this, so that they have a common multiple");
    private static final Setting<Integer> LONGEST = Setting.integer("daps.longest", 4, 1, 100,
            "a schedule ends after so many windows of the slowest subflow at the latest");

    @Override
    public String name() {
        return "daps";
    }

    @Override
    public String description() {
        return "in the order of arrival: delay-aware packet scheduling (Kuhn et al., ICC 2014)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(GRAIN, LONGEST);
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new Daps(connection.setting(GRAIN), connection.setting(LONGEST), connection.statistics());
    }
}
