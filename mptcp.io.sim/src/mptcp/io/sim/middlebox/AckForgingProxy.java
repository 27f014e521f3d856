package mptcp.io.sim.middlebox;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.MiddleboxPort;
import mptcp.io.sim.Packet;
import mptcp.io.sim.packet.TcpView;

/**
 * Acknowledges payload to its sender before the receiver has it, without any MPTCP option: why only DATA_ACK frees data
 * (RFC 8684 section 3.3.4). Payload is passed on; if it is lost behind the proxy, the sender's TCP does not notice.
 */
public final class AckForgingProxy implements Middlebox {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int TCP_HEADER = 20;
    private static final int OPTION_TIMESTAMPS = 8;
    private static final int TIMESTAMPS = 12;

    private final TcpView view = new TcpView();
    private final TcpView forged = new TcpView();
    private final Map<FlowKey, Flow> flows = new HashMap<>();
    private long forgedAcks;

    /** How many acknowledgements were forged. */
    public long forgedAcks() {
        return forgedAcks;
    }

    @Override
    public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
        if (!view.parse(packet.memory(), packet.offset(), packet.length())) {
            return Verdict.PASS;
        }
        int d = direction.ordinal();
        Flow flow = flows.computeIfAbsent(FlowKey.of(view, direction), k -> new Flow());
        flow.window[d] = view.window();
        int end = view.seq() + view.sequenceLength();
        if (view.has(TcpView.SYN)) {
            flow.next[d] = end;
            flow.known[d] = true;
        } else if (view.payloadLength() > 0 && flow.known[d]) {
            boolean inOrder = view.seq() - flow.next[d] <= 0 && end - flow.next[d] > 0;
            if (inOrder) {
                flow.next[d] = end - (view.has(TcpView.FIN) ? 1 : 0);
            }
            acknowledge(flow, direction, port);
        }
        return Verdict.PASS;
    }

    private void acknowledge(Flow flow, Direction direction, MiddleboxPort port) {
        int timestamps = view.option(OPTION_TIMESTAMPS, 0);
        int tcpLength = TCP_HEADER + (timestamps < 0 ? 0 : TIMESTAMPS);
        Packet ack = port.allocate(view.ipHeaderLength() + tcpLength);
        MemorySegment m = ack.memory();
        writeIpHeader(m, ack.offset(), ack.length());
        long tcp = ack.offset() + view.ipHeaderLength();
        m.set(SHORT, tcp, (short) view.destinationPort());
        m.set(SHORT, tcp + 2, (short) view.sourcePort());
        m.set(INT, tcp + 4, view.ack());
        m.set(INT, tcp + 8, flow.next[direction.ordinal()]);
        m.set(JAVA_BYTE, tcp + 12, (byte) (tcpLength << 2));
        m.set(JAVA_BYTE, tcp + 13, (byte) TcpView.ACK);
        m.set(SHORT, tcp + 14, (short) flow.window[direction.opposite().ordinal()]);
        m.set(SHORT, tcp + 18, (short) 0);
        if (timestamps >= 0) {
            writeTimestamps(m, tcp + TCP_HEADER, timestamps);
        }
        forged.parse(m, ack.offset(), ack.length());
        forged.seal();
        forgedAcks++;
        port.send(direction.opposite(), ack);
    }

    /** The data packet's header with the addresses exchanged. */
    private void writeIpHeader(MemorySegment m, long at, int totalLength) {
        MemorySegment.copy(view.memory(), view.ip(), m, at, view.ipHeaderLength());
        int length = view.addressLength();
        long addresses = at + view.sourceAddress() - view.ip();
        MemorySegment.copy(view.memory(), view.destinationAddress(), m, addresses, length);
        MemorySegment.copy(view.memory(), view.sourceAddress(), m, addresses + length, length);
        TcpView.writeLength(m, at, totalLength);
    }

    /** The data segment's with value and echo exchanged: without, the sender would drop it (RFC 7323 section 3.2). */
    private void writeTimestamps(MemorySegment m, long at, int option) {
        m.set(SHORT, at, (short) (TcpView.OPTION_NOP << 8 | TcpView.OPTION_NOP));
        m.set(SHORT, at + 2, (short) (OPTION_TIMESTAMPS << 8 | TIMESTAMPS - 2));
        m.set(INT, at + 4, view.intAt(option + 6));
        m.set(INT, at + 8, view.intAt(option + 2));
    }

    /** A connection, by direction. */
    private static final class Flow {
        private final int[] next = new int[2];
        private final boolean[] known = new boolean[2];
        private final int[] window = new int[2];
    }
}
