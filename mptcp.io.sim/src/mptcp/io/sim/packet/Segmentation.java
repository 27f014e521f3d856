package mptcp.io.sim.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * Cuts one TCP segment into several, as segmentation offload does: every part has all options, the sequence number of
 * its first byte and right checksums; FIN and PSH stand on the last part only, CWR on the first only (RFC 3168 section
 * 6.1.2: once per window); IPv4 identifications count up. The checksums of the input are not looked at.
 *
 * <p>Reusable; {@link #begin} keeps the memory until the last {@link #write}. One thread.
 */
public final class Segmentation {
    private final TcpView source = new TcpView();
    private final TcpView part = new TcpView();
    private int segmentSize;
    private int count;

    /**
     * Begins with a packet.
     *
     * @param payloadPerSegment payload bytes of every part but the last
     * @return the number of parts, 1 if it need not be cut, 0 if the packet is not a TCP segment
     */
    public int begin(MemorySegment memory, long offset, int length, int payloadPerSegment) {
        if (payloadPerSegment < 1) {
            throw new IllegalArgumentException("a segment size must be positive, not " + payloadPerSegment);
        }
        segmentSize = payloadPerSegment;
        count = source.parse(memory, offset, length)
                ? Math.max(1, (source.payloadLength() + payloadPerSegment - 1) / payloadPerSegment)
                : 0;
        return count;
    }

    /** Bytes of a part, headers included. */
    public int length(int index) {
        return source.ipHeaderLength() + source.tcpHeaderLength() + payload(index);
    }

    private int payload(int index) {
        return index < count - 1 ? segmentSize : source.payloadLength() - index * segmentSize;
    }

    /** Writes one part; {@code to} must not overlap the source. */
    public void write(int index, MemorySegment to, long offset) {
        int headers = source.ipHeaderLength() + source.tcpHeaderLength();
        MemorySegment from = source.memory();
        MemorySegment.copy(from, source.ip(), to, offset, headers);
        MemorySegment.copy(from, source.payload() + (long) index * segmentSize, to, offset + headers, payload(index));
        long tcp = offset + source.ipHeaderLength();
        to.set(TcpView.INT, tcp + 4, source.seq() + index * segmentSize);
        int flags = source.flags();
        if (index > 0) {
            flags &= ~TcpView.CWR;
        }
        if (index < count - 1) {
            flags &= ~(TcpView.FIN | TcpView.PSH);
        }
        to.set(JAVA_BYTE, tcp + 13, (byte) flags);
        TcpView.writeLength(to, offset, length(index));
        if (!source.ipv6()) {
            to.set(TcpView.SHORT, offset + 4, (short) (from.get(TcpView.SHORT, source.ip() + 4) + index));
        }
        part.parse(to, offset, length(index));
        part.seal();
    }
}
