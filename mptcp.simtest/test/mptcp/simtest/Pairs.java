package mptcp.simtest;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyContext;

/**
 * A path manager that knows the simulated paths: the opener joins once over each path that is not in use, from its end
 * of the path to the other. Nothing is announced. So tests know which subflow is where.
 */
final class Pairs implements PathManagerFactory {
    private final boolean backup;

    /** @param backup whether all but the first subflow are backups */
    Pairs(boolean backup) {
        this.backup = backup;
    }

    @Override
    public String name() {
        return backup ? "backups" : "pairs";
    }

    @Override
    public PathManager create(PolicyContext connection) {
        return new PathManager() {
            private PathCommands commands;

            @Override
            public void attach(PathCommands c, ConnectionInfo info, long nowNs) {
                commands = c;
                if (c.established()) {
                    onEstablished(nowNs);
                }
            }

            @Override
            public void onEstablished(long nowNs) {
                if (connection.initiator()) {
                    commands.localAddresses().forEach(this::open);
                }
            }

            @Override
            public void onLocalAddress(InetAddress address, boolean present, long nowNs) {
                if (present && commands.established() && connection.initiator()) {
                    open(address);
                }
            }

            private void open(InetAddress local) {
                boolean used = local.equals(connection.local().getAddress());
                for (int left = commands.subflows(); left != 0; left &= left - 1) {
                    used |= commands.local(Integer.numberOfTrailingZeros(left)).getAddress().equals(local);
                }
                if (!used) {
                    commands.open(local, new InetSocketAddress(other(local), connection.remote().getPort()), backup);
                }
            }
        };
    }

    private static InetAddress other(InetAddress end) {
        byte[] bytes = end.getAddress();
        bytes[bytes.length - 1] = 2;
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the length is right", e);
        }
    }
}
