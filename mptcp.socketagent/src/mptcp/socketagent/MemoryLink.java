package mptcp.socketagent;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;

/** A device in memory: what is sent goes to whoever extends it, what is injected arrives. Threads as for any link; {@link #inject} any. */
public abstract class MemoryLink implements IpLink {
    private static final int ROOM = 1 << 16;

    private final String name;
    private final int mtu;
    private final int capabilities;
    private final MemorySegment tx = Arena.ofAuto().allocate(ROOM);
    private final MemorySegment rx = Arena.ofAuto().allocate(ROOM);
    private final Queue<byte[]> arriving = new ConcurrentLinkedQueue<>();
    private volatile Runnable wake = () -> { };

    protected MemoryLink(String name, int mtu, int capabilities) {
        this.name = name;
        this.mtu = mtu;
        this.capabilities = capabilities;
    }

    /** A packet was sent. */
    protected abstract void sent(byte[] packet);

    /** A packet arrives here, whoever sent it. */
    public final void inject(byte[] packet) {
        arriving.add(packet);
        wake.run();
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int mtu() {
        return mtu;
    }

    @Override
    public final int capabilities() {
        return capabilities;
    }

    @Override
    public final MemorySegment txMemory() {
        return tx;
    }

    @Override
    public final long claim(int maxLength) {
        return 0;
    }

    @Override
    public final void commit(long offset, int length, int segmentSize, int checksumState) {
        sent(tx.asSlice(offset, length).toArray(JAVA_BYTE));
    }

    @Override
    public final void abort(long offset) {
        // nothing was taken
    }

    @Override
    public final void flush(long nowNs) {
        // packets leave when they are committed
    }

    @Override
    public final int poll(PacketSink sink, int budget, long nowNs) {
        int n = 0;
        for (byte[] packet = null; n < budget && (packet = arriving.poll()) != null; n++) {
            MemorySegment.copy(packet, 0, rx, JAVA_BYTE, 0, packet.length);
            sink.packet(rx, 0, packet.length, 0, CHECKSUM_FULL, nowNs);
        }
        return n;
    }

    @Override
    public final long nextEventNs() {
        return arriving.isEmpty() ? Long.MAX_VALUE : 0;
    }

    @Override
    public final void onReadable(Runnable wakeUp) {
        wake = wakeUp;
    }

    @Override
    public final void close() {
        arriving.clear();
    }
}
