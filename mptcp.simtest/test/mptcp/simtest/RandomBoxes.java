package mptcp.simtest;

import static mptcp.simtest.World.MS;

import java.util.List;
import mptcp.io.sim.Direction;
import mptcp.io.sim.middlebox.AckForgingProxy;
import mptcp.io.sim.middlebox.Nat;
import mptcp.io.sim.middlebox.OptionStripper;
import mptcp.io.sim.middlebox.Place;
import mptcp.io.sim.middlebox.SegmentCoalescer;
import mptcp.io.sim.middlebox.SegmentSplitter;
import mptcp.io.sim.middlebox.SequenceRewriter;

/** A random middlebox on a path. */
final class RandomBoxes {
    private static final int NAT_PORT = 20_000;

    private final Dice dice;
    private final int path;
    private final boolean ipv6;
    private boolean mayFail;

    RandomBoxes(Dice dice, int path, boolean ipv6) {
        this.dice = dice;
        this.path = path;
        this.ipv6 = ipv6;
    }

    void add(Route route) {
        Direction direction = dice.chance(0.5) ? Direction.FORWARD : Direction.BACKWARD;
        switch (dice.below(8)) {
            case 0 -> route.box(new SequenceRewriter(dice.random().nextInt(), dice.random().nextInt()));
            case 1 -> route.box(direction, new SegmentSplitter(100 + dice.below(1300)));
            case 2 -> route.box(direction, new SegmentCoalescer(
                    Math.min(route.forward().mtu(), route.backward().mtu()), dice.below(20) * MS));
            case 3 -> route.box(new Nat(World.address(path, 9, ipv6), NAT_PORT));
            case 4 -> {
                route.box(new AckForgingProxy());
                mayFail = true; // it takes on what it may lose
            }
            case 5 -> {
                List<Place> all = List.of(Place.values());
                Place place = all.get(dice.below(all.size()));
                route.box(direction, OptionStripper.mptcp(place)).note(place.toString());
                mayFail = true;
            }
            case 6 -> {
                route.box(OptionStripper.mptcp(Place.ACK, Place.DATA)).note("ACK and DATA");
                mayFail = true;
            }
            default -> {
                int subtype = dice.below(8);
                route.box(direction, OptionStripper.mptcpSubtype(subtype)).note("subtype " + subtype);
                mayFail = true;
            }
        }
    }

    /** Whether a connection may rightly fail because of it. */
    boolean mayFail() {
        return mayFail;
    }
}
