package mptcp.shell.demo;

import java.util.List;
import java.util.Optional;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.shell.command.CommandException;
import mptcp.shell.command.Environment;
import mptcp.shell.command.PolicyBundles;
import mptcp.shell.world.ConnectionId;

/** The two schedulers of the demonstration: the built-in one, and the highest ranked one of a bundle. */
final class Scheduling {
    private final Environment environment;
    private final List<PolicyRegistry.Entry> all;
    private PolicyBundles.Entry stopped;

    Scheduling(Environment environment) throws CommandException {
        this.environment = environment;
        all = environment.factory().policies().list(PolicyKind.SCHEDULER);
    }

    /** Never absent. */
    String builtIn() {
        return all.getLast().name();
    }

    private PolicyRegistry.Entry replaceable() throws CommandException {
        for (PolicyRegistry.Entry e : all) {
            if (bundle(e).isPresent()) {
                return e;
            }
        }
        throw new CommandException("no policy bundle offers a scheduler: 'mptcp:bundles' shows those that are stopped");
    }

    private Optional<PolicyBundles.Entry> bundle(PolicyRegistry.Entry policy) {
        return environment.bundles().list().stream()
                .filter(b -> b.state().equals("ACTIVE") && policy.provider().contains(b.name())).findFirst();
    }

    String swapIn(ConnectionId connection) throws CommandException {
        String name = replaceable().name();
        environment.host(connection.host()).policies().choose(connection.id(), PolicyKind.SCHEDULER, name);
        return "scheduler of " + connection + ": " + builtIn() + " -> " + inUse(connection);
    }

    String stopBundle(ConnectionId connection) throws CommandException {
        PolicyBundles.Entry bundle = bundle(replaceable()).orElseThrow();
        environment.bundles().stop(bundle);
        stopped = bundle;
        return "bundle " + bundle.name() + " stopped; scheduler of " + connection + ": " + inUse(connection);
    }

    private String inUse(ConnectionId connection) throws CommandException {
        return environment.host(connection.host()).policies().inUse(connection.id(), PolicyKind.SCHEDULER);
    }

    boolean hasStopped() {
        return stopped != null;
    }

    String startBundle() throws CommandException {
        environment.bundles().start(stopped);
        String name = stopped.name();
        stopped = null;
        return "bundle " + name + " started again";
    }
}
