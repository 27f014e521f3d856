package mptcp.core.mp.path;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import mptcp.api.path.PathCommands;
import mptcp.api.path.SubflowEnd;
import mptcp.api.policy.Subflows;
import mptcp.core.mib.Mib;
import mptcp.core.mp.Mpcb;
import mptcp.core.wire.IpAddress;

/** Carries out what a path manager asks for: after the present event, through the loop's deferred work. */
public final class PathAgent implements PathCommands {
    private final Mpcb m;
    /** Subflows that are about to be opened, after the present event. */
    private int opening;

    public PathAgent(Mpcb m) {
        this.m = m;
    }

    @Override
    public boolean established() {
        return m.session().fullyEstablished();
    }

    @Override
    public List<InetAddress> localAddresses() {
        return m.env().localAddresses();
    }

    @Override
    public List<Endpoint> endpoints() {
        return m.env().endpoints();
    }

    @Override
    public List<RemoteAddress> remoteAddresses() {
        return m.parts().addresses().remotes();
    }

    @Override
    public int subflows() {
        return m.subflows().mask();
    }

    @Override
    public InetSocketAddress local(int sf) {
        return of(sf).local();
    }

    @Override
    public InetSocketAddress remote(int sf) {
        return of(sf).remote();
    }

    @Override
    public int localId(int sf) {
        return of(sf).localId();
    }

    @Override
    public int remoteId(int sf) {
        return of(sf).remoteId();
    }

    @Override
    public boolean backup(int sf) {
        return of(sf).backupLocal();
    }

    @Override
    public SubflowEnd end(int sf) {
        return of(sf).end();
    }

    private Subflow of(int sf) {
        Subflow s = sf >= 0 && sf < Subflows.MAX ? m.subflows().get(sf) : null;
        if (s == null) {
            throw new IllegalArgumentException("no subflow in slot " + sf);
        }
        return s;
    }

    @Override
    public Map<String, String> settings() {
        return m.env().config().policySettings();
    }

    @Override
    public boolean open(InetAddress local, InetSocketAddress remote, boolean backup) {
        IpAddress from = IpAddress.of(local);
        if (!m.mayJoin() || !m.env().isLocal(from) || from.v4() != IpAddress.of(remote.getAddress()).v4()) {
            m.counters().count(Mib.MPJ_REJECTED_STATE);
            return false;
        }
        if (m.session().noJoinToInitial() && toInitial(remote)) {
            m.counters().count(Mib.MPJ_REJECTED_POLICY); // the peer's C flag (RFC 8684 section 3.1)
            return false;
        }
        if (!m.subflows().hasPlace(opening)) {
            m.counters().count(Mib.MPJ_REJECTED_LIMIT); // told here, so that a path manager may try again
            return false;
        }
        opening++;
        m.env().counters().count(Mib.TASK_JOIN);
        m.env().defer(m, () -> {
            opening--;
            m.opener().open(from, remote, backup);
        });
        return true;
    }

    private boolean toInitial(InetSocketAddress remote) {
        int port = remote.getPort();
        return IpAddress.of(remote.getAddress()).equals(m.session().initialFlow().remote())
                && (port == 0 || port == m.session().initialFlow().remotePort());
    }

    @Override
    public boolean close(int sf) {
        Subflow s = m.subflows().get(sf);
        if (s == null) {
            return false;
        }
        m.env().defer(m, () -> m.subflows().end(s));
        return true;
    }

    @Override
    public boolean setBackup(int sf, boolean backup) {
        Subflow s = m.subflows().get(sf);
        if (s == null) {
            return false;
        }
        m.env().defer(m, () -> m.subflows().setBackup(s, backup));
        return true;
    }

    @Override
    public int announce(InetAddress local, int port) {
        if (!m.session().fullyEstablished() || m.session().plain()) {
            return -1;
        }
        return m.parts().addresses().announce(IpAddress.of(local), port, m.env().nowNs());
    }

    @Override
    public boolean withdraw(int addressId) {
        boolean known = m.parts().addresses().withdraw(addressId, m.env().nowNs());
        m.env().defer(m, () -> m.subflows().endLocalId(addressId));
        return known;
    }

    @Override
    public void timer(long afterNs) {
        m.armPathTimer(m.env().nowNs() + Math.max(0, afterNs));
    }
}
