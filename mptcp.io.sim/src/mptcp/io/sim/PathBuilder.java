package mptcp.io.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Describes a path before it is made:
 *
 * <pre>network.newPath("p").between(a, b).forward(spec).backward(spec).create()</pre>
 *
 * <p>What is not said: {@link LinkSpec#IDEAL} in both directions, no middleboxes, {@link Offload#NONE}.
 */
public final class PathBuilder {
    private final Network network;
    private final String name;
    private final List<Middlebox> middleboxes = new ArrayList<>();
    private End a;
    private End b;
    private HopPlan forward = new HopPlan.Own(LinkSpec.IDEAL);
    private HopPlan backward = new HopPlan.Own(LinkSpec.IDEAL);
    private Offload offload = Offload.NONE;

    PathBuilder(Network network, String name) {
        this.network = network;
        this.name = Objects.requireNonNull(name, "name");
    }

    /** The ends A and B; stacks are added to the network if they are not yet there. */
    public PathBuilder between(End endA, End endB) {
        a = Objects.requireNonNull(endA, "end A");
        b = Objects.requireNonNull(endB, "end B");
        return this;
    }

    /** One hop of the path's own from A to B, called {@code name>}. */
    public PathBuilder forward(LinkSpec spec) {
        forward = new HopPlan.Own(spec);
        return this;
    }

    /** One hop of the path's own from B to A, called {@code name<}. */
    public PathBuilder backward(LinkSpec spec) {
        backward = new HopPlan.Own(spec);
        return this;
    }

    /** Hops made by {@link Network#hop}, which other paths may use too, in the order from A to B. */
    public PathBuilder forward(List<Hop> hops) {
        forward = shared(List.of(hops));
        return this;
    }

    /** The same in the order from B to A. */
    public PathBuilder backward(List<Hop> hops) {
        backward = shared(List.of(hops));
        return this;
    }

    /**
     * Several routes of equal cost in each direction, each a list of hops: a flow (its addresses and ports) takes one of
     * them by a hash, as switches with ECMP do (RFC 2992). Which one depends on the network's seed.
     */
    public PathBuilder routes(List<List<Hop>> there, List<List<Hop>> back) {
        forward = shared(there);
        backward = shared(back);
        return this;
    }

    private HopPlan shared(List<List<Hop>> routes) {
        if (routes.isEmpty() || routes.stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("path " + name + " needs a hop in each direction");
        }
        routes.forEach(hops -> hops.forEach(network::checkOwned));
        return new HopPlan.Shared(routes.stream().map(List::copyOf).toList());
    }

    /** Adds a middlebox for both directions; the first added is nearest to end A. */
    public PathBuilder middlebox(Middlebox box) {
        middleboxes.add(Objects.requireNonNull(box, "middlebox"));
        return this;
    }

    /** Adds a middlebox that sees one direction only. */
    public PathBuilder middlebox(Direction only, Middlebox box) {
        return middlebox(new OneWay(only, box));
    }

    public PathBuilder offload(Offload what) {
        offload = Objects.requireNonNull(what, "offload");
        return this;
    }

    /**
     * Makes the path; links are added to the stacks.
     *
     * @throws IllegalStateException if the name is in use, an end is missing, both ends are the same stack,
     *     middleboxes stand on a path that carries super-segments whole, or there are middleboxes or offloads in a network
     *     without payload; nothing has been made then
     */
    public SimPath create() {
        check(a != null, "has no ends: call between");
        boolean same = a instanceof End.OfStack x && b instanceof End.OfStack y && x.stack() == y.stack();
        check(!same, "begins and ends at the same stack");
        check(offload != Offload.WHOLE || middleboxes.isEmpty(), "cannot carry super-segments whole past middleboxes");
        check(!network.payloadFree() || middleboxes.isEmpty(), "has middleboxes, which look at payload, and there is none");
        check(!network.payloadFree() || offload == Offload.NONE, "has offloads, which cut payload, and there is none");
        return network.create(this);
    }

    private void check(boolean ok, String what) {
        if (!ok) {
            throw new IllegalStateException("path " + name + " " + what);
        }
    }

    String name() {
        return name;
    }

    End a() {
        return a;
    }

    End b() {
        return b;
    }

    HopPlan hops(Direction direction) {
        return direction == Direction.FORWARD ? forward : backward;
    }

    List<Middlebox> middleboxes() {
        return middleboxes;
    }

    Offload offload() {
        return offload;
    }

    /** Where the hops of a direction come from. */
    sealed interface HopPlan {
        /** One hop, to be made with the path. */
        record Own(LinkSpec spec) implements HopPlan {
            public Own {
                Objects.requireNonNull(spec, "spec");
            }
        }

        /** Hops that exist, by route. */
        record Shared(List<List<Hop>> routes) implements HopPlan {}
    }

    /** Lets the other direction pass. */
    private record OneWay(Direction only, Middlebox box) implements Middlebox {
        OneWay {
            Objects.requireNonNull(only, "direction");
            Objects.requireNonNull(box, "middlebox");
        }

        @Override
        public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
            return direction == only ? box.packet(packet, direction, port, nowNs) : Verdict.PASS;
        }

        @Override
        public void timer(MiddleboxPort port, long nowNs) {
            box.timer(port, nowNs);
        }
    }
}
