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
import mptcp.core.mp.path.Subflow;
import mptcp.core.tcp.FastOpenAnswer;
import mptcp.core.tcp.ResetReply;
import mptcp.core.tcp.Disposition;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.MptcpOption;
import mptcp.core.wire.Seq;
import mptcp.core.wire.TcpFlags;
import mptcp.core.wire.TcpHeader;

/** What arrives: checked, and handed to its subflow, to the connection that a join names, or to a listener. */
final class Ingress implements PacketSink {
    private static final int ABOVE_OLD = 0x1_0001;

    private final Host host;
    private final Containment containment;
    private final Demux demux;
    private final LinkTable links;
    private final Counters counters;
    private final Steering steering;
    private final Icmp icmp;
    private final IpHeader ip = new IpHeader();
    private final TcpHeader tcp = new TcpHeader();
    private final TcpHeader restored = new TcpHeader();
    private final Isn isn;
    private final SynCookies cookies;
    private final JoinIngress joins;
    private final List<Listener> listeners = new ArrayList<>();
    private final Map<Long, Listener> openings = new HashMap<>();
    /** Of connections that can be used and whose handshake is not complete. */
    private final Map<Long, Listener> fastOpenings = new HashMap<>();
    private final FastOpenServer fastOpen;
    private final KnownPairs known = new KnownPairs();

    Ingress(Host host, Containment containment, Demux demux, LinkTable links, Isn isn, FastOpenServer fastOpen) {
        this.host = host;
        this.containment = containment;
        this.demux = demux;
        this.links = links;
        this.counters = host.counters();
        this.steering = host.steering();
        this.icmp = new Icmp(host, demux);
        this.isn = isn;
        this.fastOpen = fastOpen;
        this.cookies = new SynCookies(host, isn, key -> host.isOwnKey(1, key), host.group().count());
        this.joins = new JoinIngress(host, containment, demux, isn);
    }

    @Override
    public void packet(MemorySegment m, long offset, int length, int segmentSize, int checksumState, long nowNs) {
        counters.count(Mib.IP_IN_RECEIVES);
        steering.looksAt(offset, length, segmentSize, Steering.ARRIVED);
        boolean verify = checksumState == IpLink.CHECKSUM_FULL;
        switch (ip.parse(m, offset, length, verify)) {
            case MALFORMED, BAD_CHECKSUM -> counters.count(Mib.IP_IN_HDR_ERRORS);
            case FRAGMENT -> counters.count(Mib.IP_REASM_REFUSED);
            default -> transport(m, segmentSize, verify, nowNs);
        }
    }

    /**
     * A packet that another loop of the host took from its link, and found to be whole.
     *
     * @param at where it is on its way, see {@link Steering}; {@code preset}: what an opening is to begin with, or -1
     */
    void handed(MemorySegment m, long offset, int length, int segmentSize, int at, long preset, long nowNs) {
        steering.looksAt(offset, length, segmentSize, at);
        ip.parse(m, offset, length, false);
        if (links.of(ip.dstHi(), ip.dstLo()) == null) {
            counters.count(Mib.IP_IN_ADDR_ERRORS); // it went meanwhile
        } else if (ip.protocol() != IpHeader.PROTOCOL_TCP) {
            icmp.packet(m, ip, false, nowNs);
        } else {
            tcp.parse(m, ip, false);
            tcp.putTogetherOf(segmentSize);
            if (preset < 0) {
                segment(m, nowNs);
            } else {
                isn.with((int) preset, () -> segment(m, nowNs));
            }
        }
    }

    private void transport(MemorySegment m, int segmentSize, boolean verify, long nowNs) {
        if (!known.holds(ip, links.changes()) && !addressesMayBe()) {
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
            default -> {
                tcp.putTogetherOf(segmentSize);
                segment(m, nowNs);
            }
        }
    }

    private boolean addressesMayBe() {
        boolean may = links.of(ip.dstHi(), ip.dstLo()) != null && sourceMayBe();
        if (may) {
            known.add(ip, links.changes());
        }
        return may;
    }

    /**
     * No peer has an address of all, of none, or of a machine's own loopback; nor ours, unless the packet came by the link on
     * which it would leave, so that this end speaks with itself (RFC 1122 section 3.2.1.3).
     */
    private boolean sourceMayBe() {
        if (!IpAddress.unicast(ip.srcHi(), ip.srcLo())) {
            return false;
        }
        IpLink own = links.of(ip.srcHi(), ip.srcLo());
        if (own != null) {
            return (own.capabilities() & IpLink.CAP_LOOPBACK) != 0;
        }
        return !IpAddress.loopback(ip.srcHi(), ip.srcLo());
    }

