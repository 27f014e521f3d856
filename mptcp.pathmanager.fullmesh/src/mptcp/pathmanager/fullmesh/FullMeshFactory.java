package mptcp.pathmanager.fullmesh;

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
 * Makes {@link FullMesh} path managers. Settings: {@code fullmesh.subflows} for each pair of addresses, 1 by default;
 * {@code fullmesh.retry-ms} before a failed one is tried again, 1000 by default, 0 for never.
 */
@Component
@ServiceProvider(value = PathManagerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class FullMeshFactory implements PathManagerFactory {
    private static final Setting<Integer> SUBFLOWS = Setting.integer("fullmesh.subflows", 1, 1, 32,
            "for each pair of addresses; the stack's limit holds besides");
    private static final Setting<Integer> RETRY = Setting.integer("fullmesh.retry-ms", 1_000, 0, 60_000,
            "milliseconds before a failed subflow is tried again, the first time; it doubles up to a minute; 0: never");
    private static final long NS_PER_MS = 1_000_000;

    @Override
    public String name() {
        return "fullmesh";
    }

    @Override
    public String description() {
        return "every local address to every remote one";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(SUBFLOWS, RETRY);
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PathManager create(PolicyContext connection) {
        int perPair = connection.setting(SUBFLOWS);
        int retryMs = connection.setting(RETRY);
        return new FullMesh(perPair, retryMs * NS_PER_MS);
    }
}
