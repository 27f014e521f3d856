package mptcp.scheduler.roundrobin;

import mptcp.api.policy.PolicyContext;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.policy.support.Settings;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/**
 * Makes {@link RoundRobin} schedulers. Setting {@code roundrobin.quantum}: bytes at a time, 0 (default): one segment.
 */
@Component
@ServiceRanking(10)
public final class RoundRobinFactory implements SchedulerFactory {
    private static final String QUANTUM = "roundrobin.quantum";

    @Override
    public String name() {
        return "roundrobin";
    }

    @Override
    public String description() {
        return "the report's SEND_WAIT and DATA_WAIT round robin (CAIA 140822A, section III-F)";
    }

    /** @throws IllegalArgumentException if the setting is not a number of bytes, 0 or more */
    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new RoundRobin(Settings.integer(connection.settings(), QUANTUM, 0, 0, 1 << 30));
    }
}