    private void segment(MemorySegment m, long nowNs) {
        if (tcp.srcPort() == 0 || tcp.dstPort() == 0) {
            counters.count(Mib.TCP_IN_ERRS); // nobody listens there, and nobody can be answered (RFC 6335 section 6)
            return;
        }
        Subflow s = demux.find(ip, tcp);
        if (tcp.signed() && host.habits().dropsSigned() && (s != null || listener(new IpAddress(ip.dstHi(), ip.dstLo()), tcp.dstPort()) != null)) {
            counters.count(Mib.TCP_SIGNATURE_UNEXPECTED);
            return;
        }
        if (s != null) {
            if (containment.segment(s, ip, tcp, m, nowNs) == Disposition.NEW_CONNECTION) {
                reopen(s.tcb().wireNext(), m, nowNs);
            }
            return;
        }
        if (steering.elsewhere(ip, tcp, m)) {
            return;
        }
        boolean syn = (tcp.flags() & (TcpFlags.SYN | TcpFlags.ACK | TcpFlags.RST)) == TcpFlags.SYN;
        if (!syn && !tcp.has(TcpFlags.ACK) && listener(new IpAddress(ip.dstHi(), ip.dstLo()), tcp.dstPort()) != null) {
            return; // LISTEN drops what is neither SYN nor ACK (RFC 9293 section 3.10.7.2, fourth)
        }
        if (!syn && joins.continues(ip, tcp, m, nowNs)) {
            return;
        }
        if (!syn && tcp.mptcp().has(MptcpOption.MP_JOIN) && steering.asksNext(m)) {
            return;
        }
        if (!syn && !tcp.has(TcpFlags.SYN | TcpFlags.RST) && acknowledgesCookie(m, nowNs)) {
            return;
        }
        if (!syn) {
            ResetReply.send(host, Flow.of(ip, tcp), tcp, nowNs);
        } else {
            synArrived(m, nowNs);
        }
    }

    private void synArrived(MemorySegment m, long nowNs) {
        if (!tcp.mptcp().has(MptcpOption.MP_JOIN)) {
            open(m, nowNs);
        } else if (!steering.joinsElsewhere(tcp.mptcp().token(), isn.preset(), m)) {
            joins.syn(ip, tcp, m, nowNs);
        }
    }

    private void open(MemorySegment m, long nowNs) {
        Listener l = listener(new IpAddress(ip.dstHi(), ip.dstLo()), tcp.dstPort());
        if (l == null) {
            ResetReply.send(host, Flow.of(ip, tcp), tcp, nowNs);
        } else if (tcp.has(TcpFlags.FIN) && !host.habits().synFinOpens()) {
            counters.count(Mib.TCP_IN_ERRS); // what begins does not end in the same breath
        } else if (l.full()) {
            counters.count(Mib.TCP_LISTEN_OVERFLOWS);
            counters.count(Mib.TCP_LISTEN_DROPS);
        } else if (host.memory().exceeded()) {
            counters.count(Mib.TCP_LISTEN_DROPS); // the peer asks again
        } else if (l.flooded()) {
            cookies.answer(Flow.of(ip, tcp), tcp, l.config(), version(l), nowNs);
            l.sentCookie(nowNs);
        } else {
            Flow flow = Flow.of(ip, tcp);
            open(l, flow, tcp, 0, fastOpen.answer(l, flow, tcp, nowNs), m, nowNs);
        }
    }

    private int version(Listener l) {
        return l.config().mptcpVersion() != null ? l.config().mptcpVersion() : host.config().mptcpVersion();
    }

    private void open(Listener l, Flow flow, TcpHeader syn, long key, FastOpenAnswer answer, MemorySegment memory,
            long nowNs) {
        Mpcb m = host.newConnection(false, l.config());
        l.opening(1);
        openings.put(m.id(), l);
        if (answer.opens()) {
            l.fastOpened();
            fastOpenings.put(m.id(), l);
        }
        try {
            m.prepare(flow);
            host.equip(m);
            m.accept(syn, version(l), key, answer, memory, nowNs);
        } catch (Throwable t) {
            containment.fault(m, Containment.Work.OPENING, t);
        }
    }

    /** A SYN came to a connection in TIME-WAIT: the new one's numbers lie above the old one's (RFC 9293 MAY-2). */
    private void reopen(int oldNext, MemorySegment m, long nowNs) {
        int own = isn.of(Flow.of(ip, tcp), nowNs);
        isn.with(Seq.before(oldNext, own) ? own : oldNext + ABOVE_OLD, () -> synArrived(m, nowNs));
    }

    /** Whether the segment acknowledged a cookie, and the connection was made of it. */
    private boolean acknowledgesCookie(MemorySegment m, long nowNs) {
        Listener l = listener(new IpAddress(ip.dstHi(), ip.dstLo()), tcp.dstPort());
        if (l == null || !l.cookiesOut(nowNs)) {
            return false;
        }
        Flow flow = Flow.of(ip, tcp);
        int mss = cookies.check(flow, tcp, nowNs);
        if (mss < 0) {
            return false;
        }
        if (l.full()) {
            counters.count(Mib.TCP_LISTEN_OVERFLOWS);
            return true; // it comes again with the first data
        }
        restored.restoreSyn(tcp, mss);
        long key = cookies.returnedKey(flow, tcp);
        if (key != 0) {
            restored.restoreCapable(tcp);
        }
        isn.with(tcp.ack() - 1, () -> open(l, flow, restored, key, FastOpenAnswer.NONE, m, nowNs));
        Subflow s = demux.find(ip, tcp);
        if (s != null) {
            containment.segment(s, ip, tcp, m, nowNs);
        }
        return true;
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

    /** The handshake of one that Fast Open had opened is complete. */
    void handshakeCompleted(Mpcb m) {
        Listener l = fastOpenings.remove(m.id());
        if (l != null) {
            l.fastOpenEnded(false, host.nowNs());
        }
    }

    /** A connection is over, perhaps before it was established. */
    void forget(Mpcb m) {
        Listener fast = fastOpenings.remove(m.id());
        if (fast != null) {
            fast.fastOpenEnded(m.socket().wasReset(), host.nowNs());
        }
        Listener l = openings.remove(m.id());
        if (l != null) {
            l.opening(-1);
        }
    }

    void closeListeners() {
        for (Listener l : List.copyOf(listeners)) {
            l.end();
        }
    }
}
