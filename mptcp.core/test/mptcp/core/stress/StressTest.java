package mptcp.core.stress;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import mptcp.testkit.StressRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where threads meet in core, under jcstress: a little of it in each test run, and as long as one likes by {@code ./mptcp stress}. */
class StressTest {
    private static final String ALL = "mptcp\\.core\\..*";

    /** Known, and not mended: a stack that closes leaves sockets whose connection ended before with memory that is gone. */
    private static final String OPEN = ALL + "(ReadWhileTheStackCloses|WriteWhileTheStackCloses)";

    private static final String NONE = "STRESS_TESTS selects none of these";

    private final StressRun mended = StressRun.of(ALL).without(OPEN);

    @Test
    void aLittle() throws IOException, InterruptedException {
        assumeTrue(mended.run(), NONE);
    }

    @Tag("slow")
    @Test
    void forLong() throws IOException, InterruptedException {
        assumeTrue(mended.runLong(), NONE);
    }

    @Tag("open")
    @Test
    void whatIsOpen() throws IOException, InterruptedException {
        assumeTrue(StressRun.of(OPEN).run(), NONE);
    }
}
