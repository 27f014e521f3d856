package mptcp.interop;

import java.util.concurrent.Callable;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;

/** A path manager that does nothing by itself and what a test says. */
final class CommandedPaths implements PathManagerFactory {
    private final Trial trial;
    private volatile PathCommands commands;

    private CommandedPaths(Trial trial) {
        this.trial = trial;
    }

    /** Gives the paths of a connection into the hands of the test. */
    static CommandedPaths takeOver(Conversation c) {
        CommandedPaths paths = new CommandedPaths(c.trial());
        c.trial().factory().policies().add(PolicyKind.PATH_MANAGER, paths, 0, "interop");
        c.choose(PolicyKind.PATH_MANAGER, paths.name());
        return paths;
    }

    @Override
    public String name() {
        return "commanded";
    }

    @Override
    public PathManager create(PolicyContext connection) {
        return (c, info, nowNs) -> commands = c;
    }

    /** Runs something on the loop, where commands may be given. */
    <T> T call(Callable<T> task) {
        return trial.stack().call(task);
    }

    PathCommands commands() {
        return commands;
    }
}
