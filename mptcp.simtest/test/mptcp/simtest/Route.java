package mptcp.simtest;

import java.util.ArrayList;
import java.util.List;
import mptcp.io.sim.Direction;
import mptcp.io.sim.Hop;
import mptcp.io.sim.LinkSpec;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.Offload;

/** A path that is to be made between two hosts; forward is from the client. */
final class Route {
    /** A middlebox that sees one direction, or both if that is null. */
    record Box(Direction only, Middlebox box) {}

    private final List<Box> boxes = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private LinkSpec forward;
    private LinkSpec backward;
    private List<Hop> sharedForward;
    private List<Hop> sharedBackward;
    private Offload offload = Offload.NONE;
    private boolean ipv4 = true;
    private boolean ipv6;

    private Route(LinkSpec spec) {
        forward = spec;
        backward = spec;
    }

    /** Both directions as {@link LinkSpec#of} reads it. */
    static Route of(String spec) {
        return new Route(LinkSpec.of(spec));
    }

    Route backward(String spec) {
        backward = LinkSpec.of(spec);
        return this;
    }

    /** Through hops that other paths share. */
    Route through(List<Hop> forwardHops, List<Hop> backwardHops) {
        sharedForward = forwardHops;
        sharedBackward = backwardHops;
        return this;
    }

    /** With addresses of IPv6 only. */
    Route v6() {
        ipv4 = false;
        ipv6 = true;
        return this;
    }

    /** With addresses of both. */
    Route both() {
        ipv4 = true;
        ipv6 = true;
        return this;
    }

    Route box(Middlebox box) {
        return box(null, box);
    }

    Route box(Direction only, Middlebox box) {
        boxes.add(new Box(only, box));
        return this;
    }

    /** Changes both directions. */
    Route also(String changes) {
        forward = forward.with(changes);
        backward = backward.with(changes);
        return this;
    }

    Route offload(Offload what) {
        offload = what;
        return this;
    }

    Offload offload() {
        return offload;
    }

    /** More about it, for reports. */
    Route note(String text) {
        notes.add(text);
        return this;
    }

    List<Box> boxes() {
        return boxes;
    }

    LinkSpec forward() {
        return forward;
    }

    LinkSpec backward() {
        return backward;
    }

    List<Hop> sharedForward() {
        return sharedForward;
    }

    List<Hop> sharedBackward() {
        return sharedBackward;
    }

    boolean hasV4() {
        return ipv4;
    }

    boolean hasV6() {
        return ipv6;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(ipv6 ? ipv4 ? "v4+v6 " : "v6 " : "v4 ");
        text.append("> ").append(forward).append(" < ").append(backward);
        for (Box b : boxes) {
            text.append(", ").append(b.box().getClass().getSimpleName()).append(b.only() == null ? "" : " " + b.only());
        }
        text.append(offload == Offload.NONE ? "" : ", " + offload);
        notes.forEach(n -> text.append(' ').append(n));
        return text.toString();
    }
}
