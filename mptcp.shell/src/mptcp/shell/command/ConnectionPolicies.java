package mptcp.shell.command;

import java.util.EnumMap;
import java.util.Map;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.shell.world.StackHost;
import mptcp.shell.world.TransferHost;

/** The options by which a command chooses the policies of the connections that it opens. */
final class ConnectionPolicies {
    private ConnectionPolicies() {}

    /** Adds an option for each kind. */
    static Syntax options(Syntax syntax) {
        for (PolicyKind kind : PolicyKind.values()) {
            String description = "the " + kind.label() + " policy of this connection, at its opener";
            syntax.option(null, kind.label(), "NAME", description, Names.policies(kind));
        }
        return syntax;
    }

    /**
     * What was chosen. A wrong name is told here, before a connection is opened with it.
     *
     * @param client the opener
     */
    static SocketConfig config(Arguments args, Environment env, TransferHost client) throws CommandException {
        Map<PolicyKind, String> names = new EnumMap<>(PolicyKind.class);
        for (PolicyKind kind : PolicyKind.values()) {
            String name = args.value(kind.label()).orElse(null);
            if (name != null) {
                PolicyCommand.check(env, kind, name);
                names.put(kind, name);
            }
        }
        if (!names.isEmpty() && !(client instanceof StackHost)) {
            throw new CommandException(client.name() + " opens the connection, and chooses policies of its own");
        }
        return SocketConfig.DEFAULT.withPolicies(names);
    }
}
