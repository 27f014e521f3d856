package mptcp.scheduler.roundrobin;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link RoundRobin} schedulers. Setting {@code roundrobin.quantum}: bytes at a time. */
@Component
@ServiceProvider(value = SchedulerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(10)
public final class RoundRobinFactory implements SchedulerFactory {
    private static final Setting<Integer> QUANTUM =
            Setting.integer("roundrobin.quantum", 0, 0, 1 << 30, "bytes that a subflow gets at a time; 0: one segment");

    @Override
    public String name() {
        return "roundrobin";
    }

    /** As {@link ServiceRanking}, which only frameworks see. */
    @Override
    public int ranking() {
        return 10;
    }

    @Override
    public String description() {
        return "the report's SEND_WAIT and DATA_WAIT round robin (CAIA 140822A, section III-F)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(QUANTUM);
    }

    /** @throws IllegalArgumentException if the setting is not a number of bytes, 0 or more */
    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new RoundRobin(connection.setting(QUANTUM));
    }
}
