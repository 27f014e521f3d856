package mptcp.interop;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.link.ForwardingLink;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;

/** A link that writes down what passes on its first path, as {@link WireText} puts it, by the direction. */
final class WireLog extends ForwardingLink {
    private final WireText text = new WireText();
    private final List<String> ours = new ArrayList<>(); // guarded by this
    private final List<String> theirs = new ArrayList<>(); // guarded by this

    WireLog(IpLink link) {
        super(link);
    }

    /** What our stack sent. */
    synchronized List<String> ours() {
        return List.copyOf(ours);
    }

    /** What the kernel sent. */
    synchronized List<String> theirs() {
        return List.copyOf(theirs);
    }

    private synchronized void note(MemorySegment m, long at, int length, boolean own) {
        String line = text.of(m.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE), own);
        List<String> lines = own ? ours : theirs;
        if (line != null && (lines.isEmpty() || !lines.getLast().equals(line))) { // a repetition is no news
            lines.add(line);
        }
    }

    @Override
    public void commit(long offset, int length, int segmentSize, int checksumState) {
        note(link().txMemory(), offset, length, true);
        link().commit(offset, length, segmentSize, checksumState);
    }

    @Override
    public int poll(PacketSink sink, int budget, long nowNs) {
        return link().poll((m, at, length, size, state, now) -> {
            note(m, at, length, false);
            sink.packet(m, at, length, size, state, now);
        }, budget, nowNs);
    }
}
