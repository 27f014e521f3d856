package mptcp.scheduler.priority;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import java.util.stream.Stream;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.policy.support.Selectors;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Priority} schedulers. Settings {@code priority.order} and {@code priority.overflow}. */
@Component
@ServiceProvider(value = SchedulerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class PriorityFactory implements SchedulerFactory {
    private static final Setting<List<String>> ORDER = Setting.of("priority.order", "order", "",
            "slots, links, tags or addresses, separated by commas, such as wifi,10.0.2.1 or 1,0",
            "the subflows, the best first; the others follow by slot", PriorityFactory::order);
    private static final Setting<Boolean> OVERFLOW = Setting.flag("priority.overflow", true,
            "whether the next one is used while the window of a better one is full");

    private static List<String> order(String text) {
        List<String> words = text.isBlank() ? List.of() : Stream.of(text.split(",", -1)).map(String::strip).toList();
        new Selectors(words); // which says what is none
        return words;
    }

    @Override
    public String name() {
        return "priority";
    }

    @Override
    public String description() {
        return "in a given order, backups last (RFC 8684 section 3.3.8)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(ORDER, OVERFLOW);
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new Priority(connection.setting(ORDER), connection.setting(OVERFLOW));
    }
}
