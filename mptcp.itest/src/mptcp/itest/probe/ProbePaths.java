package mptcp.itest.probe;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import mptcp.api.address.Endpoint;
import mptcp.api.path.PathCommands;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.SubflowEvent;

/** Opens one subflow from each endpoint that is marked for it, and looks again every ten milliseconds. */
public final class ProbePaths extends Probe implements PathManagerFactory {
    private static final long PERIOD_NS = 10_000_000;

    @Override
    public PathManager create(PolicyContext connection) {
        called();
        return new Policy();
    }

    private final class Policy implements PathManager {
        private PathCommands commands;
        private ConnectionInfo connection;

        @Override
        public void attach(PathCommands given, ConnectionInfo made, long nowNs) {
            called();
            commands = given;
            connection = made;
            if (given.established()) {
                open();
            }
        }

        private void open() {
            for (Endpoint endpoint : commands.endpoints()) {
                if (endpoint.subflow() && connection.initiator() && Integer.bitCount(commands.subflows()) < 2) {
                    commands.open(endpoint.address(), connection.remote(), false);
                }
            }
            commands.timer(PERIOD_NS);
        }

        @Override
        public void onEstablished(long nowNs) {
            called();
            open();
        }

        @Override
        public boolean acceptJoin(InetSocketAddress local, InetSocketAddress remote, long nowNs) {
            called();
            return true;
        }

        @Override
        public void onAddAddr(int addressId, InetAddress address, int port, long nowNs) {
            called();
        }

        @Override
        public void onSubflow(int sf, SubflowEvent event, long nowNs) {
            called();
        }

        @Override
        public void onTimer(long nowNs) {
            called();
            commands.timer(PERIOD_NS);
        }

        @Override
        public void detach() {
            called();
        }
    }
}
