package mptcp.core.mp;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.Subflows;
import mptcp.core.wire.Flow;

/** The connection as its policies know it. */
public final class ConnectionView implements ConnectionInfo {
    private final Mpcb m;
    /** While it is being opened, on several ways perhaps, those of the first subflow may change. */
    private volatile Ends ends;
    /** Of these two, made once: that another object is there tells that something was configured. */
    private Map<String, String> mergedHost;
    private Map<String, String> mergedOwn;
    private Map<String, String> merged;

    private record Ends(Flow flow, InetSocketAddress local, InetSocketAddress remote) {
        Ends(Flow flow) {
            this(flow, new InetSocketAddress(flow.local().inet(), flow.localPort()),
                    new InetSocketAddress(flow.remote().inet(), flow.remotePort()));
        }
    }

    public ConnectionView(Mpcb m) {
        this.m = m;
    }

    private Ends ends() {
        Flow now = m.session().initialFlow();
        Ends known = ends;
        if (known == null || known.flow != now) {
            known = new Ends(now);
            ends = known;
        }
        return known;
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
        return ends().local;
    }

    @Override
    public InetSocketAddress remote() {
        return ends().remote;
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
        Map<String, String> ofHost = m.env().config().policySettings();
        Map<String, String> own = m.socketConfig().policySettings();
        if (own.isEmpty()) {
            return ofHost;
        }
        if (ofHost != mergedHost || own != mergedOwn) {
            Map<String, String> both = new HashMap<>(ofHost);
            both.putAll(own);
            merged = Map.copyOf(both);
            mergedHost = ofHost;
            mergedOwn = own;
        }
        return merged;
    }

    @Override
    public Subflows subflows() {
        return m.view();
    }
}
