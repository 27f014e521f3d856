package mptcp.socketagent.path;

import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyContext;

/** Makes {@link KernelPathManager}s. */
public final class KernelPathFactory implements PathManagerFactory {
    @Override
    public String name() {
        return "kernel";
    }

    @Override
    public String description() {
        return "endpoints and limits, as Linux's in-kernel path manager takes them (ip-mptcp(8))";
    }

    @Override
    public PathManager create(PolicyContext connection) {
        return new KernelPathManager();
    }
}
