package mptcp.io.sim;

import mptcp.api.link.IpLink;

/** A middlebox in its place on a path. */
final class MiddleboxSlot implements MiddleboxPort {
    private final SimPath path;
    private final int index;
    private final Middlebox box;
    private final PacketPool pool;
    private final Network network;
    private final EventQueue.Handler onTimer = this::timer;

    MiddleboxSlot(SimPath path, int index, Middlebox box, PacketPool pool, Network network) {
        this.path = path;
        this.index = index;
        this.box = box;
        this.pool = pool;
        this.network = network;
    }

    Middlebox.Verdict packet(Packet packet, Direction direction, long nowNs) {
        return box.packet(packet, direction, this, nowNs);
    }

    private void timer(Packet unused, long nowNs) {
        box.timer(this, nowNs);
    }

    @Override
    public Packet allocate(int length) {
        return pool.allocate(length, 0, IpLink.CHECKSUM_FULL);
    }

    @Override
    public Packet copy(Packet packet) {
        return pool.copy(packet);
    }

    @Override
    public void send(Direction direction, Packet packet) {
        packet.path = path;
        packet.direction = direction;
        packet.hop = 0;
        path.through(direction == Direction.FORWARD ? index + 1 : index - 1, packet, network.nowNs());
    }

    @Override
    public void discard(Packet packet) {
        pool.release(packet);
    }

    @Override
    public void wakeAt(long timeNs) {
        network.schedule(timeNs, onTimer, null);
    }
}
