package mptcp.scheduler.priority;

import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.policy.support.Settings;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/**
 * Makes {@link Priority} schedulers. Settings {@code priority.order}: slots, the best first, separated by commas; the
 * others follow in their order. {@code priority.overflow} (true): whether the next one is used while the window of a
 * better one is full.
 */
@Component
@ServiceRanking(0)
public final class PriorityFactory implements SchedulerFactory {
    @Override
    public String name() {
        return "priority";
    }

    @Override
    public String description() {
        return "in a given order, backups last (RFC 8684 section 3.3.8)";
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new Priority(Settings.integers(connection.settings(), "priority.order", 0, Subflows.MAX - 1),
                Settings.flag(connection.settings(), "priority.overflow", true));
    }
}
