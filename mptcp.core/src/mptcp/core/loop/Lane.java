package mptcp.core.loop;

import java.lang.foreign.MemorySegment;
import mptcp.api.link.IpLink;
import mptcp.api.link.LinkStatistics;
import mptcp.api.link.PacketSink;

/**
 * A link that another loop of the host owns, as this loop sees it: what it sends goes by a pipe to the owner, who sends it.
 * What arrives is polled by the owner alone, and handed over from there. Loop thread only, but for {@link #forward} and what
 * goes with it, which is the owner's.
 */
final class Lane implements IpLink {
    private static final int BYTES = 1 << 18;
    private static final int BYTES_SUPER = 1 << 20;

    private final IpLink link;
    private final LoopAccess owner;
    private final PacketPipe pipe;
    /** The owner's: the link had no room for what is first. */
    private boolean blocked;

    Lane(IpLink link, LoopAccess owner) {
        this.link = link;
        this.owner = owner;
        this.pipe = new PacketPipe((link.capabilities() & CAP_TX_SUPER) != 0 ? BYTES_SUPER : BYTES);
    }

    // --- the owner's end

    IpLink link() {
        return link;
    }

    /** Gives the link what it has room for. */
    void forward(long nowNs) {
        for (int flushes = 2; flushes > 0 && !pipe.isEmpty(); flushes--) {
            long at = 0;
            while (!pipe.isEmpty() && (at = link.claim(pipe.length())) != NO_ROOM) {
                pass(at);
            }
            if (at == NO_ROOM) {
                link.flush(nowNs);
            }
        }
        blocked = !pipe.isEmpty();
    }

    /** What the link fails at is lost, as on the way. */
    private void pass(long at) {
        try {
            MemorySegment.copy(pipe.memory(), pipe.offset(), link.txMemory(), at, pipe.length());
            link.commit(at, pipe.length(), pipe.segmentSize(), pipe.state());
        } finally {
            pipe.release();
        }
    }

    /** Whether the link had no room for something. */
    boolean isBlocked() {
        return blocked;
    }

    /** Whether there is something that the link may have room for. */
    boolean pending() {
        return !blocked && !pipe.isEmpty();
    }

    // --- this loop's end

    @Override
    public String name() {
        return link.name();
    }

    @Override
    public int mtu() {
        return link.mtu();
    }

    @Override
    public int capabilities() {
        return link.capabilities();
    }

    @Override
    public MemorySegment txMemory() {
        return pipe.memory();
    }

    @Override
    public long claim(int maxLength) {
        return pipe.claim(maxLength);
    }

    @Override
    public void commit(long offset, int length, int segmentSize, int checksumState) {
        pipe.commit(offset, length, segmentSize, checksumState, -1);
    }

    @Override
    public void abort(long offset) {
        pipe.abort(offset);
    }

    @Override
    public void flush(long nowNs) {
        if (pipe.publish()) {
            owner.wake();
        }
    }

    @Override
    public int poll(PacketSink sink, int budget, long nowNs) {
        return 0;
    }

    @Override
    public LinkStatistics statistics() {
        return link.statistics();
    }

    /** The link is closed by its owner. */
    @Override
    public void close() {}
}
