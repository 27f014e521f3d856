package mptcp.policy.testing;

import java.net.InetSocketAddress;
import java.util.Map;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Subflows;

/** A connection with these settings and subflows, and nothing else of interest. */
public record FakeConnection(Map<String, String> settings, Subflows subflows) implements PolicyContext {
    public FakeConnection(Map<String, String> settings) {
        this(settings, new FakeSubflows());
    }

    @Override
    public long id() {
        return 1;
    }

    @Override
    public String host() {
        return "host";
    }

    @Override
    public boolean initiator() {
        return true;
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress("10.0.1.1", 40000);
    }

    @Override
    public InetSocketAddress remote() {
        return new InetSocketAddress("10.0.1.2", 80);
    }

    @Override
    public int mptcpVersion() {
        return 1;
    }

    @Override
    public boolean fallback() {
        return false;
    }
}
