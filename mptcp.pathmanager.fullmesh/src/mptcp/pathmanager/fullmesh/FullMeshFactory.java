package mptcp.pathmanager.fullmesh;

import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyContext;
import mptcp.policy.support.Settings;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/**
 * Makes {@link FullMesh} path managers. Settings: {@code fullmesh.subflows} for each pair of addresses, 1 by default;
 * {@code fullmesh.retry-ms} before a failed one is tried again, 1000 by default, 0 for never.
 */
@Component
@ServiceRanking(0)
public final class FullMeshFactory implements PathManagerFactory {
    private static final long NS_PER_MS = 1_000_000;

    @Override
    public String name() {
        return "fullmesh";
    }

    @Override
    public String description() {
        return "every local address to every remote one";
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PathManager create(PolicyContext connection) {
        int perPair = Settings.integer(connection.settings(), "fullmesh.subflows", 1, 1, 32);
        int retryMs = Settings.integer(connection.settings(), "fullmesh.retry-ms", 1_000, 0, 60_000);
        return new FullMesh(perPair, retryMs * NS_PER_MS);
    }
}
