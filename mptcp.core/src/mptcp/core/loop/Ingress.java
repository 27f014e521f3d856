package mptcp.core.loop;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.mp.Mpcb;
import mptcp.core.mp.ResetReason;
import mptcp.core.mp.Subflow;
import mptcp.core.tcp.ResetReply;
import mptcp.core.tcp.Tcb;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.MptcpOption;
import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;

/** What arrives: checked, and handed to its subflow, to the connection that a join names, or to a listener. */
final class Ingress implements PacketSink {
    private final Host host;
    private final Demux demux;
    private final LinkTable links;
    private final Counters counters;
    private final Icmp icmp;
    private final IpHeader ip = new IpHeader();
    private final TcpHeader tcp = new TcpHeader();
    private final List<Listener> listeners = new ArrayList<>();
    private final Map<Long, Listener> openings = new HashMap<>();

    Ingress(Host host, Demux demux, LinkTable links) {
        this.host = host;
        this.demux = demux;
        this.links = links;
        this.counters = host.counters();
        this.icmp = new Icmp(demux, counters);
    }

    @Override
    public void packet(MemorySegment m, long offset, int length, int segmentSize, int checksumState, long nowNs) {
        counters.count(Mib.IP_IN_RECEIVES);
        boolean verify = checksumState == IpLink.CHECKSUM_FULL;
        switch (ip.parse(m, offset, length, verify)) {
            case MALFORMED, BAD_CHECKSUM -> counters.count(Mib.IP_IN_HDR_ERRORS);
            case FRAGMENT -> counters.count(Mib.IP_REASM_REFUSED);
            default -> transport(m, verify, nowNs);
        }
    }

    private void transport(MemorySegment m, boolean verify, long nowNs) {
        if (links.of(ip.dstHi(), ip.dstLo()) == null) {
            counters.count(Mib.IP_IN_ADDR_ERRORS);
            return;
        }
        if (ip.protocol() == (ip.v4() ? IpHeader.PROTOCOL_ICMP : IpHeader.PROTOCOL_ICMPV6)) {
            icmp.packet(m, ip, verify, nowNs);
            return;
        }
        if (ip.protocol() != IpHeader.PROTOCOL_TCP) {
            counters.count(Mib.IP_IN_UNKNOWN_PROTOS);
            return;
        }
        counters.count(Mib.TCP_IN_SEGS);
        switch (tcp.parse(m, ip, verify)) {
            case MALFORMED -> counters.count(Mib.TCP_IN_ERRS);
            case BAD_CHECKSUM -> {
                counters.count(Mib.TCP_IN_ERRS);
                counters.count(Mib.TCP_IN_CSUM_ERRORS);
            }
            default -> segment(m, nowNs);
        }
    }

    private void segment(MemorySegment m, long nowNs) {
        Subflow s = demux.find(ip, tcp);
        if (s != null && s.tcb().segment(ip, tcp, m, nowNs) == Tcb.Disposition.TAKEN) {
            return;
        }
        boolean syn = (tcp.flags() & (TcpFlags.SYN | TcpFlags.ACK | TcpFlags.RST)) == TcpFlags.SYN;
        if (!syn && !tcp.has(TcpFlags.ACK) && listener(new IpAddress(ip.dstHi(), ip.dstLo()), tcp.dstPort()) != null) {
            return; // LISTEN drops what is neither SYN nor ACK (RFC 9293 section 3.10.7.2, fourth)
        }
        if (!syn) {
            ResetReply.send(host, Flow.of(ip, tcp), tcp, nowNs);
        } else if (tcp.mptcp().has(MptcpOption.MP_JOIN)) {
            join(nowNs);
        } else {
            open(nowNs);
        }
    }

    private void join(long nowNs) {
        Mpcb m = host.byToken(tcp.mptcp().token());
        if (m == null) {
            counters.count(Mib.MPJ_NO_TOKEN);
            refuse(ResetReason.MPTCP_SPECIFIC, nowNs);
            return;
        }
        if (!m.joinablePort(tcp.dstPort())) {
            m.counters().count(Mib.MPJ_REJECTED_STATE);
            refuse(ResetReason.PROHIBITED, nowNs);
            return;
        }
        int refused = m.acceptJoin(Flow.of(ip, tcp), tcp, nowNs);
        if (refused >= 0) {
            refuse(refused, nowNs);
        }
    }

    private void refuse(int reason, long nowNs) {
        ResetReply.send(host, Flow.of(ip, tcp), tcp, reason, ResetReason.isTransient(reason), nowNs);
    }

    private void open(long nowNs) {
        Listener l = listener(new IpAddress(ip.dstHi(), ip.dstLo()), tcp.dstPort());
        if (l == null) {
            ResetReply.send(host, Flow.of(ip, tcp), tcp, nowNs);
            return;
        }
        if (!l.admits()) {
            counters.count(Mib.TCP_LISTEN_OVERFLOWS);
            counters.count(Mib.TCP_LISTEN_DROPS);
            return;
        }
        Mpcb m = host.newConnection(false, l.config());
        l.opening(1);
        openings.put(m.id(), l);
        int version = l.config().mptcpVersion() != null ? l.config().mptcpVersion() : host.config().mptcpVersion();
        m.prepare(Flow.of(ip, tcp));
        host.equip(m);
        m.accept(tcp, version, nowNs);
    }

    // --- listeners

    void listen(Listener l) {
        listeners.add(l);
    }

    /** Whether a subflow has these addresses and ports. */
    boolean taken(Flow flow) {
        return demux.find(flow) != null;
    }

    void unlisten(Listener l) {
        listeners.remove(l);
    }

    List<Listener> listeners() {
        return listeners;
    }

    boolean listens(int port) {
        for (int i = 0; i < listeners.size(); i++) {
            if (listeners.get(i).port() == port) {
                return true;
            }
        }
        return false;
    }

    /** The listener for a local address and port: one bound to the address rather than a wildcard. */
    Listener listener(IpAddress local, int port) {
        Listener found = null;
        for (Listener l : listeners) {
            if (l.takes(local, port) && (found == null || found.wildcard())) {
                found = l;
            }
        }
        return found;
    }

    /** A passive open succeeded. @return false if nobody can take it */
    boolean established(Mpcb m) {
        Listener l = openings.remove(m.id());
        if (l == null) {
            return false;
        }
        l.opening(-1);
        if (!l.offer(m)) {
            counters.count(Mib.TCP_LISTEN_OVERFLOWS);
            return false;
        }
        return true;
    }

    /** A connection is over, perhaps before it was established. */
    void forget(Mpcb m) {
        Listener l = openings.remove(m.id());
        if (l != null) {
            l.opening(-1);
        }
    }

    void closeListeners() {
        for (Listener l : List.copyOf(listeners)) {
            l.close();
        }
    }
}
