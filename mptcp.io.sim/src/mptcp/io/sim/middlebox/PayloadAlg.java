package mptcp.io.sim.middlebox;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.MiddleboxPort;
import mptcp.io.sim.Packet;
import mptcp.io.sim.packet.TcpView;

/**
 * An application-level gateway: replaces a byte string in the payload, as those for FTP do with addresses. The TCP
 * checksum is repaired, and where the length changes, later sequence numbers and acknowledgements too; only the DSS
 * checksum and mappings can tell (RFC 8684 sections 3.3.1 and 3.7).
 *
 * <p>A string is found within one segment only. Segments that would exceed the greatest length are left as they are.
 */
public final class PayloadAlg implements Middlebox {
    private final byte[] search;
    private final byte[] replacement;
    private final int maxLength;
    private final TcpView view = new TcpView();
    private final Map<FlowKey, StreamEdits[]> flows = new HashMap<>();
    private long replaced;

    /**
     * A gateway.
     *
     * @param search not empty
     * @param replacement of any length
     * @param maxLength of a packet, IP header included: the path's MTU
     */
    public PayloadAlg(byte[] search, byte[] replacement, int maxLength) {
        if (search.length == 0) {
            throw new IllegalArgumentException("nothing to search for");
        }
        this.search = search.clone();
        this.replacement = replacement.clone();
        this.maxLength = maxLength;
    }

    /** How many times the string was replaced, retransmissions included. */
    public long replaced() {
        return replaced;
    }

    @Override
    public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
        if (!view.parse(packet.memory(), packet.offset(), packet.length())) {
            return Verdict.PASS;
        }
        StreamEdits[] edits = flows.computeIfAbsent(FlowKey.of(view, direction),
                k -> new StreamEdits[] {new StreamEdits(), new StreamEdits()});
        StreamEdits own = edits[direction.ordinal()];
        StreamEdits peers = edits[direction.opposite().ordinal()];
        if (view.has(TcpView.ACK)) {
            view.ack(peers.toOriginal(view.ack()));
            SackBlocks.map(view, peers::toOriginal);
        }
        int seq = view.seq();
        view.seq(own.toEdited(seq));
        byte[] payload =
                view.memory().asSlice(view.payload(), view.payloadLength()).toArray(ValueLayout.JAVA_BYTE);
        int at = find(payload, 0);
        if (at < 0) {
            return Verdict.PASS;
        }
        return rewrite(payload, at, seq, own, port, direction, packet);
    }

    private Verdict rewrite(byte[] payload, int firstAt, int seq, StreamEdits edits, MiddleboxPort port,
            Direction direction, Packet packet) {
        int headers = view.ipHeaderLength() + view.tcpHeaderLength();
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length);
        int from = 0;
        int count = 0;
        for (int at = firstAt; at >= 0; at = find(payload, from)) {
            out.write(payload, from, at - from);
            out.writeBytes(replacement);
            from = at + search.length;
            count++;
        }
        out.write(payload, from, payload.length - from);
        if (headers + out.size() > maxLength) {
            return Verdict.PASS;
        }
        for (int at = firstAt; at >= 0; at = find(payload, at + search.length)) {
            edits.add(seq + at, search.length, replacement.length);
        }
        replaced += count;
        Packet edited = port.allocate(headers + out.size());
        MemorySegment.copy(view.memory(), view.ip(), edited.memory(), edited.offset(), headers);
        MemorySegment.copy(MemorySegment.ofArray(out.toByteArray()), 0, edited.memory(), edited.offset() + headers,
                out.size());
        TcpView.writeLength(edited.memory(), edited.offset(), edited.length());
        view.parse(edited.memory(), edited.offset(), edited.length());
        view.seal();
        port.send(direction, edited);
        port.discard(packet);
        return Verdict.HOLD;
    }

    private int find(byte[] payload, int from) {
        for (int at = from; at + search.length <= payload.length; at++) {
            if (Arrays.equals(payload, at, at + search.length, search, 0, search.length)) {
                return at;
            }
        }
        return -1;
    }
}
