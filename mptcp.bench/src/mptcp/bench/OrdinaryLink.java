package mptcp.bench;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.link.ForwardingLink;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;

/**
 * Takes a link's offloads away: MTU-sized packets whose checksums the stacks compute and verify themselves, as on a
 * plain TUN device.
 */
final class OrdinaryLink extends ForwardingLink {
    private final Unverified sink = new Unverified();
    private DataTimes times;

    OrdinaryLink(IpLink inner) {
        super(inner);
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
        for (IpLink each : link().queues(loops)) {
            all.add(each == link() ? this : new OrdinaryLink(each));
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
        return link().poll(sink, budget, nowNs);
    }

    @Override
    public void commit(long offset, int length, int segmentSize, int checksumState) {
        if (times != null) {
            times.left(length);
        }
        link().commit(offset, length, segmentSize, checksumState);
    }
}
