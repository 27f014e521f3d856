package mptcp.scheduler.peekaboo;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Peekaboo} schedulers. Settings {@code peekaboo.confidence}, {@code peekaboo.keep}, {@code peekaboo.explore}. */
@Component
@ServiceProvider(value = SchedulerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class PeekabooFactory implements SchedulerFactory {
    private static final Setting<Double> CONFIDENCE = Setting.decimal("peekaboo.confidence", 0.2, 0, 10,
            "how many times its uncertainty an action's reward is overestimated: more tries more");
    private static final Setting<Double> KEEP = Setting.decimal("peekaboo.keep", 0.9, 0, 1,
            "what is left of the weight of former rounds after each");
    private static final Setting<Double> EXPLORE = Setting.decimal("peekaboo.explore", 0.05, 0, 1,
            "how often the action that seems the worse one is taken");

    @Override
    public String name() {
        return "peekaboo";
    }

    @Override
    public String description() {
        return "learns when to wait for the fastest subflow (after Wu et al., IEEE JSAC 2020)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(CONFIDENCE, KEEP, EXPLORE);
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PacketScheduler create(PolicyContext connection) {
        return new Peekaboo(connection.setting(CONFIDENCE), connection.setting(KEEP), connection.setting(EXPLORE),
                connection);
    }
}
