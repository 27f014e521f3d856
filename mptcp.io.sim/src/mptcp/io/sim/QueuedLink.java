package mptcp.io.sim;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;
import mptcp.io.sim.packet.FlowBits;

/**
 * A link in memory between two stacks of several loops, with a queue for each loop of either, without delay or loss. Each queue
 * is used by one thread, and any number of threads may be at work. As a TUN device does it, an end learns from what it sends by
 * which queue the other's packets of the same addresses and ports are to come; of those it has not sent, by any.
 *
 * <p>A packet is copied once, at {@link #flush}; what the reader has no room for stays, and {@link #claim} has none then.
 */
public final class QueuedLink extends RingLink {
    private static final int STAGE_BYTES = 1 << 20;
    private static final int RING_BYTES = 1 << 20;
    private static final int FLOWS = 1 << 12;
    /** How soon to look again whether the reader has made room. */
    private static final long RETRY_NS = 20_000;

    /** One end, with all its queues. */
    private static final class Side {
        final List<QueuedLink> queues = new ArrayList<>();
        /** The queue plus one by which packets of a flow are to come, by some bits of the flow; written by all that send. */
        final AtomicIntegerArray steered = new AtomicIntegerArray(FLOWS);

        int queue(int flow) {
            int said = steered.getOpaque(flow & FLOWS - 1);
            return said > 0 ? said - 1 : Math.floorMod(flow, queues.size());
        }

        void learn(int flow, int queue) {
            int slot = flow & FLOWS - 1;
            if (steered.getOpaque(slot) != queue + 1) {
                steered.setOpaque(slot, queue + 1);
            }
        }
    }

    private final int index;
    private final Side own;
    private final Side peer;
    private final PacketPool pool = new PacketPool();
    private final PacketStage stage = new PacketStage(pool, STAGE_BYTES);
    /** By the queue that writes. */
    private final DirectRing[] in;
    private long retryNs = Long.MAX_VALUE;

    private QueuedLink(String name, int mtu, int index, Side own, Side peer, int writers) {
        super(name, mtu);
        this.index = index;
        this.own = own;
        this.peer = peer;
        in = new DirectRing[writers];
        for (int i = 0; i < writers; i++) {
            in[i] = new DirectRing(RING_BYTES);
        }
    }

    /** The two ends: the first queues of both, which have the others. */
    public record Pair(QueuedLink a, QueuedLink b) {}

    /** @param queues of either end */
    public static Pair pair(String name, int mtu, int queues) {
        Side a = new Side();
        Side b = new Side();
        for (int i = 0; i < queues; i++) {
            a.queues.add(new QueuedLink(name, mtu, i, a, b, queues));
            b.queues.add(new QueuedLink(name, mtu, i, b, a, queues));
        }
        return new Pair(a.queues.getFirst(), b.queues.getFirst());
    }

    @Override
    public List<IpLink> queues(int loops) {
        return loops == own.queues.size() && index == 0 ? List.copyOf(own.queues) : List.of();
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
        committed(length);
    }

    @Override
    public void abort(long offset) {
        stage.abort(offset);
    }

    @Override
    public void flush(long nowNs) {
        retryNs = Long.MAX_VALUE;
        Packet waiting = stage.peek();
        while (waiting != null && write(waiting)) {
            pool.release(stage.poll());
            waiting = stage.peek();
        }
        for (QueuedLink each : peer.queues) {
            if (each.in[index].hasUnpublished()) {
                each.in[index].publish();
                each.wake(); // whether it has just run out of packets is not known for sure
            }
        }
        if (waiting != null) {
            retryNs = nowNs + RETRY_NS;
        } else {
            stage.poll(); // there is all the room again
        }
    }

    private boolean write(Packet packet) {
        int flow = FlowBits.of(packet.memory(), packet.offset(), packet.length());
        own.learn(flow, index);
        DirectRing ring = peer.queues.get(peer.queue(flow)).in[index];
        long at = ring.claim(packet.length());
        if (at == NO_ROOM) {
            return false;
        }
        MemorySegment.copy(packet.memory(), packet.offset(), ring.memory(), at, packet.length());
        ring.commit(at, packet.length(), packet.segmentSize());
        return true;
    }

    @Override
    public int poll(PacketSink sink, int budget, long nowNs) {
        if (nowNs >= retryNs) {
            flush(nowNs);
        }
        int count = 0;
        for (DirectRing ring : in) {
            count += deliver(ring, sink, budget - count, nowNs);
        }
        return count;
    }

    @Override
    public long nextEventNs() {
        for (DirectRing ring : in) {
            if (ring.readable()) {
                return 0;
            }
        }
        return retryNs;
    }

    @Override
    public void close() {
        super.close();
        stage.releaseAll();
        for (DirectRing ring : in) {
            ring.close();
        }
    }
}
