package mptcp.core.mp.policy;

import java.net.InetSocketAddress;
import java.util.Map;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Subflows;

/** What one policy is given of its connection and for itself, until it is taken from it. Loop thread only. */
final class ContextPort implements PolicyContext {
    private final ConnectionInfo connection;

    ContextPort(ConnectionInfo connection) {
        this.connection = connection;
    }

    @Override
    public long id() {
        return connection.id();
    }

    @Override
    public String host() {
        return connection.host();
    }

    @Override
    public boolean initiator() {
        return connection.initiator();
    }

    @Override
    public InetSocketAddress local() {
        return connection.local();
    }

    @Override
    public InetSocketAddress remote() {
        return connection.remote();
    }

    @Override
    public int mptcpVersion() {
        return connection.mptcpVersion();
    }

    @Override
    public boolean fallback() {
        return connection.fallback();
    }

    @Override
    public Map<String, String> settings() {
        return connection.settings();
    }

    @Override
    public Subflows subflows() {
        return connection.subflows();
    }
}
