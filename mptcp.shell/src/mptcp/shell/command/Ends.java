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
            return server == null ? new Ends(EmbeddedNetwork.CLIENT, EmbeddedNetwork.SERVER) : new Ends(other(server), server);
        }
        if (server == null) {
            return new Ends(client, other(client));
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

    /** Who is at the other end of the paths; of a host that is neither here nor in the lab, who is a client by default. */
    private static String other(String name) {
        return switch (name) {
            case Laboratory.KERNEL -> Laboratory.HOST;
            case Laboratory.HOST -> Laboratory.KERNEL;
            case EmbeddedNetwork.CLIENT -> EmbeddedNetwork.SERVER;
            default -> EmbeddedNetwork.CLIENT;
        };
    }
}
