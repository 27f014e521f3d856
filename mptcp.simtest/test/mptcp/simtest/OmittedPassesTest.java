package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The stack makes a pass over a connection when something is due, and leaves it out otherwise. Random worlds are run as they are, turned
 * all the time, and with a pass over every connection in each such turn: if that brings the end nearer by much, a pass was left out that
 * was needed, which is how connections come to stand still. Schedulers and timers may decide otherwise when they are asked more often, so
 * a little is no sign.
 */
class OmittedPassesTest {
    private static final long PERIOD_NS = 5 * MS;

    @Test
    void aFew() {
        compare(1, 40);
    }

    @Test
    @Tag("slow")
    void many() {
        compare(1_600_000, 1_601_500);
    }

    private static void compare(long from, long to) {
        List<String> late = new ArrayList<>();
        for (long seed = from; seed <= to; seed++) {
            long with = run(seed, true);
            long without = run(seed, false);
            if (without > 2 * with + 2 * SECOND) {
                late.add("seed " + seed + ": " + without / 1e9 + " s, and " + with / 1e9 + " s with a pass in each turn");
            }
        }
        assertEquals(List.of(), late);
    }

    /** @return when all was over */
    private static long run(long seed, boolean passes) {
        return Scenario.of(OmittedPassesTest.class, w -> {
            CampaignTest.scenario().plan().accept(w);
            w.everyTurn(PERIOD_NS, () -> {
                if (passes) {
                    w.hosts().forEach(SimHost::askForPasses);
                }
            });
        }).run(seed).doneNs();
    }
}
