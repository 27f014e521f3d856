package mptcp.core.mp.policy;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.random.RandomGenerator;
import mptcp.api.policy.ConnectionInfo;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.Subflows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one policy is given of its connection and for itself, until it is taken from it. Loop thread only. */
final class ContextPort implements PolicyContext {
    /** Timers are no way to be called without end: time passes between two calls. */
    private static final long MIN_TIMER_NS = 100_000;

    private final PolicyKind kind;
    private final String name;
    private final PolicyOwner owner;
    private final PolicyHost host;
    private final ConnectionInfo connection;
    private final ViewPort view;
    private final CostMeter account;
    /** Null until it publishes something, which most policies do not. */
    private Published statistics;
    private Logger log;
    private RandomGenerator random;

    ContextPort(PolicyKind kind, String name, PolicyOwner owner, PolicyHost host, CostMeter account) {
        this.kind = kind;
        this.name = name;
        this.owner = owner;
        this.host = host;
        this.connection = owner.info();
        this.view = new ViewPort(connection.subflows());
        this.account = account;
    }

    /** The policy has left. */
    void close() {
        if (view.isOpen()) {
            view.close();
            owner.disarmTimer(kind);
        }
    }

    @Override
    public void timer(long afterNs) {
        if (!host.onLoop()) {
            throw new IllegalStateException("timers are set on the loop thread, not on " + Thread.currentThread().getName());
        }
        if (!view.isOpen()) {
            return;
        }
        if (afterNs == Long.MAX_VALUE) {
            owner.disarmTimer(kind);
            return;
        }
        long least = kind == PolicyKind.PATH_MANAGER ? PathPort.MIN_TIMER_NS : MIN_TIMER_NS;
        owner.armTimer(kind, host.nowNs() + Math.clamp(afterNs, least, PathPort.MAX_TIMER_NS));
    }

    @Override
    public RandomGenerator random() {
        if (random == null) {
            random = owner.randomness().split();
        }
        return random;
    }

    @Override
    public Published statistics() {
        if (statistics == null) {
            statistics = new Published(account);
        }
        return statistics;
    }

    /** What it has published, by name. */
    Map<String, Number> published() {
        return statistics == null ? Map.of() : statistics.snapshot();
    }

    @Override
    public Logger log() {
        if (log == null) {
            log = new PolicyLog(LoggerFactory.getLogger("mptcp.policy." + kind.label() + "." + name),
                    connection.host() + " connection " + connection.id() + ": ");
        }
        return log;
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
        return view;
    }
}
