package mptcp.core.mp.path;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.path.PathCommands.RemoteAddress;
import mptcp.core.mib.Counters;
import mptcp.core.mib.EventSink;
import mptcp.core.mib.Mib;
import mptcp.core.mp.policy.PolicySet;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.MptcpOption;

/**
 * What the peer has told of its addresses (RFC 8684 section 3.4): which it announced and has not withdrawn, with its ids,
 * and which of them a join may go to. Its first address, id 0, is known from the start; the peer may withdraw it, and
 * announce it again under that id, which is no other address's ever. Loop thread only.
 */
public final class RemoteAddresses {
    private static final int MOST = 32;

    private final PathEnv env;
    private final MpSession session;
    private final SubflowSet subflows;
    private final WithdrawnAddresses withdrawn;
    private final LocalAddresses locals;
    private final PolicySet policies;
    private final Counters counters;
    private final EventSink events;
    private final List<RemoteAddress> announced = new ArrayList<>();
    /** The peer withdrew its first address and has not announced it again. */
    private boolean firstWithdrawn;

    public RemoteAddresses(PathEnv env, MpSession session, SubflowSet subflows, LocalAddresses locals, PolicySet policies,
            Counters counters, EventSink events) {
        this.env = env;
        this.session = session;
        this.subflows = subflows;
        this.withdrawn = new WithdrawnAddresses(env, subflows);
        this.locals = locals;
        this.policies = policies;
        this.counters = counters;
        this.events = events;
    }

    // --- what is known

    /** What the peer has announced and not withdrawn. */
    List<RemoteAddress> announced() {
        return List.copyOf(announced);
    }

    /** Where joins may go, with ports: the first address, unless it was withdrawn or declines them, then what was announced. */
    List<RemoteAddress> joinable() {
        List<RemoteAddress> found = new ArrayList<>();
        Flow first = session.initialFlow();
        if (!firstWithdrawn && !declines(first.remote(), 0)) {
            found.add(new RemoteAddress(AddressIds.FIRST, first.remote().inet(), first.remotePort()));
        }
        for (RemoteAddress each : announced) {
            RemoteAddress target = new RemoteAddress(each.addressId(), each.address(), port(each.port()));
            boolean first0 = each.addressId() == AddressIds.FIRST && target.port() == first.remotePort();
            if (!first0 && !declines(IpAddress.of(each.address()), each.port())) {
                found.add(target);
            }
        }
        return found;
    }

    /** The port that joins go to where none was said: that of the first subflow. */
    int port(int said) {
        return said != 0 ? said : session.initialFlow().remotePort();
    }

    /** Whether the peer's C flag forbids joins to this address and port (RFC 8684 section 3.1). */
    boolean declines(IpAddress address, int port) {
        return session.noJoinToInitial() && address.equals(session.initialFlow().remote())
                && port(port) == session.initialFlow().remotePort();
    }

    /**
     * Whether a join to this address can be meant for the peer: a unicast address, of the loopback's or a link's scope only
     * where the connection itself is, and none of our own unless the connection is within this host.
     */
    boolean usable(IpAddress address) {
        IpAddress first = session.initialFlow().remote();
        return IpAddress.unicast(address.hi(), address.lo())
                && (!address.loopback() || first.loopback())
                && (!address.linkLocal() || first.linkLocal())
                && (!env.isLocal(address) || env.isLocal(first))
                && !env.isBroadcast(address);
    }

    // --- what arrives

    void onAddAddress(Subflow s, MptcpOption o, long nowNs) {
        if (o.echo()) {
            counters.count(Mib.ECHO_ADD_RX);
            locals.onEcho(o);
            return;
        }
        IpAddress address = new IpAddress(o.addHi(), o.addLo());
        if (!authentic(o, address)) {
            counters.count(Mib.ADD_ADDR_BAD_HMAC);
            return;
        }
        counters.count(Mib.ADD_ADDR_RX);
        if (o.addPort() != 0) {
            counters.count(Mib.PORT_ADD_RX);
        }
        boolean known = otherwiseKnown(o.addId(), address);
        if (known || !usable(address)) {
            counters.count(known ? Mib.ADD_ADDR_ID_IN_USE : Mib.ADD_ADDR_UNUSABLE);
            if (env.habits().echoesAny() && session.keys().version() == 1) {
                s.options.sendAddAddress(true, o.addId(), address, o.addPort(), nowNs);
            }
            return;
        }
        if (session.keys().version() == 1) {
            s.options.sendAddAddress(true, o.addId(), address, o.addPort(), nowNs);
        }
        take(new RemoteAddress(o.addId(), address.inet(), o.addPort()), nowNs);
    }

    private boolean authentic(MptcpOption o, IpAddress address) {
        MpKeys k = session.keys();
        return k.version() == 0 || o.addHasHmac() && o.addHmac()
                == env.crypto(1).addAddressHmac(k.remoteKey(), k.localKey(), o.addId(), address, o.addPort());
    }

    /**
     * Whether the id stands for another address of the peer's: 0 for that of the first subflow at any time, another for that
     * of a live subflow. Such an announcement is ignored (RFC 8684 section 3.4.1).
     */
    private boolean otherwiseKnown(int id, IpAddress address) {
        return id == AddressIds.FIRST ? !address.equals(session.initialFlow().remote())
                : subflows.usesRemoteId(id, address);
    }

    private void take(RemoteAddress remote, long nowNs) {
        if (announced.contains(remote)) {
            return; // a repetition whose echo was lost
        }
        boolean first = remote.addressId() == AddressIds.FIRST && port(remote.port()) == session.initialFlow().remotePort();
        if (first && !firstWithdrawn) {
            return; // what is known since the first SYN
        }
        boolean replaces = announced.removeIf(r -> r.addressId() == remote.addressId());
        if (!first) {
            if (!replaces && announced.size() >= MOST) {
                counters.count(Mib.ADD_ADDR_DROP);
                return;
            }
            announced.add(remote);
        }
        firstWithdrawn &= !first;
        events.event(-1, "ANNOUNCED", remote.address().getHostAddress() + (remote.port() == 0 ? "" : ":" + remote.port())
                + " id " + remote.addressId());
        policies.toPath(p -> p.onAddAddr(remote.addressId(), remote.address(), remote.port(), nowNs));
    }

    void onRemoveAddress(MptcpOption o, long nowNs) {
        for (int i = 0; i < o.removedCount(); i++) {
            int id = o.removed(i);
            counters.count(Mib.RM_ADDR_RX);
            announced.stream().filter(r -> r.addressId() == id).forEach(r -> withdrawn.ofAttempts(r, port(r.port())));
            boolean known = announced.removeIf(r -> r.addressId() == id);
            if (id == AddressIds.FIRST) {
                known |= !firstWithdrawn;
                firstWithdrawn = true;
            }
            if (known | withdrawn.ofRemote(id)) {
                events.event(-1, "REMOVED", "id " + id);
                policies.toPath(p -> p.onRemoveAddr(id, nowNs));
            }
        }
    }
}
