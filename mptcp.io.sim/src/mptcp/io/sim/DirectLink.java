package mptcp.io.sim;

import java.lang.foreign.MemorySegment;
import mptcp.api.link.PacketSink;

/**
 * A link between two stacks of one thread, without delay, limit or loss: for throughput tests of the stacks. Packets
 * are written into a ring and read there in place by the other side; nothing is copied, super-segments travel whole,
 * and checksums need neither be computed nor verified.
 *
 * <p>Both links are used on the same thread. When the ring is full, {@link #claim} has no room until the other side has
 * polled.
 */
public final class DirectLink extends RingLink {
    private final DirectRing out;
    private final DirectRing in;
    private DirectLink peer;

    private DirectLink(String name, int mtu, DirectRing out, DirectRing in) {
        super(name, mtu);
        this.out = out;
        this.in = in;
    }

    /** The two ends of a direct link. */
    public record Pair(DirectLink a, DirectLink b) {}

    /** A pair with rings of 1 MiB. */
    public static Pair pair(String nameA, String nameB, int mtu) {
        return pair(nameA, nameB, mtu, 1 << 20);
    }

    /**
     * A pair.
     *
     * @param mtu of ordinary packets; super-segments may be longer
     * @param ringBytes per direction, at least 256 KiB
     */
    public static Pair pair(String nameA, String nameB, int mtu, int ringBytes) {
        DirectRing ab = new DirectRing(ringBytes);
        DirectRing ba = new DirectRing(ringBytes);
        DirectLink a = new DirectLink(nameA, mtu, ab, ba);
        DirectLink b = new DirectLink(nameB, mtu, ba, ab);
        a.peer = b;
        b.peer = a;
        return new Pair(a, b);
    }

    @Override
    public MemorySegment txMemory() {
        return out.memory();
    }

    @Override
    public long claim(int maxLength) {
        return out.claim(maxLength);
    }

    @Override
    public void commit(long offset, int length, int segmentSize, int checksumState) {
        out.commit(offset, length, segmentSize);
        committed(length);
    }

    @Override
    public void abort(long offset) {
        out.abort(offset);
    }

    @Override
    public void flush(long nowNs) {
        if (out.publish()) {
            peer.wake();
        }
    }

    @Override
    public int poll(PacketSink sink, int budget, long nowNs) {
        return deliver(in, sink, budget, nowNs);
    }

    @Override
    public long nextEventNs() {
        return in.readable() ? 0 : Long.MAX_VALUE;
    }

    /** Ends this side; what the other side sends from now on is dropped there. */
    @Override
    public void close() {
        super.close();
        in.close();
    }
}
