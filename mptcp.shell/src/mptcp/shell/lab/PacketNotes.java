package mptcp.shell.lab;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import mptcp.api.inspect.Inspector;
import mptcp.io.sim.packet.TcpView;
import mptcp.shell.world.ChoiceComments;

/**
 * What is said of packets when the stack sends them, until a capture finds them on the device. The stack's loop writes, the capture's
 * thread takes. A packet is known again by its addresses and its TCP header but for the checksum, which offload completes later, and the
 * flags, which the pieces of a super-segment share out. Of packets that never get there the oldest are forgotten.
 */
final class PacketNotes {
    private static final int MOST = 16_384;
    private static final int SEQ = 4;
    private static final int FLAGS = 13;
    private static final int CHECKSUM = 16;
    private static final long PRIME = 0x100_0000_01b3L;

    /** Of the loop. */
    private final ChoiceComments choices;
    /** Of the capture's thread. */
    private final TcpView captured = new TcpView();
    /** Of the loop. */
    private final TcpView sent = new TcpView();
    /** Guarded by this. */
    private final Map<Long, String> notes = new LinkedHashMap<>();

    PacketNotes(Inspector inspector) {
        choices = new ChoiceComments(inspector);
    }

    /**
     * A packet is about to be sent. The loop's thread.
     *
     * @param pieces bytes of payload to which it is cut before it is captured; 0: it stays whole
     */
    void sending(String link, MemorySegment memory, long offset, int length, int pieces) {
        String note = choices.of(link, memory, offset, length);
        if (note == null || !sent.parse(memory, offset, length)) {
            return;
        }
        put(key(sent, sent.seq()), note);
        if (pieces > 0) {
            String further = note.substring(note.indexOf('\n') + 1); // the subflow was introduced by the first
            for (int at = pieces; at < sent.payloadLength(); at += pieces) {
                put(key(sent, sent.seq() + at), further);
            }
        }
    }

    private synchronized void put(long key, String note) {
        notes.put(key, note);
        if (notes.size() > MOST) {
            notes.remove(notes.keySet().iterator().next());
        }
    }

    /** A packet was captured. The capture's thread. @return what was said of it, once, or null */
    String of(MemorySegment memory, long offset, int length) {
        return captured.parse(memory, offset, length) && captured.payloadLength() > 0 ? take(key(captured, captured.seq())) : null;
    }

    private synchronized String take(long key) {
        return notes.remove(key);
    }

    /** FNV-1a. */
    private static long key(TcpView view, int seq) {
        long hash = (0xcbf2_9ce4_8422_2325L ^ seq) * PRIME;
        MemorySegment memory = view.memory();
        for (long at = view.sourceAddress(), end = view.destinationAddress() + view.addressLength(); at < end; at++) {
            hash = (hash ^ memory.get(JAVA_BYTE, at) & 0xff) * PRIME;
        }
        for (int i = 0; i < view.tcpHeaderLength(); i++) {
            boolean own = (i & -Integer.BYTES) == SEQ || i == FLAGS || (i & -Short.BYTES) == CHECKSUM;
            hash = own ? hash : (hash ^ memory.get(JAVA_BYTE, view.tcp() + i) & 0xff) * PRIME;
        }
        return hash;
    }
}
