package mptcp.simtest;

import static mptcp.simtest.World.MS;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import mptcp.api.address.Endpoint;
import mptcp.api.hint.Hint;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.Direction;
import mptcp.io.sim.Offload;
import mptcp.io.sim.middlebox.OptionStripper;
import mptcp.io.sim.middlebox.Place;

/**
 * What worlds have besides from {@link #FROM} on. It draws from a source of its own, and worlds of smaller seeds are what they were
 * before there was any of it, so that those which are written down somewhere still show what they did.
 */
final class Widening {
    static final long FROM = 1_200_000;

    private static final List<String> AQM = List.of("codel", "fqcodel", "pie", "red");
    private static final Place[] LATER = {Place.ACK, Place.DATA};

    private final World world;
    private final Dice dice;
    private final List<Integer> destinations = new ArrayList<>();
    private boolean mayFail;
    private boolean straggling;

    Widening(World world) {
        this.world = world;
        dice = new Dice(new SplittableRandom(world.seed() * 0x9e37_79b9_7f4a_7c15L ^ 0x77));
    }

    /** Whether a connection may rightly fail because of it. */
    boolean mayFail() {
        return mayFail;
    }

    /** What links do beside that, and who else is on the path. */
    void route(Route route, boolean v6) {
        destinations.add((destinations.size() + 1) * (v6 ? -1 : 1));
        if (dice.chance(0.15)) {
            route.also("aqm=" + AQM.get(dice.below(AQM.size())));
        }
        if (dice.chance(0.2)) {
            route.offload(route.boxes().isEmpty() && dice.chance(0.2) && !impaired(route) ? Offload.WHOLE : Offload.SPLIT);
        }
        if (route.offload() == Offload.WHOLE) {
            return;
        }
        if (dice.chance(0.15)) {
            straggling = true;
            route.box(Stragglers.copies(dice.random().split(), dice.unit() * 0.1, dice.logarithmic(10, 20_000) * MS));
        }
        if (dice.chance(0.15)) {
            route.box(new BlindForger(dice.random().split(), dice.unit() * 0.2));
        }
        if (dice.chance(0.1)) {
            route.box(Stragglers.bursts(dice.logarithmic(2, 120) * MS));
        }
        if (dice.chance(0.08)) {
            long from = dice.logarithmic(1, 3_000) * MS;
            route.box(dice.chance(0.5) ? Direction.FORWARD : Direction.BACKWARD, new AtTimes(OptionStripper.mptcp(
                    LATER[dice.below(LATER.length)]), from, from + dice.logarithmic(1, 5_000) * MS)).note("for a time");
            mayFail = true;
        }
    }

    private static boolean impaired(Route route) {
        return (route.forward() + " " + route.backward()).matches(".*(loss|burst|reorder|duplicate|corrupt|mtu).*");
    }

    /** Instead of some that were chosen. */
    void policies() {
        long seed = world.seed();
        for (PolicyFactory<?> each : List.of(new RandomPolicies.Scheduler(seed), new RandomPolicies.Control(seed),
                new RandomPolicies.Retransmit(seed))) {
            PolicyKind kind = each instanceof RandomPolicies.Scheduler ? PolicyKind.SCHEDULER
                    : each instanceof RandomPolicies.Control ? PolicyKind.CONGESTION_CONTROL : PolicyKind.RETRANSMIT;
            if (dice.chance(0.1)) {
                world.policies().add(kind, each);
                SimHost host = world.hosts().get(dice.below(2));
                host.choose(kind, "random");
                world.note(host.name() + " uses " + kind.label() + " random");
            }
        }
    }

