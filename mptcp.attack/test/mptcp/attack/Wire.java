package mptcp.attack;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;

/** One subflow from the peer's side: its positions, and what came over it. One thread. */
final class Wire {
    private static final int KEPT = 8;

    private final Peer peer;
    private final InetSocketAddress here;
    private final InetSocketAddress there;
    private final int isn;
    private final TreeMap<Long, long[]> theirMaps = new TreeMap<>();
    private final List<long[]> ourMaps = new ArrayList<>();
    private final Ranges ahead = new Ranges();
    private final Deque<TcpPacket> last = new ArrayDeque<>();
    private TcpPacket answer;
    private int theirIsn;
    private long next = 1;
    private long acknowledged = 1;
    private long received = 1;
    private int window = 65_535;
    private boolean timestamps;
    private long theirTimestamp;
    private int theirScale;
    private int theirWindow;
    private int theirMss;
    private boolean reset;
    private boolean finished;
    private boolean silent;
    private long packets;
    private long payloads;
    private long payloadBytes;
    private long highest = 1;

    Wire(Peer peer, InetSocketAddress here, InetSocketAddress there, int isn, boolean timestamps) {
        this.peer = peer;
        this.here = here;
        this.there = there;
        this.isn = isn;
        this.timestamps = timestamps;
    }

    Peer peer() {
        return peer;
    }

    InetSocketAddress here() {
        return here;
    }

    InetSocketAddress there() {
        return there;
    }

    Seg seg() {
        return new Seg(this);
    }

    // --- positions

    long ours(long position) {
        return isn + position & 0xffff_ffffL;
    }

    long theirs(long position) {
        return theirIsn + position & 0xffff_ffffL;
    }

    int isn() {
        return isn;
    }

    int theirIsn() {
        return theirIsn;
    }

    /** Where the peer's next byte goes. */
    long next() {
        return next;
    }

    void sent(int length) {
        next += length;
    }

    /** Notes what it maps to its next bytes, and sends them. */
    void sent(long offset, int length) {
        ourMaps.add(new long[] {next, offset, length});
        next += length;
    }

    /** Begins again with the first byte that the stack has not: whatever was sent behind it is forgotten. */
    void restart() {
        next = acknowledged;
        ourMaps.clear();
    }

    /** Sends again what is not acknowledged. */
    void retransmit() {
        ourMaps.removeIf(m -> m[0] + m[2] <= acknowledged);
        for (long[] m : ourMaps) {
            Seg seg = seg().seq(m[0]).data(m[1], (int) m[2]);
            if (peer.version() >= 0) {
                seg.dack().map(m[1], m[0], (int) m[2]);
            }
            peer.target().deliver(seg.bytes());
        }
    }

    /** What the stack has acknowledged. */
    long acknowledged() {
        return acknowledged;
    }

    /** What is expected next from the stack. */
    long received() {
        return received;
    }

    /** The position behind the highest byte that the stack sent. */
    long highest() {
        return highest;
    }

    int window() {
        return window;
    }

    Wire window(int field) {
        window = field;
        return this;
    }

    boolean timestamps() {
        return timestamps;
    }

    long theirTimestamp() {
        return theirTimestamp;
    }

    long theirWindow() {
        return (long) theirWindow << theirScale;
    }

    int theirMss() {
        return theirMss;
    }

    boolean reset() {
        return reset;
    }

    boolean finished() {
        return finished;
    }

    long packets() {
        return packets;
    }

    /** Segments with payload. */
    long payloads() {
        return payloads;
    }

    long payloadBytes() {
        return payloadBytes;
    }

    /** The SYN/ACK, or null. */
    TcpPacket answer() {
        return answer;
    }

    /** What came last, the newest at the end. */
    Deque<TcpPacket> last() {
        return last;
    }

    /** Answers nothing any more, or again. */
    Wire silent(boolean on) {
        silent = on;
        return this;
    }

    // --- what comes

    void synAck(TcpPacket p) {
        theirIsn = p.seq();
        theirScale = p.option(TcpOption.WindowScale.class).map(w -> (int) w.shift()).orElse(0);
        theirMss = p.option(TcpOption.Mss.class).map(m -> (int) m.value()).orElse(536);
        timestamps &= p.option(TcpOption.Timestamps.class).isPresent();
        theirWindow = p.window() >> theirScale;
    }

    void received(TcpPacket p) {
        packets++;
        if (last.size() == KEPT) {
            last.removeFirst();
        }
        last.add(p);
        p.option(TcpOption.Timestamps.class).ifPresent(t -> theirTimestamp = t.value());
        if (p.has(TcpFlags.SYN)) {
            answer = p; // whoever opens looks at it
            return;
        }
        if (p.has(TcpFlags.RST)) {
            reset = true;
            return;
        }
        acknowledged = Math.max(acknowledged, position(p.ack() - isn, acknowledged));
        theirWindow = p.window();
        p.option(TcpOption.Dss.class).ifPresent(this::dss);
        boolean old = position(p.seq() - theirIsn, received) < received; // a probe, of a window or whether we live
        boolean answer = p.payload().length > 0 || p.has(TcpFlags.FIN) || old;
        if (p.payload().length > 0 && window > 0) { // what does not fit is only answered
            payload(p);
        }
        if (p.has(TcpFlags.FIN)) {
            long at = position(p.seq() - theirIsn, received) + p.payload().length;
            finished |= at == received;
            received = at == received ? at + 1 : received;
        }
        answer |= p.option(TcpOption.Dss.class).map(d -> d.dataFin() == 1).orElse(false);
        if (answer && !silent) {
            peer.target().deliver(seg().dack().bytes());
        }
    }

    /** The position of a 32-bit number that lies nearest to a known one. */
    private static long position(int number, long near) {
        return near + (number - (int) near);
    }

    private void dss(TcpOption.Dss d) {
        if (d.hasDataAck()) {
            peer.dataAcknowledged(d.dataAck(), d.dataAckWidth() == 8, theirWindow());
        }
        if (d.hasMapping()) {
            long offset = peer.theirOffset(d.dsn(), d.dsnWidth() == 8);
            long length = d.length() == 0 ? Long.MAX_VALUE / 2 : d.length() - d.dataFin();
            if (d.dataFin() == 1) {
                peer.dataFin(offset + length);
            }
            if (d.length() == 0) {
                theirMaps.tailMap(d.ssn(), true).clear(); // it holds for all that comes behind its beginning
            }
            if (length > 0) {
                theirMaps.put(d.ssn(), new long[] {offset, length});
            }
        }
    }

    private void payload(TcpPacket p) {
        payloads++;
        payloadBytes += p.payload().length;
        long at = position(p.seq() - theirIsn, received);
        long end = at + p.payload().length;
        highest = Math.max(highest, end);
        peer.bytes(offset(at, p), p.payload());
        received = ahead.add(at, end, received);
    }

    /** In plain TCP positions count on from the last mapping, or are the stream's. */
    private long offset(long position, TcpPacket p) {
        Map.Entry<Long, long[]> map = theirMaps.floorEntry(position);
        boolean mapped = map != null && position + p.payload().length <= map.getKey() + map.getValue()[1];
        boolean plain = peer.version() < 0 || p.options().stream().noneMatch(TcpOption::mptcp);
        if (!mapped && !plain) {
            throw new AssertionError("payload of position " + position + " without a mapping");
        }
        return map == null ? position - 1 : map.getValue()[0] + position - map.getKey();
    }
}
