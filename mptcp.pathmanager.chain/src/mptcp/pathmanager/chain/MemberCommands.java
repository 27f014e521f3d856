package mptcp.pathmanager.chain;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import mptcp.api.address.Endpoint;
import mptcp.api.address.Tags;
import mptcp.api.path.PathCommands;
import mptcp.api.path.SubflowEnd;

/** The commands as one member of a chain sees them, with a timer of its own. */
final class MemberCommands implements PathCommands {
    private static final long NONE = Long.MAX_VALUE;

    private final int member;
    private final SharedCommands shared;
    private long nowNs;
    private long dueNs = NONE;

    MemberCommands(int member, SharedCommands shared) {
        this.member = member;
        this.shared = shared;
    }

    void begin(long nowNs) {
        this.nowNs = nowNs;
        shared.begin();
    }

    /** When the member's timer expires, or Long.MAX_VALUE. */
    long dueNs() {
        return dueNs;
    }

    boolean expires(long nowNs) {
        if (dueNs > nowNs) {
            return false;
        }
        dueNs = NONE;
        return true;
    }

    @Override
    public boolean established() {
        return shared.commands.established();
    }

    @Override
    public List<InetAddress> localAddresses() {
        return shared.commands.localAddresses();
    }

    @Override
    public Tags tags(InetAddress local) {
        return shared.commands.tags(local);
    }

    @Override
    public List<Endpoint> endpoints() {
        return shared.commands.endpoints();
    }

    @Override
    public List<RemoteAddress> remoteAddresses() {
        return shared.commands.remoteAddresses();
    }

    @Override
    public List<RemoteAddress> joinable() {
        return shared.commands.joinable();
    }

    @Override
    public int subflows() {
        return shared.commands.subflows();
    }

    @Override
    public InetSocketAddress local(int sf) {
        return shared.commands.local(sf);
    }

    @Override
    public InetSocketAddress remote(int sf) {
        return shared.commands.remote(sf);
    }

    @Override
    public int localId(int sf) {
        return shared.commands.localId(sf);
    }

    @Override
    public int remoteId(int sf) {
        return shared.commands.remoteId(sf);
    }

    @Override
    public boolean backup(int sf) {
        return shared.commands.backup(sf);
    }

    @Override
    public SubflowEnd end(int sf) {
        return shared.commands.end(sf);
    }

    @Override
    public Map<String, String> settings() {
        return shared.commands.settings();
    }

    @Override
    public boolean open(InetAddress local, InetSocketAddress remote, boolean backup) {
        return shared.open(member, local, remote, backup);
    }

    @Override
    public boolean close(int sf) {
        return shared.commands.close(sf);
    }

    @Override
    public boolean setBackup(int sf, boolean backup) {
        return shared.commands.setBackup(sf, backup);
    }

    @Override
    public int announce(InetAddress local, int port) {
        return shared.commands.announce(local, port);
    }

    @Override
    public boolean withdraw(int addressId) {
        return shared.commands.withdraw(addressId);
    }

    @Override
    public void timer(long afterNs) {
        dueNs = afterNs > NONE - nowNs ? NONE : nowNs + afterNs;
    }
}
