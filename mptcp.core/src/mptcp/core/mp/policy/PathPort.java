package mptcp.core.mp.policy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import mptcp.api.address.Endpoint;
import mptcp.api.address.Tags;
import mptcp.api.path.PathCommands;
import mptcp.api.path.SubflowEnd;
import mptcp.core.time.Timers;

/**
 * The commands as one path manager has them: from its attach to its detach, and on the loop. On another thread they throw
 * there; a path manager that is gone sees nothing and its commands are refused.
 */
final class PathPort implements PathCommands {
    /** Timers are no way to be called without end: time passes between two calls. */
    static final long MIN_TIMER_NS = 1_000_000;
    /** As good as never, and not beyond what can be added to the time. */
    static final long MAX_TIMER_NS = Long.MAX_VALUE / 4;

    private final PathCommands commands;
    private final PolicyHost host;
    private boolean open = true;

    PathPort(PathCommands commands, PolicyHost host) {
        this.commands = commands;
        this.host = host;
    }

    void close() {
        open = false;
    }

    private boolean isOpen() {
        if (!host.onLoop()) {
            throw new IllegalStateException("paths are looked at and managed on the loop thread, not on "
                    + Thread.currentThread().getName());
        }
        return open;
    }

    @Override
    public boolean established() {
        return isOpen() && commands.established();
    }

    @Override
    public List<InetAddress> localAddresses() {
        return isOpen() ? commands.localAddresses() : List.of();
    }

    @Override
    public Tags tags(InetAddress local) {
        return isOpen() ? commands.tags(local) : Tags.NONE;
    }

    @Override
    public List<Endpoint> endpoints() {
        return isOpen() ? commands.endpoints() : List.of();
    }

    @Override
    public List<RemoteAddress> remoteAddresses() {
        return isOpen() ? commands.remoteAddresses() : List.of();
    }

    @Override
    public List<RemoteAddress> joinable() {
        return isOpen() ? commands.joinable() : List.of();
    }

    @Override
    public int subflows() {
        return isOpen() ? commands.subflows() : 0;
    }

    @Override
    public InetSocketAddress local(int sf) {
        return isOpen() ? commands.local(sf) : null;
    }

    @Override
    public InetSocketAddress remote(int sf) {
        return isOpen() ? commands.remote(sf) : null;
    }

    @Override
    public int localId(int sf) {
        return isOpen() ? commands.localId(sf) : -1;
    }

    @Override
    public int remoteId(int sf) {
        return isOpen() ? commands.remoteId(sf) : -1;
    }

    @Override
    public boolean backup(int sf) {
        return isOpen() && commands.backup(sf);
    }

    @Override
    public SubflowEnd end(int sf) {
        return isOpen() ? commands.end(sf) : null;
    }

    @Override
    public Map<String, String> settings() {
        return isOpen() ? commands.settings() : Map.of();
    }

    @Override
    public boolean open(InetAddress local, InetSocketAddress remote, boolean backup) {
        return isOpen() && commands.open(local, remote, backup);
    }

    @Override
    public boolean close(int sf) {
        return isOpen() && commands.close(sf);
    }

    @Override
    public boolean setBackup(int sf, boolean backup) {
        return isOpen() && commands.setBackup(sf, backup);
    }

    @Override
    public int announce(InetAddress local, int port) {
        return isOpen() ? commands.announce(local, port) : -1;
    }

    @Override
    public boolean withdraw(int addressId) {
        return isOpen() && commands.withdraw(addressId);
    }

    @Override
    public void timer(long afterNs) {
        if (isOpen()) {
            commands.timer(Math.clamp(afterNs, MIN_TIMER_NS, MAX_TIMER_NS));
        }
    }
}
