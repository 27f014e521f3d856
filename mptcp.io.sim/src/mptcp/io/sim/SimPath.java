package mptcp.io.sim;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import mptcp.api.link.IpLink;

/**
 * A path between two ends: middleboxes beside end A, then one or more hops in each direction. Made by
 * {@link Network#path} or {@link Network#newPath}. At an end that is a stack, it is the link of the same name.
 *
 * <p>Control methods may be called on any thread, as those of {@link Hop}.
 */
public final class SimPath {
    private final String name;
    private final Network network;
    private final PacketPool pool;
    private final EventLog log;
    private final WirePackets wire;
    private final PacketFifo entering = new PacketFifo();
    private final boolean carriesWhole;
    /** Of several routes each flow takes one, by its hash: ECMP (RFC 2992). */
    private final List<List<Hop>> forward;
    private final List<List<Hop>> backward;
    private final long perturbation;
    private final MiddleboxSlot[] boxes;
    private final PathEnd a;
    private final PathEnd b;
    private volatile boolean up = true;

    SimPath(Network network, PathBuilder plan) {
        this.network = network;
        name = plan.name();
        pool = network.pool();
        log = network.log();
        wire = new WirePackets(pool);
        carriesWhole = plan.offload() == Offload.WHOLE || network.payloadFree();
        forward = network.hops(name, Direction.FORWARD, plan.hops(Direction.FORWARD));
        backward = network.hops(name, Direction.BACKWARD, plan.hops(Direction.BACKWARD));
        perturbation = new NamedStream(network.seed(), name, "routes").bits(0);
        boxes = new MiddleboxSlot[plan.middleboxes().size()];
        for (int i = 0; i < boxes.length; i++) {
            boxes[i] = new MiddleboxSlot(this, i, plan.middleboxes().get(i), pool, network);
        }
        a = end(plan.a(), Direction.FORWARD, plan.offload());
        b = end(plan.b(), Direction.BACKWARD, plan.offload());
    }

    private PathEnd end(End end, Direction outward, Offload offload) {
        return switch (end) {
            case End.OfStack s -> new SimLink(
                    this, outward, hops(outward).getFirst().spec().mtu(), capabilities(offload), pool,
                    network.driver(s.stack()));
            case End.OfNode n -> new NodeEnd(this, outward, n.node(), pool);
        };
    }

    private int capabilities(Offload offload) {
        return switch (offload) {
            case NONE -> network.payloadFree() ? IpLink.CAP_TX_CHECKSUM : 0; // taken to be right: nobody computes it
            case SPLIT -> IpLink.CAP_TX_CHECKSUM | IpLink.CAP_TX_SUPER;
            case WHOLE -> IpLink.CAP_TX_CHECKSUM | IpLink.CAP_TX_SUPER | IpLink.CAP_RX_SUPER;
        };
    }

    PathEnd end(Direction outward) {
        return outward == Direction.FORWARD ? a : b;
    }

    /** Sends a copy of what an end hands over. */
    void submit(Direction outward, MemorySegment memory, long offset, int length) {
        submit(outward, wire.whole(memory, offset, length, 0, IpLink.CHECKSUM_FULL));
    }

    /** Sends what an end hands over, and takes it over. */
    void submit(Direction outward, Packet packet) {
        long nowNs = network.nowNs();
        if (carriesWhole) {
            enter(packet, outward, nowNs);
            return;
        }
        // More than one packet comes only from the flush of a stack's link, which nothing that follows can call again.
        wire.add(entering, packet);
        for (Packet p = entering.poll(); p != null; p = entering.poll()) {
            enter(p, outward, nowNs);
        }
    }

    private void enter(Packet packet, Direction direction, long nowNs) {
        packet.path = this;
        packet.direction = direction;
        log.sent(packet, nowNs);
        if (!up) {
            drop(DropReason.DOWN, packet, nowNs);
        } else if (direction == Direction.FORWARD) {
            through(0, packet, nowNs);
        } else {
            toHops(backward, packet, nowNs);
        }
    }

    private void toHops(List<List<Hop>> routes, Packet packet, long nowNs) {
        packet.route = routes.size() == 1 ? routes.getFirst() : routes.get((int) Long.remainderUnsigned(
                NamedStream.mix(EcnField.flow(packet) ^ perturbation), routes.size()));
        packet.route.getFirst().engine().offer(packet, nowNs);
    }

