package mptcp.core.mp;

import java.net.InetSocketAddress;
import java.util.Map;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.Subflows;
import mptcp.core.wire.Flow;

/** The connection as its policies know it. */
public final class ConnectionView implements ConnectionInfo {
    private final Mpcb m;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;

    public ConnectionView(Mpcb m, Flow flow) {
        this.m = m;
        this.local = new InetSocketAddress(flow.local().inet(), flow.localPort());
        this.remote = new InetSocketAddress(flow.remote().inet(), flow.remotePort());
    }

    @Override
    public long id() {
        return m.id();
    }

    @Override
    public String host() {
        return m.env().name();
    }

    @Override
    public boolean initiator() {
        return m.initiator();
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public int mptcpVersion() {
        return m.session().version();
    }

    @Override
    public boolean fallback() {
        return m.session().plain();
    }

    @Override
    public Map<String, String> settings() {
        return m.env().config().policySettings();
    }

    @Override
    public Subflows subflows() {
        return m.view();
    }
}
