package mptcp.shell.command;

import java.util.Set;
import mptcp.shell.world.EmbeddedNetwork;
import mptcp.shell.world.Laboratory;

/** Who opens a connection and who serves it, by name; of one that is named, the other follows. */
record Ends(String client, String server) {
    private static final Set<String> IN_LAB = Set.of(Laboratory.HOST, Laboratory.KERNEL);

    /**
     * @param client null if it was not said
     * @param server null if it was not said
     * @throws CommandException if one cannot reach the other
     */
    static Ends of(String client, String server) throws CommandException {
        if (client == null) {
            return new Ends(server != null && IN_LAB.contains(server) ? other(server) : EmbeddedNetwork.CLIENT,
                    server == null ? EmbeddedNetwork.SERVER : server);
        }
        if (server == null) {
            return new Ends(client, IN_LAB.contains(client) ? other(client) : EmbeddedNetwork.SERVER);
        }
        boolean foreign = server.contains(":");
        if (client.equals(server) || !foreign && IN_LAB.contains(client) != IN_LAB.contains(server)) {
            throw new CommandException("no path leads from " + client + " to " + server + "; "
                    + (IN_LAB.contains(client) ? client + " reaches " + other(client)
                    : IN_LAB.contains(server) ? other(server) + " reaches " + server
                    : EmbeddedNetwork.CLIENT + " reaches " + EmbeddedNetwork.SERVER));
        }
        return new Ends(client, server);
    }

    private static String other(String name) {
        return name.equals(Laboratory.KERNEL) ? Laboratory.HOST : Laboratory.KERNEL;
    }
}
