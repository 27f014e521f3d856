package mptcp.rexmit.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.Verdict;
import mptcp.policy.testing.FakeContext;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.RetransmitContract;
import org.junit.jupiter.api.Test;

/** Row S14: the threshold of the report's data-level retransmission. */
class ThresholdTest {
    private final RetransmitPolicy three = new ThresholdFactory().create(new FakeContext(Map.of()));

    private static Verdict after(RetransmitPolicy policy, int timeouts) {
        return policy.onSubflowTimeout(0, timeouts, new FakeSubflows(), 0);
    }

    @Test
    void theThirdTimeoutInARowMovesTheData() {
        assertEquals(Verdict.KEEP, after(three, 1));
        assertEquals(Verdict.KEEP, after(three, 2));
        assertEquals(Verdict.REINJECT, after(three, 3));
    }

    @Test
    void laterTimeoutsMoveWhatWasMappedSince() {
        for (int n = 4; n <= 12; n++) {
            assertEquals(Verdict.REINJECT, after(three, n), "timeout " + n);
        }
    }

    @Test
    void theThresholdIsASetting() {
        RetransmitPolicy one = new ThresholdFactory().create(new FakeContext(Map.of("rexmit.threshold", "1")));
        assertEquals(Verdict.REINJECT, after(one, 1));
        for (String wrong : new String[] {"0", "-1", "many", "100", ""}) {
            var connection = new FakeContext(Map.of("rexmit.threshold", wrong));
            var error = assertThrows(IllegalArgumentException.class, () -> new ThresholdFactory().create(connection));
            assertTrue(error.getMessage().contains("rexmit.threshold"), error.getMessage());
        }
    }

    @Test
    void dataThatNobodyAcknowledgesMovesWithoutAnySubflowTimeout() {
        FakeSubflows view = new FakeSubflows();
        view.add(10, 300);
        assertEquals(300_000_000, three.dataTimeoutNs(0, view, 0));
        assertEquals(Verdict.REINJECT, three.onDataTimeout(1, view, 0));
    }

    @Test
    void keepsTheContract() {
        RetransmitContract.check(new ThresholdFactory());
    }
}
