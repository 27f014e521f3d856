package mptcp.core.mp.path;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import mptcp.api.path.PathCommands.RemoteAddress;
import mptcp.core.mib.Mib;
import mptcp.core.mp.Mpcb;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.MptcpOption;

/** The addresses that the two ends have told each other (RFC 8684 section 3.4), with their ids. */
public final class AddressBook {
    private static final int MAX_REMOTE = 32;
    private static final int MAX_TRIES = 4;
    private static final int INITIAL_ID = 0;

    private final Mpcb m;
    private final List<Local> locals = new ArrayList<>();
    private final List<RemoteAddress> remotes = new ArrayList<>();
    /** Ids of addresses that went while no subflow could tell the peer. */
    private final BitSet untold = new BitSet();
    private int nextId = 1;

    /** An address of ours and its id; announced or only used. */
    private static final class Local {
        final int id;
        final IpAddress address;
        final int port;
        boolean announced;
        boolean echoed;
        int tries;
        long dueNs;

        Local(int id, IpAddress address, int port) {
            this.id = id;
            this.address = address;
            this.port = port;
        }
    }

    public AddressBook(Mpcb m) {
        this.m = m;
    }

    public List<RemoteAddress> remotes() {
        return List.copyOf(remotes);
    }

    /** The id under which the peer knows where its join went: an announced port has one of its own. */
    public int idOf(IpAddress address, int port) {
        for (Local l : locals) {
            if (l.announced && l.port == port && l.address.equals(address)) {
                return l.id;
            }
        }
        return idOf(address);
    }

    /** The id of a local address: 0 for that of the first subflow. */
    public int idOf(IpAddress address) {
        if (address.equals(m.session().initialFlow().local())) {
            return INITIAL_ID;
        }
        return local(address, 0).id;
    }

    private Local local(IpAddress address, int port) {
        for (Local l : locals) {
            if (l.address.equals(address) && l.port == port) {
                return l;
            }
        }
        Local made = new Local(configuredId(address), address, port);
        locals.add(made);
        return made;
    }

    private int configuredId(IpAddress address) {
        for (var e : m.env().endpoints()) {
            if (e.id() > 0 && IpAddress.of(e.address()).equals(address) && !inUse(e.id())) {
                return e.id();
            }
        }
        while (inUse(nextId)) {
            nextId = nextId % 255 + 1;
        }
        return nextId++;
    }

    public boolean announcedPort(int port) {
        return locals.stream().anyMatch(l -> l.announced && l.port == port);
    }

    private boolean inUse(int id) {
        return locals.stream().anyMatch(l -> l.id == id);
    }

    // --- ours

    public int announce(IpAddress address, int port, long nowNs) {
        Local l = local(address, port);
        if (!l.announced) {
            l.announced = true;
            l.echoed = false;
            l.tries = 0;
            send(l, nowNs);
            m.env().counters().count(Mib.TASK_PCB_CREATE);
        }
        return l.id;
    }

    private void send(Local l, long nowNs) {
        Subflow s = m.subflows().forSignals();
        l.tries++;
        l.dueNs = nowNs + (m.signalTimeoutNs() << l.tries - 1);
        if (s != null) {
            s.options.sendAddAddress(false, l.id, l.address, l.port, nowNs);
        }
        if (m.session().keys().version() == 0) {
            l.echoed = true; // version 0 has no echo
        } else {
            m.armAddAddress(l.dueNs);
        }
    }

    public void resend(long nowNs) {
        long next = Long.MAX_VALUE;
        for (Local l : locals) {
            if (!l.announced || l.echoed || l.tries >= MAX_TRIES) {
                continue;
            }
            if (l.dueNs <= nowNs) {
                send(l, nowNs);
            }
            next = Math.min(next, l.dueNs);
        }
        if (next != Long.MAX_VALUE) {
            m.armAddAddress(next);
        }
    }

    public boolean withdraw(int id, long nowNs) {
        boolean known = locals.removeIf(l -> l.id == id);
        if (known) {
            tellRemoved(id, nowNs);
        }
        return known;
    }

    private void tellRemoved(int id, long nowNs) {
        Subflow s = m.subflows().forSignals();
        if (s == null || !s.options.removeAddress(id)) {
            untold.set(id);
        } else {
            s.tcb.sendAck(nowNs);
        }
    }

    /**
     * A subflow that can tell the peer what went while there was none, so that the peer ends its subflows there instead of
     * keeping their slots. An id that is in use again cannot be withdrawn any more.
     */
    public void onSubflowEstablished(Subflow s, long nowNs) {
        boolean any = false;
        for (int id = untold.nextSetBit(0); id >= 0; id = untold.nextSetBit(id + 1)) {
            boolean again = m.subflows().usesLocalId(id);
            if (again || s.options.removeAddress(id)) {
                untold.clear(id);
                any |= !again;
            }
        }
        if (any) {
            s.tcb.sendAck(nowNs);
        }
    }

    /** An address of ours is no more: the peer is told by the ids it knows it by (RFC 8684 section 3.4.2). */
    public void gone(IpAddress address, long nowNs) {
        if (address.equals(m.session().initialFlow().local())) {
            tellRemoved(INITIAL_ID, nowNs);
        }
        for (int i = locals.size() - 1; i >= 0; i--) {
            if (locals.get(i).address.equals(address)) {
                withdraw(locals.get(i).id, nowNs);
            }
        }
    }

    // --- the peer's

    public void onAddAddress(Subflow s, MptcpOption o, long nowNs) {
        if (o.echo()) {
            m.counters().count(Mib.ECHO_ADD_RX);
            for (Local l : locals) {
                if (l.id == o.addId()) {
                    l.echoed = true;
                }
            }
            return;
        }
        MpKeys k = m.session().keys();
        IpAddress address = new IpAddress(o.addHi(), o.addLo());
        if (k.version() == 1) {
            long expected = m.env().crypto(1).addAddressHmac(k.remoteKey(), k.localKey(), o.addId(), address, o.addPort());
            if (!o.addHasHmac() || expected != o.addHmac()) {
                m.counters().count(Mib.ADD_ADDR_BAD_HMAC);
                return;
            }
        }
        m.counters().count(Mib.ADD_ADDR_RX);
        if (k.version() == 1) {
            s.options.sendAddAddress(true, o.addId(), address, o.addPort(), nowNs);
        }
        RemoteAddress remote = new RemoteAddress(o.addId(), address.inet(), o.addPort());
        if (remotes.contains(remote)) {
            return; // a repetition whose echo was lost
        }
        remotes.removeIf(r -> r.addressId() == o.addId());
        if (remotes.size() >= MAX_REMOTE) {
            m.counters().count(Mib.ADD_ADDR_DROP);
            return;
        }
        remotes.add(remote);
        m.event(-1, "ANNOUNCED", address + (o.addPort() == 0 ? "" : ":" + o.addPort()) + " id " + o.addId());
        m.policies().toPath(p -> p.onAddAddr(remote.addressId(), remote.address(), remote.port(), nowNs));
    }

    public void onRemoveAddress(MptcpOption o, long nowNs) {
        for (int i = 0; i < o.removedCount(); i++) {
            int id = o.removed(i);
            boolean known = remotes.removeIf(r -> r.addressId() == id);
            m.counters().count(Mib.RM_ADDR_RX);
            if (known | m.subflows().endRemoteId(id)) {
                m.event(-1, "REMOVED", "id " + id);
                m.policies().toPath(p -> p.onRemoveAddr(id, nowNs));
            }
        }
    }
}
