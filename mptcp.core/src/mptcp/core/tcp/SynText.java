package mptcp.core.tcp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import mptcp.core.wire.TcpHeader;

/**
 * The text of a SYN that crossed ours, or of a SYN/ACK, and its FIN: it waits until the connection is established (RFC 9293 section
 * 3.10.7.3). The first that comes is kept; it is a segment's at the most.
 */
final class SynText {
    private byte[] text;

    void keep(TcpHeader h, MemorySegment m) {
        if (text == null && h.payloadLength() > 0) {
            text = m.asSlice(h.payload(), h.payloadLength()).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** @return null if there is none, or was taken before */
    MemorySegment take() {
        byte[] taken = text;
        text = null;
        return taken == null ? null : MemorySegment.ofArray(taken);
    }
}
