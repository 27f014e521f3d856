package mptcp.core.mp.path;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mptcp.api.address.Endpoint;
import mptcp.api.address.Tags;
import mptcp.api.path.PathCommands;
import mptcp.api.path.SubflowEnd;
import mptcp.api.policy.Subflows;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.wire.IpAddress;

/** Carries out what a path manager asks for: after the present event, through the loop's deferred work. */
public final class PathAgent implements PathCommands {
    private final PathEnv env;
    private final MpSession session;
    private final SubflowSet set;
    private final SubflowOpener opener;
    private final LocalAddresses locals;
    private final RemoteAddresses remotes;
    private final MpTimers timers;
    private final Counters counters;
    private final SubflowUpper upper;
    private final Consumer<Runnable> defer;
    private final Supplier<Map<String, String>> settings;
    private final WithdrawnAddresses closing;
    /** Subflows that are about to be opened, after the present event. */
    private int opening;

    /**
     * @param defer has something run after the present event
     * @param settings those of policies, of the connection
     */
    public PathAgent(ConnectionParts parts, SubflowOpener opener, MpTimers timers, Consumer<Runnable> defer,
            Supplier<Map<String, String>> settings) {
        this.env = parts.env();
        this.session = parts.session();
        this.set = parts.subflows();
        this.opener = opener;
        this.locals = parts.locals();
        this.remotes = parts.remotes();
        this.timers = timers;
        this.counters = parts.counters();
        this.upper = parts.upper();
        this.defer = defer;
        this.settings = settings;
        this.closing = new WithdrawnAddresses(env, set);
    }

    @Override
    public boolean established() {
        return session.fullyEstablished();
    }

    @Override
    public List<InetAddress> localAddresses() {
        return env.localAddresses();
    }

    @Override
    public Tags tags(InetAddress local) {
        IpAddress address = IpAddress.of(local);
        return env.tagsOf(address.hi(), address.lo());
    }

    @Override
    public List<Endpoint> endpoints() {
        return env.endpoints();
    }

    @Override
    public List<RemoteAddress> remoteAddresses() {
        return remotes.announced();
    }

    @Override
    public List<RemoteAddress> joinable() {
        return remotes.joinable();
    }

    @Override
    public int subflows() {
        return set.mask();
    }

    @Override
    public InetSocketAddress local(int sf) {
        Subflow s = of(sf);
        return s == null ? null : s.local();
    }

    @Override
    public InetSocketAddress remote(int sf) {
        Subflow s = of(sf);
        return s == null ? null : s.remote();
    }

    @Override
    public int localId(int sf) {
        Subflow s = of(sf);
        return s == null ? -1 : s.localId();
    }

    @Override
    public int remoteId(int sf) {
        Subflow s = of(sf);
        return s == null ? -1 : s.remoteId();
    }

    @Override
    public boolean backup(int sf) {
        Subflow s = of(sf);
        return s != null && s.backup().any();
    }

    @Override
    public SubflowEnd end(int sf) {
        Subflow s = of(sf);
        return s == null ? null : s.reset().end();
    }

    /** Null of an unused slot. */
    private Subflow of(int sf) {
        return sf >= 0 && sf < Subflows.MAX ? set.get(sf) : null;
    }

    @Override
    public Map<String, String> settings() {
        return settings.get();
    }

    @Override
    public boolean open(InetAddress local, InetSocketAddress remote, boolean backup) {
        IpAddress from = IpAddress.of(local);
        if (!upper.mayJoin() || !env.isLocal(from) || from.v4() != IpAddress.of(remote.getAddress()).v4()) {
            counters.count(Mib.MPJ_REJECTED_STATE);
            return false;
        }
        IpAddress to = IpAddress.of(remote.getAddress());
        if (remotes.declines(to, remote.getPort()) || !remotes.usable(to)) {
            counters.count(Mib.MPJ_REJECTED_POLICY); // the peer's C flag (RFC 8684 section 3.1), or no address of a peer
            return false;
        }
        if (!set.hasPlace(opening)) {
            counters.count(Mib.MPJ_REJECTED_LIMIT); // told here, so that a path manager may try again
            return false;
        }
        opening++;
        env.counters().count(Mib.TASK_JOIN);
        defer.accept(() -> {
            opening--;
            opener.open(from, remote, backup);
        });
        return true;
    }

    @Override
    public boolean close(int sf) {
        Subflow s = of(sf);
        if (s == null) {
            return false;
        }
        defer.accept(() -> close(s));
        return true;
    }

    private void close(Subflow s) {
        if (env.habits().closesInOrder()) {
            counters.count(Mib.RM_SUBFLOW);
            closing.closed(s);
        } else {
            set.end(s);
        }
    }

    @Override
    public boolean setBackup(int sf, boolean backup) {
        Subflow s = of(sf);
        if (s == null) {
            return false;
        }
        defer.accept(() -> set.setBackup(s, backup));
        return true;
    }

    @Override
    public int announce(InetAddress local, int port) {
        if (!session.fullyEstablished() || session.plain()) {
            return -1;
        }
        return locals.announce(IpAddress.of(local), port, env.nowNs());
    }

    @Override
    public boolean withdraw(int addressId) {
        boolean known = locals.withdraw(addressId, env.nowNs());
        defer.accept(() -> new WithdrawnAddresses(env, set).ofLocal(addressId));
        return known;
    }

    @Override
    public void timer(long afterNs) {
        timers.set(MpTimers.PATH, env.nowNs() + Math.max(0, afterNs));
    }
}
