package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.io.sim.Direction;
import mptcp.io.sim.LinkSpec;
import mptcp.io.sim.Offload;
import mptcp.io.sim.SimPath;

/**
 * What worlds suffer besides from {@link #FROM} on: urgent data, joins of strangers, keys that are taken, memory that gets scarce, policies
 * that are swapped all the time and in every state, addresses that come and go, links whose MTU changes, hosts with different numbers of
 * loops. Its source is its own, as that of {@link Widening}.
 */
final class Adversity {
    static final long FROM = 1_300_000;

    private static final int[] LOOPS = {1, 1, 2, 4};
    /** That a host may be set to. */
    private static final int LEAST_MEMORY = 1 << 20;

    private final World world;
    private final Dice dice;
    private final long keysOfBoth;
    private boolean mayFail;

    Adversity(World world) {
        this.world = world;
        dice = new Dice(new SplittableRandom(world.seed() * 0xd134_2543_de82_ef95L ^ 0x1300));
        keysOfBoth = dice.random().nextLong();
    }

    /** Whether a connection may rightly fail because of it. */
    boolean mayFail() {
        return mayFail;
    }

    /** How many loops the next host has: not as many as its peer, perhaps. */
    void loops() {
        if (dice.chance(0.3)) {
            world.loops(LOOPS[dice.below(LOOPS.length)]);
        }
    }

    void settings(StackConfig.Builder b) {
        if (dice.chance(0.25)) {
            b.mptcpVersion(dice.below(2));
        }
        boolean few = dice.chance(0.25);
        boolean wraps = dice.chance(0.25);
        if (few || wraps) {
            b.entropy(new FewKeys(dice.random().split(), keysOfBoth, few ? 1 + dice.below(6) : 0, wraps));
        }
        if (dice.chance(0.15)) {
            b.memoryLimit(dice.logarithmic(LEAST_MEMORY, 16 << 20));
            mayFail = true; // a connection that nobody can have memory for is refused
        }
        if (dice.chance(0.15)) {
            int each = 1 + dice.below(20);
            b.maxHalfOpenJoins(each + dice.below(20)).maxHalfOpenJoinsPerConnection(each);
        }
    }

    /** Who else is on the path. */
    void route(Route route) {
        if (route.offload() == Offload.WHOLE) {
            return;
        }
        boolean corrupt = (route.forward() + " " + route.backward()).contains("corrupt"); // a checksum that is mended would be right then
        if (dice.chance(0.2) && !corrupt) {
            route.box(new UrgentMarks(dice.random().split(), dice.unit() * dice.unit()));
        }
        if (dice.chance(0.25)) {
            int joins = dice.logarithmic(5, 1500);
            route.box(dice.chance(0.8) ? Direction.FORWARD : null, new JoinFlooder(dice.random().split(), joins, dice.logarithmic(1, 20_000) * 10_000L))
                    .note(joins + " joins");
        }
    }

    /** More connections beside those that there are: small ones, whose keys collide and whose states are many. */
    void transfers(boolean v6) {
        for (int n = dice.chance(0.3) ? 1 + dice.below(8) : 0; n > 0; n--) {
            Transfer t = world.transfer(dice.logarithmic(1, 30_000), dice.logarithmic(1, 30_000)).over(1, v6)
                    .config(SocketConfig.DEFAULT.withKeepAlive(10 * SECOND)) // who waits for a peer without an address is told one day
                    .startAt(dice.logarithmic(1, 3_000) * MS);
            world.note("and %s: %d up, %d down, at %.3f s".formatted(t.client().name(), t.client().toSend(), t.server().toSend(),
                    t.startNs() / 1e9));
        }
    }

    void events() {
        if (dice.chance(0.15)) {
            squeeze();
        }
        if (dice.chance(0.2)) {
            swaps();
        }
        if (dice.chance(0.15)) {
            addresses();
        }
        if (dice.chance(0.15)) {
            mtus();
        }
    }

    private SimHost host() {
        return world.hosts().get(dice.below(2));
    }

    /** So much is left of the memory, for a while or several; then there is enough again. */
    private void squeeze() {
        SimHost host = host();
        mayFail = true;
        for (int n = 1 + dice.below(4); n > 0; n--) {
            long bytes = dice.logarithmic(LEAST_MEMORY, 4 << 20);
            long at = dice.logarithmic(1, 4_000) * MS;
            limit(host, at, bytes);
            limit(host, at + dice.logarithmic(5, 3_000) * MS, dice.logarithmic(64, 512) << 20);
        }
        limit(host, 8 * SECOND, 1 << 30); // whatever overlapped
    }

