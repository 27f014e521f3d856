package mptcp.core.stress;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import mptcp.testkit.StressRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where threads meet in core, under jcstress: a little of it in each test run, and as long as one likes by {@code ./mptcp stress}. */
class StressTest {
    private static final String ALL = "mptcp\\.core\\..*";

    private static final String NONE = "STRESS_TESTS selects none of these";

    private final StressRun all = StressRun.of(ALL);

    @Test
    void aLittle() throws IOException, InterruptedException {
        assumeTrue(all.run(), NONE);
    }

    @Tag("slow")
    @Test
    void forLong() throws IOException, InterruptedException {
        assumeTrue(all.runLong(), NONE);
    }
}
