package mptcp.scheduler.deadline;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.hint.Hint;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Deadline} schedulers. Settings {@code deadline.deviations} and {@code deadline.duplicate-from}. */
@Component
@ServiceProvider(value = SchedulerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class DeadlineFactory implements SchedulerFactory {
    private static final Setting<Double> DEVIATIONS = Setting.decimal("deadline.deviations", 1, 0, 10,
            "so many deviations of the round-trip time are added to when bytes are expected to arrive");
    private static final Setting<Integer> DUPLICATE_FROM = Setting.integer("deadline.duplicate-from",
            Hint.MAX_PRIORITY + 1, 1, Hint.MAX_PRIORITY + 1,
            "bytes of this priority, or a higher one, are sent on two subflows; 8: none are");

    @Override
    public String name() {
        return "deadline";
    }

    @Override
    public String description() {
        return "a subflow on which bytes are in time, by the application's hints";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(DEVIATIONS, DUPLICATE_FROM);
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new Deadline(connection.setting(DEVIATIONS), connection.setting(DUPLICATE_FROM), connection.statistics());
    }
}
