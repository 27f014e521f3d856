package mptcp.socketagent;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Queue;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;

/** A device in memory that delivers what it is given to send. */
final class LoopbackLink implements IpLink {
    private static final int MTU = 1500;

    private final MemorySegment tx = Arena.ofAuto().allocate(MTU);
    private final Queue<MemorySegment> arriving = new ArrayDeque<>();

    @Override
    public String name() {
        return "loopback";
    }

    @Override
    public int mtu() {
        return MTU;
    }

    @Override
    public int capabilities() {
        return CAP_LOOPBACK;
    }

    @Override
    public MemorySegment txMemory() {
        return tx;
    }

    @Override
    public long claim(int maxLength) {
        return 0;
    }

    @Override
    public void commit(long offset, int length, int segmentSize, int checksumState) {
        arriving.add(MemorySegment.ofArray(tx.asSlice(offset, length).toArray(JAVA_BYTE)));
    }

    @Override
    public void abort(long offset) {
        // nothing was taken
    }

    @Override
    public void flush(long nowNs) {
        // packets are on their way since they were committed
    }

    @Override
    public int poll(PacketSink sink, int budget, long nowNs) {
        int n = 0;
        for (MemorySegment packet; n < budget && (packet = arriving.poll()) != null; n++) {
            sink.packet(packet, 0, (int) packet.byteSize(), 0, CHECKSUM_FULL, nowNs);
        }
        return n;
    }

    @Override
    public long nextEventNs() {
        return arriving.isEmpty() ? Long.MAX_VALUE : 0;
    }

    @Override
    public void close() {
        arriving.clear();
    }
}
