package mptcp.io.sim;

import java.lang.foreign.MemorySegment;
import mptcp.api.link.IpLink;
import mptcp.api.link.LinkStatistics;
import mptcp.api.link.PacketSink;

/** The end of a path at a stack. */
final class SimLink implements IpLink, PathEnd {
    private static final int STAGE_BYTES = 1 << 18;
    private static final int STAGE_BYTES_SUPER = 1 << 20;

    private final SimPath path;
    private final Direction outward;
    private final int mtu;
    private final int capabilities;
    private final PacketPool pool;
    private final StackDriver driver;
    private final PacketStage stage;
    private final PacketFifo received = new PacketFifo();
    /** How many are in {@link #received}: each turn of the stack asks all its links. */
    private int waiting;
    /** Something was committed since the last flush. */
    private boolean staged;
    private boolean closed;
    private long txPackets;
    private long txBytes;
    private long rxPackets;
    private long rxBytes;

    SimLink(SimPath path, Direction outward, int mtu, int capabilities, PacketPool pool, StackDriver driver) {
        this.path = path;
        this.outward = outward;
        this.mtu = mtu;
        this.pool = pool;
        this.driver = driver;
        this.capabilities = capabilities;
        stage = new PacketStage(pool, (capabilities & CAP_TX_SUPER) == 0 ? STAGE_BYTES : STAGE_BYTES_SUPER);
    }

    @Override
    public void receive(Packet packet, long nowNs) {
        received.add(packet);
        waiting++;
        driver.turnNow(nowNs);
    }

    @Override
    public int poll(PacketSink sink, int budget, long nowNs) {
        int count = 0;
        while (count < budget && waiting > 0) {
            Packet packet = received.poll();
            waiting--;
            rxPackets++;
            rxBytes += packet.length();
            int state = packet.checksumState() == CHECKSUM_PARTIAL ? CHECKSUM_VERIFIED : packet.checksumState();
            sink.packet(packet.memory(), packet.offset(), packet.length(), packet.segmentSize(), state, nowNs);
            pool.release(packet);
            count++;
        }
        return count;
    }

    @Override
    public long nextEventNs() {
        return waiting > 0 ? 0 : Long.MAX_VALUE;
    }

    @Override
    public void flush(long nowNs) {
        if (!staged) {
            return;
        }
        staged = false;
        for (Packet packet = stage.poll(); packet != null; packet = stage.poll()) {
            txPackets++;
            txBytes += packet.length();
            path.submit(outward, packet);
        }
    }

    @Override
    public long claim(int maxLength) {
        return stage.claim(maxLength);
    }

    @Override
    public void commit(long offset, int length, int segmentSize, int checksumState) {
        stage.commit(offset, length, segmentSize, checksumState);
        staged = true;
    }

    @Override
    public void abort(long offset) {
        stage.abort(offset);
    }

    @Override
    public MemorySegment txMemory() {
        return stage.memory();
    }

    @Override
    public String name() {
        return path.name();
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public int capabilities() {
        return capabilities;
    }

    @Override
    public boolean closed() {
        return closed;
    }

    @Override
    public LinkStatistics statistics() {
        return new LinkStatistics(txPackets, txBytes, 0, rxPackets, rxBytes, 0);
    }

    @Override
    public void close() {
        closed = true;
        received.releaseAll(pool);
        waiting = 0;
        stage.releaseAll();
    }
}
