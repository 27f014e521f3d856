package mptcp.io.sim;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import mptcp.api.link.IpLink;
import mptcp.api.link.LinkStatistics;
import mptcp.api.link.PacketSink;
import mptcp.api.link.Waiter;

/**
 * Puts the impairments of the simulator in front of any link, such as a TUN device: packets to and from it are queued,
 * delayed and lost as two {@link LinkSpec}s say. It has no clock: time is what the loop passes in, and
 * {@link #nextEventNs} says when it needs the loop.
 *
 * <p>Super-segments are cut first, in both directions, so that the specifications hold for wire packets.
 */
public final class ImpairedLink implements IpLink {
    private static final int STAGE_BYTES = 1 << 20;

    private final IpLink inner;
    private final EventQueue events = new EventQueue();
    private final PacketPool pool = new PacketPool();
    private final WirePackets wire = new WirePackets(pool);
    private final PacketStage stage = new PacketStage(pool, STAGE_BYTES);
    private final PacketFifo entering = new PacketFifo();
    private final PacketFifo arrived = new PacketFifo();
    private final Hop outbound;
    private final Hop inbound;
    private final int mtu;
    private final PacketSink fromInner = this::receive;
    private boolean innerHolds;
    private long txPackets;
    private long txBytes;
    private long txDropped;
    private long rxPackets;
    private long rxBytes;
    private long rxDropped;

    /**
     * Decorates a link. Packets already in it are impaired like later ones.
     *
     * @param seed what, with the link's name, the random decisions follow from
     * @param outbound for packets from the stack; the MTU is the smaller of its and the inner link's
     * @param inbound for packets to the stack
     */
    public ImpairedLink(IpLink inner, long seed, LinkSpec outbound, LinkSpec inbound) {
        this.inner = Objects.requireNonNull(inner, "inner");
        mtu = Math.min(inner.mtu(), outbound.mtu());
        this.outbound = new Hop(inner.name() + ">", outbound, false);
        this.inbound = new Hop(inner.name() + "<", inbound, false);
        new Impairment(this.outbound, seed, inner.name(), "forward", events, pool, new Outbound(), 0);
        new Impairment(this.inbound, seed, inner.name(), "backward", events, pool, new Inbound(), 0);
    }

    /** The hop that packets from the stack go through; may be changed on any thread. */
    public Hop outbound() {
        return outbound;
    }

    /** The hop that packets to the stack go through; may be changed on any thread. */
    public Hop inbound() {
        return inbound;
    }

    /** What it decorates. */
    public IpLink inner() {
        return inner;
    }

    @Override
    public void flush(long nowNs) {
        for (Packet packet = stage.poll(); packet != null; packet = stage.poll()) {
            txPackets++;
            txBytes += packet.length();
            wire.add(entering, packet);
        }
        advance(nowNs);
        enter(outbound, nowNs);
        advance(nowNs);
    }

    @Override
    public int poll(PacketSink sink, int budget, long nowNs) {
        int polled = inner.poll(fromInner, budget, nowNs);
        advance(nowNs); // what was due to leave has left before what comes now, however late this turn is
        enter(inbound, nowNs);
        advance(nowNs);
        int count = 0;
        while (count < budget && arrived.size() > 0) {
            Packet packet = arrived.poll();
            rxPackets++;
            rxBytes += packet.length();
            sink.packet(packet.memory(), packet.offset(), packet.length(), 0, packet.checksumState(), nowNs);
            pool.release(packet);
            count++;
        }
        return polled == budget ? budget : count; // the budget: the inner link may have more, though it be delayed
    }

    private void receive(
            MemorySegment memory, long offset, int length, int segmentSize, int checksumState, long nowNs) {
        wire.add(entering, memory, offset, length, segmentSize, checksumState);
    }

    private void enter(Hop hop, long nowNs) {
        for (Packet p = entering.poll(); p != null; p = entering.poll()) {
            hop.engine().offer(p, nowNs);
        }
    }

    private void advance(long nowNs) {
        events.runUntil(nowNs);
        if (innerHolds) {
            innerHolds = false;
            inner.flush(nowNs);
        }
    }

    private void toInner(Packet packet, long nowNs) {
        long at = inner.claim(packet.length());
        if (at == NO_ROOM) {
            inner.flush(nowNs);
            at = inner.claim(packet.length());
        }
        if (at == NO_ROOM) {
            txDropped++;
        } else {
            MemorySegment.copy(packet.memory(), packet.offset(), inner.txMemory(), at, packet.length());
            inner.commit(at, packet.length(), 0, CHECKSUM_FULL);
            innerHolds = true;
        }
        pool.release(packet);
    }

    @Override
    public long nextEventNs() {
        return arrived.size() > 0 ? 0 : Math.min(events.nextNs(), inner.nextEventNs());
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public int capabilities() {
        return CAP_TX_CHECKSUM | CAP_TX_SUPER;
    }

    @Override
    public MemorySegment txMemory() {
        return stage.memory();
    }

    @Override
    public long claim(int maxLength) {
        return stage.claim(maxLength);
    }

    @Override
    public void commit(long offset, int length, int segmentSize, int checksumState) {
        stage.commit(offset, length, segmentSize, checksumState);
    }

    @Override
    public void abort(long offset) {
        stage.abort(offset);
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

    /** What the stack sent and received; drops are those of the impairments and of a full inner link. */
    @Override
    public LinkStatistics statistics() {
        return new LinkStatistics(txPackets, txBytes, txDropped, rxPackets, rxBytes, rxDropped);
    }

    @Override
    public void close() {
        inner.close();
    }

    /** Packets that have passed the outbound hop. */
    private final class Outbound implements Impairment.Output {
        @Override
        public void passed(Hop hop, Packet packet, long nowNs) {
            toInner(packet, nowNs);
        }

        @Override
        public void dropped(Hop hop, DropReason reason, Packet packet, long nowNs) {
            txDropped++;
            pool.release(packet);
        }
    }

    /** Packets that have passed the inbound hop. */
    private final class Inbound implements Impairment.Output {
        @Override
        public void passed(Hop hop, Packet packet, long nowNs) {
            arrived.add(packet);
        }

        @Override
        public void dropped(Hop hop, DropReason reason, Packet packet, long nowNs) {
            rxDropped++;
            pool.release(packet);
        }
    }
}
