package mptcp.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mptcp.testkit.ScriptLink;
import mptcp.testkit.wire.MalformedPacketException;
import mptcp.testkit.wire.PacketDecoder;
import mptcp.testkit.wire.PacketEncoder;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;

/** One direction of one path: packets wait there until the input says what becomes of them. */
final class Wire {
    private static final int MOST = 512;

    private final List<byte[]> waiting = new ArrayList<>();
    private ScriptLink to;
    private long nowNs;
    private long downUntilNs;

    void to(ScriptLink link) {
        to = link;
    }

    /** What a stack sent. A queue that is full drops it, as queues do. */
    void sent(byte[] packet, long atNs) {
        nowNs = Math.max(nowNs, atNs);
        if (nowNs >= downUntilNs && waiting.size() < MOST) {
            waiting.add(packet);
        }
    }

    /** @return how many were delivered */
    int deliver(int most) {
        int n = Math.min(most, waiting.size());
        for (int i = 0; i < n; i++) {
            to.deliver(waiting.removeFirst());
        }
        return n;
    }

    void drop(int most) {
        for (int i = 0; i < most && !waiting.isEmpty(); i++) {
            waiting.removeFirst();
        }
    }

    void duplicate() {
        if (!waiting.isEmpty() && waiting.size() < MOST) {
            waiting.add(waiting.getFirst());
        }
    }

    /** The first packet comes behind others. */
    void later(int places) {
        if (waiting.size() > 1) {
            byte[] first = waiting.removeFirst();
            waiting.add(Math.min(places, waiting.size()), first);
        }
    }

    /** Nothing gets in for so long. */
    void lose(long ns) {
        downUntilNs = nowNs + ns;
    }

    void heal() {
        downUntilNs = 0;
    }

    /** A box that knows no Multipath TCP. */
    void strip(int most) {
        for (int i = 0; i < Math.min(most, waiting.size()); i++) {
            TcpPacket p = decode(waiting.get(i));
            List<TcpOption> left = p.options().stream().filter(o -> !o.mptcp() && !o.padding()).toList();
            waiting.set(i, encode(p, p.seq(), p.flags(), left, p.payload()));
        }
    }

    /** Segmentation somewhere: the first packet becomes two, with the same options (RFC 8684 section 3.3.2). */
    void split() {
        if (waiting.isEmpty()) {
            return;
        }
        TcpPacket p = decode(waiting.getFirst());
        int half = p.payload().length / 2;
        if (half == 0 || p.has(TcpFlags.SYN)) {
            return;
        }
        int first = p.flags() & ~(TcpFlags.FIN | TcpFlags.PSH);
        waiting.set(0, encode(p, p.seq(), first, p.options(), Arrays.copyOf(p.payload(), half)));
        waiting.add(1, encode(p, p.seq() + half, p.flags(), p.options(),
                Arrays.copyOfRange(p.payload(), half, p.payload().length)));
    }

    /** Coalescing somewhere: the first two packets become one, with the options of the first. */
    void merge() {
        if (waiting.size() < 2) {
            return;
        }
        TcpPacket a = decode(waiting.get(0));
        TcpPacket b = decode(waiting.get(1));
        int length = a.payload().length + b.payload().length;
        boolean fits = a.sourcePort() == b.sourcePort() && b.seq() == a.seq() + a.payload().length && length <= 1300
                && a.payload().length > 0 && b.payload().length > 0 && ((a.flags() | b.flags()) & ~(TcpFlags.ACK | TcpFlags.PSH)) == 0;
        if (fits) {
            byte[] both = Arrays.copyOf(a.payload(), length);
            System.arraycopy(b.payload(), 0, both, a.payload().length, b.payload().length);
            waiting.remove(1);
            waiting.set(0, encode(a, a.seq(), a.flags() | b.flags(), a.options(), both));
        }
    }

    private static TcpPacket decode(byte[] packet) {
        try {
            return PacketDecoder.decode(packet);
        } catch (MalformedPacketException e) {
            throw new Finding("a stack sent a malformed packet: " + e.getMessage());
        }
    }

    private static byte[] encode(TcpPacket p, int seq, int flags, List<TcpOption> options, byte[] payload) {
        return PacketEncoder.encode(new TcpPacket(p.source(), p.destination(), p.trafficClass(), p.hopLimit(), p.sourcePort(),
                p.destinationPort(), seq, p.ack(), flags, p.window(), p.urgent(), options, payload));
    }
}
