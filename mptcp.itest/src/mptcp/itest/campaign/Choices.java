package mptcp.itest.campaign;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.SocketConfig;
import mptcp.itest.world.Await;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Random choices of policies: for a host, a connection, a socket or a listener, and by configurations. One thread. */
final class Choices {
    private static final String PID = "mptcp.policy";
    private static final Set<String> OVER = Set.of("CLOSED", "TIME-WAIT");
    private static final String COMPONENT = "mptcp.config.osgi.AllHostsComponent";
    private static final Map<PolicyKind, String> PROPERTIES = Map.of(PolicyKind.SCHEDULER, "scheduler",
            PolicyKind.CONGESTION_CONTROL, "cc", PolicyKind.PATH_MANAGER, "path", PolicyKind.RETRANSMIT, "rexmit");

    private final PolicyRegistry registry;
    private final ConfigurationAdmin configurations;
    private final SplittableRandom random;
    private int declined;

    Choices(PolicyRegistry registry, ConfigurationAdmin configurations, SplittableRandom random) {
        this.registry = registry;
        this.configurations = configurations;
        this.random = random;
    }

    /** The name of a policy that is there at the moment, or null for none in particular. */
    private String name(PolicyKind kind) {
        List<PolicyRegistry.Entry> there = registry.list(kind);
        int which = random.nextInt(there.size() + 1);
        return which == there.size() ? null : there.get(which).name();
    }

    private PolicyKind kind() {
        return PolicyKind.values()[random.nextInt(PolicyKind.values().length)];
    }

    void forHost(DrivenStack host) {
        PolicyKind kind = kind();
        attempt(() -> host.policies().choose(kind, name(kind)));
    }

    void forConnection(DrivenStack host) {
        List<ConnectionSnapshot> all = host.inspector().connections().stream().filter(c -> !OVER.contains(c.state()))
                .toList();
        PolicyKind kind = kind();
        attempt(() -> host.policies().choose(all.get(random.nextInt(all.size())).id(), kind, name(kind)));
    }

    /** A jar may leave by another thread, a connection may end, and a chain wants all its members. */
    private void attempt(Runnable choice) {
        try {
            choice.run();
        } catch (IllegalArgumentException e) {
            if (!e.getMessage().startsWith("no ") && !e.getMessage().contains("does not take over")) {
                throw e;
            }
            declined++;
        }
    }

    /** Choices that could not be followed. */
    int declined() {
        return declined;
    }

    /** For a socket, or for all that a listener accepts. */
    SocketConfig config() {
        Map<PolicyKind, String> names = new EnumMap<>(PolicyKind.class);
        for (PolicyKind kind : PolicyKind.values()) {
            String name = name(kind);
            if (name != null && random.nextBoolean()) {
                names.put(kind, name);
            }
        }
        return SocketConfig.DEFAULT.withPolicies(names);
    }

    /** For all hosts, with settings, by Config Admin; effective soon, by another thread. */
    void byConfiguration() throws IOException {
        Configuration configuration = configurations.getConfiguration(PID, "?");
        if (random.nextInt(4) == 0) {
            configuration.delete();
            return;
        }
        Hashtable<String, Object> properties = new Hashtable<>();
        PROPERTIES.forEach((kind, property) -> {
            String name = name(kind);
            if (name != null && random.nextBoolean()) {
                properties.put(property, name);
            }
        });
        properties.put("settings", "roundrobin.quantum=" + 1400 * random.nextInt(4) + ";rexmit.threshold="
                + (1 + random.nextInt(4)));
        configuration.update(properties);
    }

    /** Nothing is configured or chosen for a host any more. */
    void end(BundleContext context, List<DrivenStack> hosts) throws IOException {
        configurations.getConfiguration(PID, "?").delete();
        Await.until("nothing is configured any more", () -> context.getServiceReference(COMPONENT) == null);
        for (DrivenStack host : hosts) {
            for (PolicyKind kind : PolicyKind.values()) {
                host.policies().choose(kind, null);
            }
        }
    }
}
