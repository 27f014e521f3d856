package mptcp.simtest;

import static mptcp.simtest.Load.seconds;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import mptcp.api.socket.SocketConfig;
import mptcp.io.sim.SimPath;
import org.junit.jupiter.api.Test;

/** A scheduler that learns, as whole stacks show it; figures are printed. Every run is made twice and compared. */
class LearningSchedulerTest {
    /** Goodput in Mbit/s before and after the change. */
    private record Phases(double before, double after) {}

    /** A receive buffer that the slow path blocks; at 20 s the fast path gets slower than that one. */
    private static Phases phases(String scheduler, long seed) {
        double[][] r = new double[2][];
        Scenario.of(LearningSchedulerTest.class, w -> {
            w.hosts(b -> b);
            Load.pairs(w, scheduler, "lia");
            SimPath first = w.path(Route.of("rate=20m,delay=5ms,queue=100k"));
            w.path(Route.of("rate=5m,delay=50ms,queue=200k"));
            Transfer t = w.transfer(0, 0).config(SocketConfig.DEFAULT.withBuffers(4 << 20, 200 << 10));
            Load.endless(w, t, seconds(41));
            r[0] = Load.rate(w, t, seconds(10), seconds(20));
            w.at(20 * SECOND, "worse", () -> first.spec("rate=500k"));
            r[1] = Load.rate(w, t, seconds(30), seconds(40));
        }).run(seed);
        Phases result = new Phases(r[0][0], r[1][0]);
        System.out.printf("%s, seed %d: %s%n", scheduler, seed, result);
        return result;
    }

    /** Mbit/s of the path that is the better one after the change; the other has a tenth. */
    private static final double BETTER_AFTER = 5;
    /** It tries by chance: what it does on average counts. */
    private static final int SEEDS = 3;

    /** It learns that the slow path blocks the fast one, and later that this is the one to wait for no longer. */
    @Test
    void peekabooPicksTheBetterPathAlsoAfterTheOtherGotWorse() {
        Phases minRtt = phases("minrtt", 1);
        List<Phases> peekaboo = LongStream.rangeClosed(1, SEEDS).mapToObj(seed -> phases("peekaboo", seed)).toList();
        double before = peekaboo.stream().mapToDouble(Phases::before).average().orElseThrow();
        double after = peekaboo.stream().mapToDouble(Phases::after).average().orElseThrow();
        assertTrue(before >= 1.25 * minRtt.before, peekaboo + ", minrtt " + minRtt);
        assertTrue(after >= 0.9 * BETTER_AFTER && after >= 0.95 * minRtt.after, peekaboo + ", minrtt " + minRtt);
    }
}
