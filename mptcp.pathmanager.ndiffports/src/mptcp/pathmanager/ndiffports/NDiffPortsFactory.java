package mptcp.pathmanager.ndiffports;

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
 * Makes {@link NDiffPorts} path managers. Setting {@code ndiffports.count}: how many subflows, the first one included;
 * 2 by default.
 */
@Component
@ServiceProvider(value = PathManagerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class NDiffPortsFactory implements PathManagerFactory {
    private static final Setting<Integer> COUNT = Setting.integer("ndiffports.count", 2, 1, 32,
            "subflows of a connection, the first included");

    @Override
    public String name() {
        return "ndiffports";
    }

    @Override
    public String description() {
        return "several subflows between the first two addresses";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(COUNT);
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PathManager create(PolicyContext connection) {
        return new NDiffPorts(connection.setting(COUNT));
    }
}
