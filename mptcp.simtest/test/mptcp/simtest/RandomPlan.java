package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.WireProfile;
import mptcp.simtest.Party.Ending;
import mptcp.simtest.Transfer.Expected;

/**
 * A random world, as a function of the seed: versions, settings, paths and what they do to packets, middleboxes,
 * transfers and how they end, and what happens meanwhile. Unless something in it may rightly end a connection, every
 * transfer must be complete.
 */
final class RandomPlan {
    private static final int[][] VERSIONS = {{1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}, {0, 0}, {0, 0}, {1, 0},
        {0, 1}, {1, -1}, {-1, 1}};

    private static final int[] LOOPS = {1, 1, 2, 4};

    private final World world;
    private final Dice dice;
    private final Widening wider;
    private final Adversity worse;
    private boolean mayFail;

    RandomPlan(World world) {
        this.world = world;
        this.dice = new Dice(new SplittableRandom(new SplittableRandom(world.seed()).nextLong()));
        this.wider = world.seed() >= Widening.FROM ? new Widening(world) : null;
        this.worse = world.seed() >= Adversity.FROM ? new Adversity(world) : null;
    }

    void lay() {
        world.limit(1800 * SECOND);
        // not by the dice, which are the same for all: a seed that failed before there were several loops is what it was, but for them
        world.loops(LOOPS[Math.floorMod(new SplittableRandom(~world.seed()).nextLong(), LOOPS.length)]);
        int[] versions = VERSIONS[dice.below(VERSIONS.length)];
        world.host("client", b -> settings(b, versions[0]));
        if (worse != null) {
            worse.loops();
        }
        world.host("server", b -> settings(b, versions[1]));
        world.hosts().forEach(h -> world.note(h.name() + ": " + h.stack().config()));
        int paths = 1 + dice.below(dice.chance(0.2) ? 5 : 3);
        boolean v6 = dice.chance(0.3);
        for (int i = 0; i < paths; i++) {
            route(i == 0 ? v6 : dice.chance(0.3));
        }
        policies();
        if (wider != null) {
            wider.policies();
        }
        int transfers = dice.chance(0.7) ? 1 : 1 + dice.below(3);
        for (int i = 0; i < transfers; i++) {
            transfer(v6);
        }
        RandomEvents events = new RandomEvents(world, dice, paths);
        events.lay(dice.below(8));
        mayFail |= events.mayFail();
        if (wider != null) {
            world.transfers().forEach(wider::transfer);
            wider.events();
            mayFail |= wider.mayFail();
        }
        if (worse != null) {
            worse.transfers(v6);
            worse.events();
            mayFail |= worse.mayFail();
        }
        if (mayFail) {
            world.transfers().forEach(t -> t.expect(Expected.CORRECT_OR_ERROR));
        }
        world.note(mayFail ? "connections may fail" : "everything must be complete");
    }

    private StackConfig.Builder settings(StackConfig.Builder b, int version) {
        b.mptcpVersion(version).checksums(dice.chance(0.3)).timestamps(dice.chance(0.8)).sack(dice.chance(0.8));
        int ecn = Math.floorMod(new SplittableRandom(world.seed() + 1).nextLong(), 4); // not by the dice, as loops are not
        b.accurateEcn(ecn == 3).accurateEcnAccept(ecn >= 2);
        b.ecn(dice.chance(0.2)).delayedAckNs(dice.of(0, 40, 200) * MS).minRtoNs(dice.of(20, 200, 1000) * MS);
        b.timeWaitNs(180 * SECOND); // longer than the peer repeats anything: at most 13 times, 10 s apart
        b.maxRtoNs(10 * SECOND).retries(8 + dice.below(6)).closeTimeoutNs((20 + dice.below(40)) * SECOND);
        b.maxSubflows(dice.chance(0.1) ? 32 : 1 + dice.below(8)).acceptJoins(dice.chance(0.9));
        b.profile(dice.chance(0.2) ? WireProfile.BSD : WireProfile.LINUX);
        if (dice.chance(0.25)) {
            int send = dice.logarithmic(4 << 10, 64 << 10);
            int receive = dice.logarithmic(4 << 10, 64 << 10);
            b.sendBuffer(send, send).receiveBuffer(receive, receive);
        } else {
            b.sendBuffer(64 << 10, 4 << 20).receiveBuffer(64 << 10, dice.logarithmic(64 << 10, 4 << 20));
        }
        if (dice.chance(0.1)) {
            b.windowScale(dice.below(9)); // the smallest buffer is 4 KiB: a unit of more could never be offered
        }
        if (dice.chance(0.5)) {
            b.policySettings(Map.of("chain.members", "fullmesh,reestablish", "ndiffports.count",
                    String.valueOf(1 + dice.below(4))));
        }
        if (worse != null) {
            worse.settings(b);
        }
        return b;
    }

    // ---- paths

    private void route(boolean v6) {
        boolean boxed = dice.chance(0.25);
        String both = dice.chance(0.7) ? spec(v6, boxed) : null;
        Route route = Route.of(both == null ? spec(v6, boxed) : both);
        if (both == null) {
            route.backward(spec(v6, boxed));
        }
        if (v6) {
            route.v6();
        }
        if (boxed) {
            RandomBoxes boxes = new RandomBoxes(dice, world.pathsMade() + 1, v6);
            boxes.add(route);
            mayFail |= boxes.mayFail();
        }
        if (wider != null) {
            wider.route(route, v6);
        }
        if (worse != null) {
            worse.route(route);
        }
        world.path(route);
    }

