package mptcp.interop.dialogue;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;

/** A device in memory: what is sent is kept for {@link #drain}, what is injected arrives. */
final class TapLink implements IpLink {
    private static final int ROOM = 1 << 16;

    private final MemorySegment tx = Arena.ofAuto().allocate(ROOM);
    private final MemorySegment rx = Arena.ofAuto().allocate(ROOM);
    private final Queue<byte[]> arriving = new ConcurrentLinkedQueue<>();
    private final Queue<Subject.Sent> sent = new ConcurrentLinkedQueue<>();
    private final int mtu;
    private volatile Runnable wake = () -> { };

    TapLink(int mtu) {
        this.mtu = mtu;
    }

    void inject(byte[] packet) {
        arriving.add(packet);
        wake.run();
    }

    List<Subject.Sent> drain() {
        List<Subject.Sent> all = new ArrayList<>();
        for (Subject.Sent each = sent.poll(); each != null; each = sent.poll()) {
            all.add(each);
        }
        return all;
    }

    @Override
    public String name() {
        return "tun0";
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public int capabilities() {
        return 0;
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
        sent.add(new Subject.Sent(tx.asSlice(offset, length).toArray(JAVA_BYTE), System.nanoTime()));
    }

    @Override
    public void abort(long offset) {
        // nothing was taken
    }

    @Override
    public void flush(long nowNs) {
        // packets leave when they are committed
    }

    @Override
    public int poll(PacketSink sink, int budget, long nowNs) {
        int n = 0;
        for (byte[] packet = null; n < budget && (packet = arriving.poll()) != null; n++) {
            MemorySegment.copy(packet, 0, rx, JAVA_BYTE, 0, packet.length);
            sink.packet(rx, 0, packet.length, 0, CHECKSUM_FULL, nowNs);
        }
        return n;
    }

    @Override
    public void onReadable(Runnable wakeUp) {
        wake = wakeUp;
    }

    @Override
    public void close() {
        arriving.clear();
    }
}
