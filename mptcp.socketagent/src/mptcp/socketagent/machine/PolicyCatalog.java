package mptcp.socketagent.machine;

import java.util.ServiceLoader;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.policy.PolicySet;
import mptcp.api.socket.WireProfile;
import mptcp.policy.loader.PolicyLoader;
import mptcp.socketagent.path.KernelPathFactory;
import mptcp.socketagent.scheduler.KernelSchedulerFactory;

/**
 * The policies to choose from. Those of the machine's set are there from the start, and Linux's path manager
 * and scheduler in the wire profile of that name;
 * others, of the class path by {@link ServiceLoader}, when somebody names them, since the agent is to start quickly.
 */
public final class PolicyCatalog {
    private static final int FIRST_RANK = PolicyRegistry.SET_RANKING + 1;
    private static final int OTHER_RANK = -1;
    private static final String LINUX_CONTROL = "cubic";

    private final PolicyRegistry registry;

    PolicyCatalog(PolicyRegistry registry, Setup setup) {
        this.registry = registry;
        PolicySet set = registry.sets().stream().filter(s -> s.name().equals(setup.set())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no policy set '" + setup.set() + "'; there are: "
                        + String.join(", ", registry.sets().stream().map(PolicySet::name).toList())));
        set.policies().forEach(this::provide);
        int rank = setup.profile() != WireProfile.BSD ? FIRST_RANK : OTHER_RANK;
        registry.add(PolicyKind.PATH_MANAGER, new KernelPathFactory(), rank, "mptcp.socketagent");
        registry.add(PolicyKind.SCHEDULER, new KernelSchedulerFactory(), rank, "mptcp.socketagent");
        if (setup.linuxCongestionControl()) {
            add(PolicyKind.CONGESTION_CONTROL, LINUX_CONTROL, FIRST_RANK);
        }
    }

    /** @return false if there is none on the class path */
    private boolean add(PolicyKind kind, String name, int rank) {
        for (PolicyFactory<?> factory : ServiceLoader.load(PolicyLoader.type(kind))) { // until it is found, and no further
            if (factory.name().equals(name)) {
                registry.add(kind, factory, rank, factory.getClass().getName());
                return true;
            }
        }
        return false;
    }

    /** Makes sure that the policy of this name can be chosen. @return false if there is none */
    public synchronized boolean provide(PolicyKind kind, String name) {
        return registry.list(kind).stream().anyMatch(e -> e.name().equals(name)) || add(kind, name, OTHER_RANK);
    }
}