    /** @param boxed with a middlebox, which would give corrupt packets a right checksum */
    private String spec(boolean v6, boolean boxed) {
        StringBuilder s = new StringBuilder();
        s.append("rate=").append(dice.logarithmic(500, 100_000)).append("k,delay=")
                .append(dice.chance(0.2) ? 0 : dice.logarithmic(1, 150)).append("ms,queue=")
                .append(dice.logarithmic(10, 300)).append('k');
        maybe(s, 0.2, "jitter=" + dice.below(10) + "ms");
        maybe(s, 0.4, "loss=" + percent(3));
        // bad for some packets, not for all of the few that an opening or a silent connection sends: no retries outlast that
        maybe(s, 0.1, "burst=" + percent(1) + "/" + (30 + dice.below(60)) + "%/60%");
        maybe(s, 0.2, "reorder=" + percent(5) + "/" + (1 + dice.below(40)) + "ms");
        maybe(s, 0.15, "duplicate=" + percent(3));
        maybe(s, boxed ? 0 : 0.1, "corrupt=" + percent(1));
        maybe(s, 0.15, "mtu=" + (v6 ? 1280 + dice.below(220) : 576 + dice.below(924)));
        return s.toString();
    }

    private void maybe(StringBuilder text, double probability, String part) {
        if (dice.chance(probability)) {
            text.append(',').append(part);
        }
    }

    private String percent(int most) {
        return "%.2f%%".formatted(dice.unit() * most);
    }

    // ---- policies

    private void policies() {
        if (dice.chance(0.15)) {
            world.policies().add(PolicyKind.PATH_MANAGER, new RandomPaths(world.seed()));
            world.hosts().forEach(h -> h.choose(PolicyKind.PATH_MANAGER, "random"));
            world.note("path manager: random");
            mayFail = true;
            return;
        }
        for (SimHost h : world.hosts()) {
            for (PolicyKind kind : PolicyKind.values()) {
                if (kind != PolicyKind.PATH_MANAGER || dice.chance(0.5)) {
                    String name = dice.policy(world, kind);
                    world.note(h.name() + " uses " + kind.label() + " " + name);
                    h.choose(kind, name);
                }
            }
        }
    }

    // ---- transfers

    private void transfer(boolean v6) {
        Transfer t = world.transfer(bytes(), bytes()).over(1, v6).configs(socket(), socket());
        t.startAt(dice.chance(0.7) ? 0 : dice.below(500) * MS);
        for (Party p : List.of(t.client(), t.server())) {
            p.chunk(dice.logarithmic(1, 64 << 10) + (p.toSend() > 10_000 ? 1000 : 0));
            if (dice.chance(0.15)) {
                p.writeEvery((1 + dice.below(20)) * MS).chunk(dice.logarithmic(2_000, 60_000));
            }
            if (dice.chance(0.15)) {
                p.readEvery((1 + dice.below(20)) * MS, dice.logarithmic(2_000, 60_000));
            }
        }
        endings(t);
        world.note("transfer %s: %d up, %d down, at %.3f s".formatted(t.client().name(), t.client().toSend(),
                t.server().toSend(), t.startNs() / 1e9));
    }

    private long bytes() {
        return dice.chance(0.15) ? 0 : dice.chance(0.1) ? 1 + dice.below(10) : dice.logarithmic(100, 1_500_000);
    }

    private void endings(Transfer t) {
        List<Ending> orderly = List.of(Ending.HALF_CLOSE, Ending.HALF_CLOSE, Ending.CLOSE_AT_THE_END);
        t.endings(orderly.get(dice.below(3)), orderly.get(dice.below(3)));
        if (dice.chance(0.1)) {
            Party p = dice.chance(0.5) ? t.client() : t.server();
            p.ending(Ending.CLOSE_AFTER_WRITING);
            world.note(p.name() + " closes after its last byte");
            mayFail = true; // what the other sends then meets a reset
        }
        if (dice.chance(0.1)) {
            Party p = dice.chance(0.5) ? t.client() : t.server();
            boolean abort = dice.chance(0.5);
            world.at(t.startNs() + dice.logarithmic(1, 3000) * MS, p.name() + (abort ? " aborts" : " closes"),
                    abort ? p::abort : p::close);
            mayFail = true;
        }
        if (dice.chance(0.05)) {
            Party p = dice.chance(0.5) ? t.client() : t.server();
            long from = t.startNs() + dice.below(500) * MS;
            world.at(from, p.name() + " stops reading", p::stopReading);
            world.at(from + dice.logarithmic(10, 20_000) * MS, p.name() + " reads again", p::resumeReading);
        }
    }

    private SocketConfig socket() {
        SocketConfig c = SocketConfig.DEFAULT.withKeepAlive(10 * SECOND).withNoDelay(dice.chance(0.5));
        if (dice.chance(0.1)) {
            c = c.withMaxSegment(100 + dice.below(1300));
        }
        if (dice.chance(0.1)) {
            c = c.withBuffers(dice.logarithmic(4 << 10, 1 << 20), dice.logarithmic(4 << 10, 1 << 20));
        }
        if (dice.chance(0.2)) {
            Map<PolicyKind, String> own = new EnumMap<>(PolicyKind.class);
            for (PolicyKind kind : PolicyKind.values()) {
                if (kind != PolicyKind.PATH_MANAGER && dice.chance(0.5)) {
                    own.put(kind, dice.policy(world, kind));
                }
            }
            c = c.withPolicies(own);
        }
        return c;
    }
}
