package mptcp.io.sim;

import java.lang.foreign.MemorySegment;
import mptcp.api.link.IpLink;

/** The end of a path at a {@link Node}. */
final class NodeEnd implements PathEnd, Port {
    private final SimPath path;
    private final Direction outward;
    private final Node node;
    private final PacketPool pool;
    private final PacketDamage checksums = new PacketDamage();

    NodeEnd(SimPath path, Direction outward, Node node, PacketPool pool) {
        this.path = path;
        this.outward = outward;
        this.node = node;
        this.pool = pool;
    }

    void attach() {
        node.attached(this);
    }

    @Override
    public void receive(Packet packet, long nowNs) {
        if (packet.checksumState() == IpLink.CHECKSUM_PARTIAL) {
            checksums.complete(packet);
        }
        node.packet(packet, this, nowNs);
        pool.release(packet);
    }

    @Override
    public boolean closed() {
        return false;
    }

    @Override
    public SimPath path() {
        return path;
    }

    @Override
    public Direction direction() {
        return outward;
    }

    @Override
    public void send(MemorySegment memory, long offset, int length) {
        path.submit(outward, memory, offset, length);
    }
}