    /** How applications use their sockets. */
    void transfer(Transfer t) {
        if (dice.chance(0.1) && !straggling && t.client().toSend() > 0) { // a SYN with data that comes again later opens again (RFC 7413 section 2.1)
            int first = 1 + dice.below(2_000);
            t.withFirst(first).configs(t.clientConfig(), t.serverConfig().withFastOpenQueue(1 + dice.below(16)));
            world.note(t.client().name() + " opens with " + first + " bytes");
        } else if (dice.chance(0.15) && destinations.size() > 1) {
            List<Integer> all = new ArrayList<>(destinations);
            Collections.shuffle(all, new Random(dice.random().nextLong()));
            t.toAnyOf(all.toArray(Integer[]::new));
            world.note(t.client().name() + " connects to any of " + all);
        }
        for (Party p : List.of(t.client(), t.server())) {
            if (dice.chance(0.15)) {
                p.hint(Hint.NONE.withPriority(dice.below(8)).withDeadlineNs(dice.logarithmic(1, 10_000) * MS)
                        .withLossTolerant(dice.chance(0.5)).withTrafficClass(dice.below(64)));
            }
            for (int n = dice.chance(0.25) ? 1 + dice.below(6) : 0; n > 0; n--) {
                use(p, t.startNs() + dice.logarithmic(1, 4_000) * MS);
            }
        }
    }

    private void use(Party p, long at) {
        switch (dice.below(6)) {
            case 0 -> {
                on(at, p, "corks", s -> s.cork(true));
                on(at + dice.logarithmic(1, 3_000) * MS, p, "uncorks", s -> s.cork(false));
            }
            case 1 -> on(at, p, "ends a record", s -> s.endRecord(s.written()));
            case 2 -> {
                boolean noDelay = dice.chance(0.5);
                on(at, p, "noDelay " + noDelay, s -> s.reconfigure(s.config().withNoDelay(noDelay)));
            }
            case 3 -> {
                int send = dice.logarithmic(4 << 10, 1 << 20);
                int receive = dice.logarithmic(4 << 10, 1 << 20);
                on(at, p, "buffers " + send + " " + receive, s -> s.reconfigure(s.config().withBuffers(send, receive)));
            }
            case 4 -> {
                long least = dice.logarithmic(4_000, 100_000);
                on(at, p, "unsent at most " + least, s -> s.reconfigure(s.config().withUnsentLowWater(least)));
            }
            default -> on(at, p, "says something of its bytes", s -> s.hint(0, s.written() + 1000, Hint.NONE.withPriority(3)));
        }
    }

    /** What is done with a socket that is open. */
    private void on(long at, Party p, String what, java.util.function.Consumer<StreamSocket> action) {
        world.at(at, p.name() + " " + what, () -> {
            if (p.socket() != null && !p.done() && (p.socket().ready() & (StreamSocket.CONNECTED | StreamSocket.FAILED)) == StreamSocket.CONNECTED) {
                action.accept(p.socket());
            }
        });
    }

    /** What happens to hosts. */
    void events() {
        for (int n = dice.chance(0.3) ? 1 + dice.below(6) : 0; n > 0; n--) {
            SimHost host = world.hosts().get(dice.below(2));
            long at = dice.logarithmic(1, 4_000) * MS;
            switch (dice.below(3)) {
                case 0 -> endpoints(host, at);
                case 1 -> {
                    int most = 1 + dice.below(10);
                    world.at(at, host.name() + ": at most " + most + " subflows", () -> host.stack().reconfigure(
                            host.stack().config().toBuilder().maxSubflows(most).build()));
                }
                default -> {
                    int mtu = 1280 + dice.below(221);
                    var path = world.network().path("path" + (1 + dice.below(world.pathsMade())));
                    if (path.spec(Direction.FORWARD).mtu() > mtu || path.spec(Direction.BACKWARD).mtu() > mtu) {
                        mayFail = true; // what was mapped before does not fit any more, and nobody says so
                        world.at(at, path.name() + " mtu " + mtu, () -> path.spec("mtu=" + Math.min(mtu, Math.min(
                                path.spec(Direction.FORWARD).mtu(), path.spec(Direction.BACKWARD).mtu()))));
                    }
                }
            }
        }
    }

    private void endpoints(SimHost host, long at) {
        mayFail = true; // one that is announced no more takes its subflows with it, maybe the last
        List<Endpoint> list = new ArrayList<>();
        int id = 1 + dice.below(20);
        for (var address : host.stack().addresses()) {
            if (dice.chance(0.7)) {
                list.add(Endpoint.of(id++, address.address()).withSignal(dice.chance(0.5)).withSubflow(dice.chance(0.5))
                        .withBackup(dice.chance(0.3)));
            }
        }
        world.at(at, host.name() + " endpoints " + list, () -> host.stack().endpoints(list));
    }
}