    private void limit(SimHost host, long at, long bytes) {
        world.at(at, host.name() + ": memory " + bytes, () -> host.stack().reconfigure(
                host.stack().config().toBuilder().memoryLimit(bytes).build()));
    }

    /** Of all connections, in whatever state they are, also those that are closing; of hosts now and then. */
    private void swaps() {
        SimHost host = host();
        long everyNs = dice.logarithmic(200, 200_000) * 1_000L;
        int[] left = {dice.logarithmic(5, 400)};
        world.note(host.name() + " swaps " + left[0] + " times, each " + everyNs / 1e6 + " ms");
        SplittableRandom random = dice.random().split();
        Dice own = new Dice(random);
        world.every(everyNs, () -> {
            PolicyKind kind = PolicyKind.values()[own.below(PolicyKind.values().length)];
            String name = own.policy(world, kind);
            boolean there = world.policies().registry().list(kind).stream().anyMatch(e -> e.name().equals(name));
            if (there && own.chance(0.1)) {
                host.choose(kind, name);
            } else if (there) {
                for (ConnectionSnapshot c : host.stack().inspector().connections()) {
                    if (host.lastOf(c.id()) == null) {
                        host.stack().policies().choose(c.id(), kind, own.chance(0.1) ? null : name);
                    }
                }
            }
            return --left[0] <= 0;
        });
    }

    /** Addresses of a host are taken away, come back, come new and are announced or not, in quick succession. */
    private void addresses() {
        SimHost host = host();
        mayFail = true;
        long everyNs = dice.logarithmic(1, 500) * MS;
        int[] left = {dice.logarithmic(3, 200)};
        world.note(host.name() + "'s addresses change " + left[0] + " times, each " + everyNs / 1e6 + " ms");
        Dice own = new Dice(dice.random().split());
        List<LinkAddress> all = new ArrayList<>(host.stack().addresses());
        int side = host == world.client() ? 50 : 70;
        for (int n = world.pathsMade(); n >= 1; n--) {
            boolean v6 = all.get(n - 1).address().getAddress().length > 4;
            all.add(LinkAddress.of(v6 ? "fd00:" + n + "::" + side + "/64" : "10." + n + ".0." + side + "/24"));
        }
        List<String> links = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            int n = i < world.pathsMade() ? i + 1 : 2 * world.pathsMade() - i;
            links.add("path" + n);
        }
        world.every(everyNs, () -> {
            int i = own.below(all.size());
            boolean there = host.stack().addresses().contains(all.get(i));
            switch (own.below(4)) {
                case 0, 1 -> {
                    if (there) {
                        host.stack().removeAddress(all.get(i).address());
                    } else {
                        host.stack().addAddress(links.get(i), all.get(i));
                    }
                }
                case 2 -> host.stack().endpoints(List.of());
                default -> host.stack().endpoints(host.stack().addresses().stream().filter(_ -> own.chance(0.7))
                        .map(a -> Endpoint.of(1 + own.below(255), a.address()).withSignal(own.chance(0.7)).withSubflow(own.chance(0.5))
                                .withBackup(own.chance(0.3))).toList());
            }
            return --left[0] <= 0;
        });
    }

    /** What was a path's MTU is less, and more again. */
    private void mtus() {
        for (int n = 1 + dice.below(8); n > 0; n--) {
            SimPath path = world.network().path("path" + (1 + dice.below(world.pathsMade())));
            int most = Math.min(path.spec(Direction.FORWARD).mtu(), path.spec(Direction.BACKWARD).mtu());
            int least = Math.min(most, 1280);
            mayFail = true; // what was mapped before does not fit any more, and nobody says so
            int mtu = least + dice.below(most - least + 1);
            Direction direction = dice.chance(0.5) ? Direction.FORWARD : Direction.BACKWARD;
            world.at(dice.logarithmic(1, 4_000) * MS, path.name() + " " + direction + " mtu " + mtu, () -> {
                LinkSpec now = path.spec(direction);
                path.spec(direction, now.with("mtu=" + mtu));
            });
        }
    }
}