    /** Takes the packet through the middleboxes from the given one on, and then to a hop or to end A. */
    void through(int box, Packet packet, long nowNs) {
        Direction direction = packet.direction;
        int step = direction == Direction.FORWARD ? 1 : -1;
        for (int i = box; i >= 0 && i < boxes.length; i += step) {
            switch (boxes[i].packet(packet, direction, nowNs)) {
                case PASS -> { }
                case DROP -> {
                    drop(DropReason.MIDDLEBOX, packet, nowNs);
                    return;
                }
                case HOLD -> {
                    return;
                }
            }
        }
        if (direction == Direction.FORWARD) {
            toHops(forward, packet, nowNs);
        } else {
            arrive(a, packet, nowNs);
        }
    }

    /** A hop let the packet through. */
    void passedHop(Packet packet, long nowNs) {
        packet.hop++;
        if (packet.hop < packet.route.size()) {
            packet.route.get(packet.hop).engine().offer(packet, nowNs);
        } else if (packet.direction == Direction.FORWARD) {
            arrive(b, packet, nowNs);
        } else {
            through(boxes.length - 1, packet, nowNs);
        }
    }

    private void arrive(PathEnd end, Packet packet, long nowNs) {
        if (!up) {
            drop(DropReason.DOWN, packet, nowNs);
        } else if (end.closed()) {
            drop(DropReason.CLOSED, packet, nowNs);
        } else {
            log.received(packet, nowNs);
            end.receive(packet, nowNs);
        }
    }

    private void drop(DropReason reason, Packet packet, long nowNs) {
        log.dropped(null, reason, packet, nowNs);
        pool.release(packet);
    }

    boolean hasMiddleboxes() {
        return boxes.length > 0;
    }

    /** Unique in the network; also the name of the link at each stack. */
    public String name() {
        return name;
    }

    /** The hops of a direction, in the order in which packets meet them; of several routes, the first one's. */
    public List<Hop> hops(Direction direction) {
        return (direction == Direction.FORWARD ? forward : backward).getFirst();
    }

    /**
     * The only hop of a direction.
     *
     * @throws IllegalStateException if there are several
     */
    public Hop hop(Direction direction) {
        List<Hop> hops = hops(direction);
        if (hops.size() != 1) {
            throw new IllegalStateException("path " + name + " has the hops " + hops.stream().map(Hop::name).toList()
                    + ": name one of them");
        }
        return hops.getFirst();
    }

    /** The specification of the only hop of a direction; errors as {@link #hop}. */
    public LinkSpec spec(Direction direction) {
        return hop(direction).spec();
    }

    /** Replaces it; errors as {@link #hop}. */
    public void spec(Direction direction, LinkSpec spec) {
        hop(direction).spec(spec);
    }

    /** Replaces the specifications of both directions; errors as {@link #hop}. */
    public void spec(LinkSpec both) {
        spec(Direction.FORWARD, both);
        spec(Direction.BACKWARD, both);
    }

    /** Changes both directions as {@link LinkSpec#with} reads the text; errors as there and {@link #hop}. */
    public void spec(String changes) {
        LinkSpec there = spec(Direction.FORWARD).with(changes);
        LinkSpec back = spec(Direction.BACKWARD).with(changes);
        spec(Direction.FORWARD, there);
        spec(Direction.BACKWARD, back);
    }

    /** Lets packets through again. */
    public void up() {
        up = true;
    }

    /** Makes this path a black hole, and no other that shares its hops: nothing enters, nothing arrives. */
    public void down() {
        up = false;
    }

    /** Whether the path and all its hops are up. */
    public boolean isUp() {
        return up && Stream.of(forward, backward).flatMap(List::stream).flatMap(List::stream)
                .allMatch(h -> h.spec().up());
    }

    /** Drops the next packets that enter the first hop of a direction. */
    public void dropNext(Direction direction, int packets) {
        hops(direction).getFirst().dropNext(packets);
    }

    /** The link at an end, or null if that end is a {@link Node}. FORWARD: at end A, whose packets go forward. */
    public IpLink link(Direction outward) {
        return end(outward) instanceof SimLink link ? link : null;
    }

    /** Where a {@link Node} at an end sends, or null if that end is a stack. */
    public Port port(Direction outward) {
        return end(outward) instanceof NodeEnd node ? node : null;
    }

    /**
     * Writes what an end sends and receives on this path to a file; see {@link PcapWriter}. The network's thread.
     *
     * @param outward FORWARD: as end A sees it
     */
    public PcapWriter capture(java.nio.file.Path file, Direction outward) throws IOException {
        return network.capture(file, this, outward);
    }

    @Override
    public String toString() {
        return name + (isUp() ? "" : " (down)") + " > " + hops(Direction.FORWARD) + " < "
                + hops(Direction.BACKWARD);
    }
}
