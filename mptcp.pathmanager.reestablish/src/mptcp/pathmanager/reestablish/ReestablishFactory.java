package mptcp.pathmanager.reestablish;

import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyContext;
import mptcp.policy.support.Settings;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/**
 * Makes {@link Reestablish} path managers. Settings {@code reestablish.first-ms} (1000): the first delay in
 * milliseconds, doubled each time up to {@code reestablish.longest-ms} (60000).
 */
@Component
@ServiceRanking(0)
public final class ReestablishFactory implements PathManagerFactory {
    @Override
    public String name() {
        return "reestablish";
    }

    @Override
    public String description() {
        return "opens lost subflows again, with back-off (RFC 8684 section 3.4)";
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PathManager create(PolicyContext connection) {
        return new Reestablish(Settings.integer(connection.settings(), "reestablish.first-ms", 1_000, 1, 3_600_000),
                Settings.integer(connection.settings(), "reestablish.longest-ms", 60_000, 1, 3_600_000));
    }
}
