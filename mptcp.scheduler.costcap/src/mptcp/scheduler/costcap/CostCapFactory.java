package mptcp.scheduler.costcap;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link CostCap} schedulers. Setting {@code costcap.margin}; tags {@code cost} and {@code cap}. */
@Component
@ServiceProvider(value = SchedulerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class CostCapFactory implements SchedulerFactory {
    private static final Setting<Long> MARGIN = Setting.duration("costcap.margin", "10ms", "0ms", "10s",
            "what waits for a cheap subflow goes to a dear one when it is in time there by no more than this");

    @Override
    public String name() {
        return "costcap";
    }

    @Override
    public String description() {
        return "cheap subflows first, dear ones for what would be late, up to their cap";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(MARGIN);
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new CostCap(connection.setting(MARGIN), connection);
    }
}
