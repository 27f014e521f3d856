package mptcp.core.loop;

import java.lang.foreign.MemorySegment;
import mptcp.core.mib.Counters;
import mptcp.core.mib.Mib;
import mptcp.core.mp.path.Subflow;
import mptcp.core.tcp.CloseReason;
import mptcp.core.tcp.Tcb;
import mptcp.core.tcp.TcpState;
import mptcp.core.wire.Checksum;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.Net;
import mptcp.core.wire.Seq;

/**
 * ICMP errors about segments of ours (RFC 792, RFC 4443). They are believed only if they quote a sequence number in flight
 * (RFC 5927 section 4), and in synchronised states none but "too big" changes anything (RFC 9293 section 3.9.2.2); the application
 * may ask for what they said.
 */
final class Icmp {
    private static final int V4_UNREACHABLE = 3;
    private static final int V4_FRAGMENTATION_NEEDED = 4;
    private static final int V4_TIME_EXCEEDED = 11;
    private static final int V4_PARAMETER_PROBLEM = 12;
    private static final int V6_UNREACHABLE = 1;
    private static final int V6_TOO_BIG = 2;
    private static final int V6_TIME_EXCEEDED = 3;
    private static final int V6_PARAMETER_PROBLEM = 4;
    private static final int V4_MIN_HEADER = 20;
    private static final int V6_HEADER = 40;
    private static final int QUOTED_TCP_BYTES = 8;

    private final Host host;
    private final Demux demux;
    private final Steering steering;
    private final Counters counters;

    Icmp(Host host, Demux demux) {
        this.host = host;
        this.demux = demux;
        this.steering = host.steering();
        this.counters = host.counters();
    }

    void packet(MemorySegment m, IpHeader ip, boolean verify, long nowNs) {
        long at = ip.payload();
        int length = ip.payloadLength();
        if (length < 8 || verify && !intact(m, ip)) {
            counters.count(Mib.ICMP_IN_ERRORS);
            return;
        }
        int type = Net.u8(m, at);
        int code = Net.u8(m, at + 1);
        boolean v4 = ip.v4();
        boolean tooBig = v4 ? type == V4_UNREACHABLE && code == V4_FRAGMENTATION_NEEDED : type == V6_TOO_BIG;
        boolean unreachable = v4 ? type == V4_UNREACHABLE : type == V6_UNREACHABLE;
        boolean other = v4 ? type == V4_TIME_EXCEEDED || type == V4_PARAMETER_PROBLEM
                : type == V6_TIME_EXCEEDED || type == V6_PARAMETER_PROBLEM;
        if (!tooBig && !unreachable && !other) {
            counters.count(Mib.ICMP_IN_IGNORED);
            return;
        }
        if (!other && steering.fromLink()) {
            counters.count(Mib.ICMP_IN_DEST_UNREACHS);
        }
        Flow flow = quoted(m, at + 8, length - 8, v4);
        Subflow s = flow == null ? null : demux.find(flow);
        if (s == null && flow != null && steering.elsewhere(flow, m)) {
            return;
        }
        if (s == null || !inFlight(s.tcb(), Net.i32(m, tcpAt(m, at + 8, v4) + 4))) {
            counters.count(Mib.ICMP_IN_IGNORED);
            return;
        }
        Tcb t = s.tcb();
        if (tooBig) {
            int mtu = v4 ? Net.u16(m, at + 6) : Net.i32(m, at + 4);
            t.packetTooBig(mtu, nowNs);
            return;
        }
        s.owner().pathError(!v4, type, code);
        if (t.state() == TcpState.SYN_SENT && (unreachable && hard(v4, code) || host.habits().unreachableEndsSyn())) {
            boolean port = unreachable && (v4 ? code == 3 : code == 4);
            t.abort(port ? CloseReason.REFUSED : CloseReason.UNREACHABLE, nowNs);
        }
    }

    /** The checksum of ICMPv6 covers a pseudo-header (RFC 4443 section 2.3), that of ICMP does not. */
    private static boolean intact(MemorySegment m, IpHeader ip) {
        int length = ip.payloadLength();
        int pseudo = ip.v4() ? 0 : Checksum.add(length, Checksum.pseudo(ip.srcHi(), ip.srcLo(), ip.dstHi(), ip.dstLo(),
                IpHeader.PROTOCOL_ICMPV6));
        return Checksum.add(pseudo, Checksum.sum(m, ip.payload(), length)) == 0xffff;
    }

    /** Protocol or port unreachable, prohibited: before the connection is synchronised they end the attempt. */
    private static boolean hard(boolean v4, int code) {
        return v4 ? code == 2 || code == 3 || code == 9 || code == 10 || code == 13 : code == 1 || code == 4;
    }

    /** The addresses and ports of a whole header of a segment that is quoted, ours first; or null. */
    private static Flow quoted(MemorySegment m, long at, int length, boolean v4) {
        if (length < (v4 ? V4_MIN_HEADER : V6_HEADER)) {
            return null;
        }
        long header = tcpAt(m, at, v4) - at;
        if (header < V4_MIN_HEADER || length < header || length - header < QUOTED_TCP_BYTES) {
            return null;
        }
        int protocol = Net.u8(m, at + (v4 ? 9 : 6));
        if (protocol != IpHeader.PROTOCOL_TCP) {
            return null;
        }
        IpAddress local = v4 ? new IpAddress(0, IpAddress.v4(Net.i32(m, at + 12)))
                : new IpAddress(Net.i64(m, at + 8), Net.i64(m, at + 16));
        IpAddress remote = v4 ? new IpAddress(0, IpAddress.v4(Net.i32(m, at + 16)))
                : new IpAddress(Net.i64(m, at + 24), Net.i64(m, at + 32));
        long tcp = at + header;
        return new Flow(local, Net.u16(m, tcp), remote, Net.u16(m, tcp + 2));
    }

    private static long tcpAt(MemorySegment m, long packet, boolean v4) {
        return packet + (v4 ? (Net.u8(m, packet) & 0xf) * 4 : V6_HEADER);
    }

    private static boolean inFlight(Tcb t, int sequence) {
        long position = Seq.unwrap(t.una(), t.initialSequence(), sequence);
        return position >= t.una() && position < Math.max(t.next(), t.una() + 1);
    }
}
