package mptcp.io.sim.middlebox;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.MiddleboxPort;
import mptcp.io.sim.Packet;
import mptcp.io.sim.packet.TcpView;

/**
 * Joins segments that follow each other into one with the options of the first, so that later DSS mappings are lost
 * (RFC 8684 section 6). A segment waits a given time for the next; acknowledgement, window and PSH are the last's.
 */
public final class SegmentCoalescer implements Middlebox {
    private static final int TO_JOIN = TcpView.ACK | TcpView.PSH;

    private final int maxLength;
    private final long holdNs;
    private final TcpView first = new TcpView();
    private final TcpView second = new TcpView();
    private final Packet[] held = new Packet[2];
    private final long[] deadlineNs = new long[2];
    private long joined;

    /**
     * A coalescer.
     *
     * @param maxLength of a packet, IP header included; not above the path's MTU
     * @param holdNs how long a segment waits
     */
    public SegmentCoalescer(int maxLength, long holdNs) {
        this.maxLength = maxLength;
        this.holdNs = holdNs;
    }

    /** How many segments were appended to another. */
    public long joined() {
        return joined;
    }

    @Override
    public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
        boolean data = parse(second, packet) && second.payloadLength() > 0 && (second.flags() & ~TO_JOIN) == 0;
        Packet waiting = held[direction.ordinal()];
        if (waiting != null && data && fits(waiting)) {
            append(waiting, direction, port);
            port.discard(packet);
            return Verdict.HOLD;
        }
        release(direction, port);
        if (!data) {
            return Verdict.PASS;
        }
        held[direction.ordinal()] = packet;
        deadlineNs[direction.ordinal()] = nowNs + holdNs;
        port.wakeAt(nowNs + holdNs);
        return Verdict.HOLD;
    }

    private boolean fits(Packet waiting) {
        return parse(first, waiting)
                && FlowKey.of(first, Direction.FORWARD).equals(FlowKey.of(second, Direction.FORWARD))
                && first.seq() + first.payloadLength() == second.seq()
                && first.totalLength() + second.payloadLength() <= maxLength;
    }

    private void append(Packet waiting, Direction direction, MiddleboxPort port) {
        int before = first.totalLength();
        Packet whole = port.allocate(before + second.payloadLength());
        MemorySegment.copy(waiting.memory(), waiting.offset(), whole.memory(), whole.offset(), before);
        MemorySegment.copy(second.memory(), second.payload(), whole.memory(), whole.offset() + before,
                second.payloadLength());
        long tcp = whole.offset() + first.ipHeaderLength();
        whole.memory().set(JAVA_BYTE, tcp + 13, (byte) second.flags());
        first.parse(whole.memory(), whole.offset(), before);
        first.ack(second.ack());
        first.window(second.window());
        first.resize(before + second.payloadLength());
        port.discard(waiting);
        held[direction.ordinal()] = whole;
        joined++;
    }

    private static boolean parse(TcpView view, Packet packet) {
        return view.parse(packet.memory(), packet.offset(), packet.length());
    }

    private void release(Direction direction, MiddleboxPort port) {
        Packet waiting = held[direction.ordinal()];
        if (waiting != null) {
            held[direction.ordinal()] = null;
            port.send(direction, waiting);
        }
    }

    @Override
    public void timer(MiddleboxPort port, long nowNs) {
        for (Direction direction : Direction.values()) {
            if (deadlineNs[direction.ordinal()] <= nowNs) {
                release(direction, port);
            }
        }
    }
}
