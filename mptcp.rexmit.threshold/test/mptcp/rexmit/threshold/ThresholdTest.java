package mptcp.rexmit.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.Verdict;
import mptcp.scheduler.testing.FakeConnection;
import mptcp.scheduler.testing.FakeSubflows;
import org.junit.jupiter.api.Test;

/** Row S14: the threshold of the report's data-level retransmission. */
class ThresholdTest {
    private static final long MS = 1_000_000;

    private final FakeSubflows view = new FakeSubflows();
    private final RetransmitPolicy three = new ThresholdFactory().create(new FakeConnection(Map.of()));

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
        RetransmitPolicy one = new ThresholdFactory().create(new FakeConnection(Map.of("rexmit.threshold", "1")));
        assertEquals(Verdict.REINJECT, after(one, 1));
        for (String wrong : new String[] {"0", "-1", "many", "100", ""}) {
            var connection = new FakeConnection(Map.of("rexmit.threshold", wrong));
            var error = assertThrows(IllegalArgumentException.class, () -> new ThresholdFactory().create(connection));
            assertTrue(error.getMessage().contains("rexmit.threshold"), error.getMessage());
        }
    }

    @Test
    void theDataTimeoutIsTheLongestRetransmissionTimeoutOfTheUsable() {
        int a = view.add(10, 300);
        int b = view.add(10, 400);
        view.rttvarNs[a] = 50 * MS;
        view.rttvarNs[b] = 10 * MS;
        assertEquals(500 * MS, three.dataTimeoutNs(0, view), "300 + 4 * 50 is more than 400 + 4 * 10");
        view.usable = 1 << b;
        assertEquals(440 * MS, three.dataTimeoutNs(0, view));
    }

    @Test
    void itIsAtLeast200MsAndASecondWithoutASample() {
        int a = view.add(10, 5);
        assertEquals(200 * MS, three.dataTimeoutNs(0, view));
        view.srttNs[a] = 0;
        assertEquals(1_000 * MS, three.dataTimeoutNs(0, view));
        view.usable = 0;
        assertEquals(1_000 * MS, three.dataTimeoutNs(0, view));
    }

    @Test
    void aStaleSubflowDoesNotPutItOff() {
        view.add(10, 5);
        int stale = view.add(10, 5_000);
        view.stale = 1 << stale;
        assertEquals(200 * MS, three.dataTimeoutNs(0, view));
    }

    @Test
    void itDoublesUpToAMinute() {
        view.add(10, 5);
        assertEquals(400 * MS, three.dataTimeoutNs(1, view));
        assertEquals(1_600 * MS, three.dataTimeoutNs(3, view));
        assertEquals(60_000 * MS, three.dataTimeoutNs(9, view));
        assertEquals(60_000 * MS, three.dataTimeoutNs(Integer.MAX_VALUE, view));
        view.add(10, 3_600_000);
        assertEquals(60_000 * MS, three.dataTimeoutNs(40, view));
    }
}
