package mptcp.simtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Random worlds, each a function of its seed. {@code SIMTEST_SEED=n} replays one; {@code SIMTEST_SEEDS=from-to} says
 * which the long campaign runs.
 */
class CampaignTest {
    private static final long SEEDS = 400;
    private static final long LONG_FROM = 10_000;
    private static final long LONG_TO = 15_000;
    private static final String RANGE = "SIMTEST_SEEDS";

    private static Scenario scenario() {
        return Scenario.of(CampaignTest.class, w -> new RandomPlan(w).lay());
    }

    @TestFactory
    Stream<DynamicTest> campaign() {
        Long wanted = Scenario.wanted();
        return tests(wanted == null ? 1 : wanted, wanted == null ? SEEDS : wanted);
    }

    @Tag("slow")
    @TestFactory
    Stream<DynamicTest> longCampaign() {
        String range = System.getenv().getOrDefault(RANGE, LONG_FROM + "-" + LONG_TO);
        String[] ends = range.split("-");
        return tests(Long.parseLong(ends[0]), Long.parseLong(ends[1]));
    }

    private static Stream<DynamicTest> tests(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(seed ->
                dynamicTest("seed " + seed, () -> scenario().run(seed)));
    }

    @Test
    void randomWorldsAreFunctionsOfTheirSeeds() {
        for (long seed = 1; seed <= 10; seed++) {
            assertEquals(scenario().run(seed).network().eventHash(), scenario().run(seed).network().eventHash(),
                    "seed " + seed);
        }
    }
}
