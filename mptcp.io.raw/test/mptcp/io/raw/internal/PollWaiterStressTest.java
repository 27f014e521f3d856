package mptcp.io.raw.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import mptcp.io.raw.NetworkNamespace;
import mptcp.testkit.StressRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The waiter under jcstress, by {@code ./mptcp stress}. */
final class PollWaiterStressTest {
    @Tag("slow")
    @Test
    void forLong() throws IOException, InterruptedException {
        assumeTrue(NetworkNamespace.isSupported(), "needs Linux");
        assumeTrue(StressRun.of("mptcp\\.io\\.raw\\..*").runLong(), "STRESS_TESTS selects none of these");
    }
}
