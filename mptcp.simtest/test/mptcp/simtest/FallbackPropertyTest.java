package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.io.sim.Direction;
import mptcp.io.sim.middlebox.AckForgingProxy;
import mptcp.io.sim.middlebox.SegmentCoalescer;
import mptcp.io.sim.middlebox.SegmentSplitter;
import mptcp.simtest.Party.Ending;
import mptcp.simtest.Transfer.Expected;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * No sequence of fallback at one end and Multipath TCP at the other ends in other bytes than were written. Small worlds,
 * so that there can be many: options vanish in each direction at each moment, for a while or for good, from all segments or
 * some, while segments are split, joined, lost, repeated and overtaken; both versions, with and without checksums. Each is a
 * function of its seed, as in {@link CampaignTest}.
 */
class FallbackPropertyTest {
    private static final long SEEDS = 600;
    private static final String RANGE = "SIMTEST_SEEDS";

    private static Scenario scenario() {
        return Scenario.of(FallbackPropertyTest.class, FallbackPropertyTest::lay);
    }

    @TestFactory
    Stream<DynamicTest> anyMoment() {
        Long wanted = Scenario.wanted();
        return tests(wanted == null ? 1 : wanted, wanted == null ? SEEDS : wanted);
    }

    @Tag("slow")
    @TestFactory
    Stream<DynamicTest> anyMomentAtLength() {
        String[] ends = System.getenv().getOrDefault(RANGE, "1000-20000").split("-");
        return tests(Long.parseLong(ends[0]), Long.parseLong(ends[1]));
    }

    private static Stream<DynamicTest> tests(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(seed ->
                DynamicTest.dynamicTest("seed " + seed, () -> scenario().run(seed)));
    }

    /** That the worlds are what they are meant to be: both outcomes happen, and fallbacks of both ends. */
    @Test
    void theWorldsAreOfEachKind() {
        int complete = 0;
        int failed = 0;
        int lopsided = 0;
        for (long seed = 1; seed <= 150; seed++) {
            World w = scenario().run(seed);
            Transfer t = w.transfers().getFirst();
            boolean whole = t.client().failure() == null && t.server().failure() == null;
            complete += whole ? 1 : 0;
            failed += whole ? 0 : 1;
            long client = w.client().counter("MPTcpExtDssFallback");
            long server = w.server().counter("MPTcpExtDssFallback");
            lopsided += client > 0 != server > 0 ? 1 : 0;
        }
        assertTrue(complete >= 30, complete + " were complete");
        assertTrue(failed >= 10, failed + " ended in an error");
        assertTrue(lopsided >= 10, "only one end fell back in " + lopsided);
    }

    private static void lay(World world) {
        Dice dice = new Dice(new SplittableRandom(new SplittableRandom(world.seed() ^ 0x0fa11bacL).nextLong()));
        world.limit(1800 * SECOND);
        int version = dice.chance(0.7) ? 1 : 0;
        boolean checksums = dice.chance(0.5);
        boolean timestamps = dice.chance(0.6);
        boolean sack = dice.chance(0.7);
        int buffer = dice.logarithmic(4 << 10, 256 << 10);
        world.hosts(b -> b.mptcpVersion(version).checksums(checksums).timestamps(timestamps).sack(sack)
                .sendBuffer(buffer, buffer).receiveBuffer(buffer, buffer).delayedAckNs(dice.of(0, 40) * MS)
                .minRtoNs(dice.of(20, 200) * MS).maxRtoNs(10 * SECOND).retries(6).closeTimeoutNs(20 * SECOND)
                .timeWaitNs(30 * SECOND));
        world.note("version " + version + (checksums ? ", checksums" : "") + (timestamps ? ", timestamps" : "")
                + (sack ? ", SACK" : "") + ", buffers of " + buffer);
        int paths = dice.chance(0.65) ? 1 : 2;
        int boxed = dice.below(paths);
        for (int i = 0; i < paths; i++) {
            world.path(i == boxed ? meddledWith(dice) : Route.of(link(dice)));
        }
        for (SimHost h : world.hosts()) {
            for (PolicyKind kind : PolicyKind.values()) {
                String name = kind == PolicyKind.PATH_MANAGER ? paths == 1 ? "builtin" : "fullmesh"
                        : kind == PolicyKind.SCHEDULER && dice.chance(0.4) ? "redundant" : dice.policy(world, kind);
                world.note(h.name() + " uses " + kind.label() + " " + name);
                h.choose(kind, name);
            }
        }
        transfer(world, dice);
    }

    private static String link(Dice dice) {
        StringBuilder s = new StringBuilder();
        s.append("rate=").append(dice.logarithmic(1, 50)).append("m,delay=").append(dice.logarithmic(1, 40)).append("ms,queue=")
                .append(dice.logarithmic(15, 200)).append('k');
        if (dice.chance(0.5)) {
            s.append(",loss=%.2f%%".formatted(dice.unit() * 5));
        }
        if (dice.chance(0.5)) {
            s.append(",reorder=%.2f%%/%dms".formatted(dice.unit() * 20, 1 + dice.below(60)));
        }
        if (dice.chance(0.3)) {
            s.append(",duplicate=%.2f%%".formatted(dice.unit() * 10));
        }
        return s.toString();
    }

    private static Route meddledWith(Dice dice) {
        Route route = Route.of(link(dice));
        Meddling meddling = new Meddling(new Dice(dice.random().split()));
        boolean before = dice.chance(0.5);
        if (before) {
            route.box(meddling);
        }
        if (dice.chance(0.35)) {
            route.box(dice.chance(0.5) ? Direction.FORWARD : Direction.BACKWARD,
                    new SegmentSplitter(dice.logarithmic(60, 1000)));
        }
        if (dice.chance(0.35)) {
            route.box(dice.chance(0.5) ? Direction.FORWARD : Direction.BACKWARD,
                    new SegmentCoalescer(1500, dice.below(20) * MS));
        }
        if (dice.chance(0.1)) {
            route.box(new AckForgingProxy());
        }
        if (!before) {
            route.box(meddling);
        }
        return route.note(meddling.toString());
    }

    private static void transfer(World world, Dice dice) {
        long up = dice.chance(0.15) ? 0 : dice.logarithmic(1, 150_000);
        long down = dice.chance(0.15) ? 0 : dice.logarithmic(1, 150_000);
        Transfer t = world.transfer(up, down).config(SocketConfig.DEFAULT.withKeepAlive(10 * SECOND)
                .withNoDelay(dice.chance(0.5))).expect(Expected.CORRECT_OR_ERROR);
        for (Party p : new Party[] {t.client(), t.server()}) {
            p.chunk(dice.logarithmic(p.toSend() > 10_000 ? 1000 : 1, 64 << 10));
            p.ending(dice.chance(0.6) ? Ending.HALF_CLOSE : Ending.CLOSE_AT_THE_END);
            if (dice.chance(0.3)) {
                p.writeEvery((1 + dice.below(30)) * MS).chunk(dice.logarithmic(500, 20_000));
            }
            if (dice.chance(0.2)) {
                p.readEvery((1 + dice.below(30)) * MS, dice.logarithmic(500, 20_000));
            }
        }
        world.note("%d bytes up, %d down".formatted(up, down));
    }
}
