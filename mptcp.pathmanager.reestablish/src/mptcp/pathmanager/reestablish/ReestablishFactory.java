package mptcp.pathmanager.reestablish;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/**
 * Makes {@link Reestablish} path managers. Settings {@code reestablish.first-ms} (1000): the first delay in
 * milliseconds, doubled each time up to {@code reestablish.longest-ms} (60000).
 */
@Component
@ServiceProvider(value = PathManagerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class ReestablishFactory implements PathManagerFactory {
    private static final Setting<Integer> FIRST = Setting.integer("reestablish.first-ms", 1_000, 1, 3_600_000,
            "milliseconds before a lost subflow is opened again, the first time; it doubles with each failure");
    private static final Setting<Integer> LONGEST = Setting.integer("reestablish.longest-ms", 60_000, 1, 3_600_000,
            "milliseconds, its bound");

    @Override
    public String name() {
        return "reestablish";
    }

    @Override
    public String description() {
        return "opens lost subflows again, with back-off (RFC 8684 section 3.4)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(FIRST, LONGEST);
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PathManager create(PolicyContext connection) {
        return new Reestablish(connection.setting(FIRST),
                connection.setting(LONGEST));
    }
}
