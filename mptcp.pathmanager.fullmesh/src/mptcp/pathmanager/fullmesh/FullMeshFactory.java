package mptcp.pathmanager.fullmesh;

import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyContext;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link FullMesh} path managers. No settings. */
@Component
@ServiceRanking(0)
public final class FullMeshFactory implements PathManagerFactory {
    @Override
    public String name() {
        return "fullmesh";
    }

    @Override
    public String description() {
        return "every local address to every remote one";
    }

    @Override
    public PathManager create(PolicyContext connection) {
        return new FullMesh();
    }
}
