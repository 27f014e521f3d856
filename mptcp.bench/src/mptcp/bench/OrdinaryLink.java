package mptcp.bench;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.link.IpLink;
import mptcp.api.link.LinkStatistics;
import mptcp.api.link.PacketSink;
import mptcp.api.link.Waiter;

/**
 * Takes a link's offloads away: MTU-sized packets whose checksums the stacks compute and verify themselves, as on a
 * plain TUN device.
 */
final class OrdinaryLink implements IpLink {
    private final IpLink inner;
    private final Unverified sink = new Unverified();
    private DataTimes times;

    OrdinaryLink(IpLink inner) {
        this.inner = inner;
    }

    /** Says of each packet that nobody has verified its checksum. */
    private static final class Unverified implements PacketSink {
        private PacketSink target;

        @Override
        public void packet(MemorySegment memory, long offset, int length, int segmentSize, int state, long nowNs) {
            target.packet(memory, offset, length, segmentSize, CHECKSUM_FULL, nowNs);
        }
    }

    /** Has the moments noted at which packets with data leave. */
    void note(DataTimes noted) {
        times = noted;
    }

    @Override
    public List<IpLink> queues(int loops) {
        List<IpLink> all = new ArrayList<>();
        for (IpLink each : inner.queues(loops)) {
            all.add(each == inner ? this : new OrdinaryLink(each));
        }
        return all;
    }

    @Override
    public int capabilities() {
        return 0;
    }

    @Override
    public int poll(PacketSink target, int budget, long nowNs) {
        sink.target = target;
        return inner.poll(sink, budget, nowNs);
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public int mtu() {
        return inner.mtu();
    }

    @Override
    public MemorySegment txMemory() {
        return inner.txMemory();
    }

    @Override
    public long claim(int maxLength) {
        return inner.claim(maxLength);
    }

    @Override
    public void commit(long offset, int length, int segmentSize, int checksumState) {
        if (times != null) {
            times.left(length);
        }
        inner.commit(offset, length, segmentSize, checksumState);
    }

    @Override
    public void abort(long offset) {
        inner.abort(offset);
    }

    @Override
    public void flush(long nowNs) {
        inner.flush(nowNs);
    }

    @Override
    public long nextEventNs() {
        return inner.nextEventNs();
    }

    @Override
    public int pollFd() {
        return inner.pollFd();
    }

    @Override
    public Waiter newWaiter() {
        return inner.newWaiter();
    }

    @Override
    public void onReadable(Runnable wake) {
        inner.onReadable(wake);
    }

    @Override
    public LinkStatistics statistics() {
        return inner.statistics();
    }

    @Override
    public void close() {
        inner.close();
    }
}
