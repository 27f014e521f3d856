package mptcp.pathmanager.chain;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import mptcp.api.path.PathCommands;
import mptcp.api.policy.ConnectionInfo;

/** What the members of a chain have in common: the real commands, and who did what already. */
final class SharedCommands {
    private record Pair(InetAddress local, InetSocketAddress remote) {}

    final PathCommands commands;
    private final ConnectionInfo connection;
    private final Map<Pair, Integer> openedBy = new HashMap<>();

    SharedCommands(PathCommands commands, ConnectionInfo connection) {
        this.commands = commands;
        this.connection = connection;
    }

    void begin() {
        openedBy.clear();
    }

    /** Opens it, or says yes if another member did in this event. One member may open the same pair several times. */
    boolean open(int member, InetAddress local, InetSocketAddress remote, boolean backup) {
        int port = remote.getPort() == 0 ? connection.remote().getPort() : remote.getPort();
        Pair pair = new Pair(local, new InetSocketAddress(remote.getAddress(), port));
        if (openedBy.getOrDefault(pair, member) != member) {
            return true;
        }
        boolean opened = commands.open(local, remote, backup);
        if (opened) {
            openedBy.put(pair, member);
        }
        return opened;
    }
}
