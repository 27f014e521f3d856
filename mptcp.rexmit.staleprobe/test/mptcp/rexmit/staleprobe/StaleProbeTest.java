package mptcp.rexmit.staleprobe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.Verdict;
import mptcp.policy.testing.FakeContext;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.RetransmitContract;
import org.junit.jupiter.api.Test;

class StaleProbeTest {
    private final FakeSubflows view = new FakeSubflows();
    private final int dead = view.add(10, 10);
    private final RetransmitPolicy policy = new StaleProbeFactory().create(new FakeContext(Map.of()));

    private Verdict after(int timeouts) {
        return policy.onSubflowTimeout(dead, timeouts, view, 0);
    }

    @Test
    void theFourthTimeoutMakesItStale() {
        view.add(10, 10);
        assertEquals(Verdict.KEEP, after(3));
        assertEquals(Verdict.REINJECT_AND_STALE, after(4));
    }

    @Test
    void aBackupIsReasonEnough() {
        view.backups = 1 << view.add(10, 10);
        assertEquals(Verdict.REINJECT_AND_STALE, after(4));
    }

    @Test
    void theLastSubflowIsKeptUntilAnotherCarriesData() {
        assertEquals(Verdict.KEEP, after(4), "alone");
        int other = view.add(10, 10);
        view.stale = 1 << other;
        assertEquals(Verdict.KEEP, after(5), "the other one is stale");
        view.stale = 0;
        assertEquals(Verdict.REINJECT_AND_STALE, after(6), "now it can be spared");
    }

    @Test
    void theCountIsASetting() {
        view.add(10, 10);
        var two = new StaleProbeFactory().create(new FakeContext(Map.of("stale-probe.count", "2")));
        assertEquals(Verdict.REINJECT_AND_STALE, two.onSubflowTimeout(dead, 2, view, 0));
        var wrong = new FakeContext(Map.of("stale-probe.count", "0"));
        assertThrows(IllegalArgumentException.class, () -> new StaleProbeFactory().create(wrong));
    }

    @Test
    void theDataLevelTimerReinjects() {
        assertEquals(200_000_000, policy.dataTimeoutNs(0, view, 0));
        assertEquals(Verdict.REINJECT, policy.onDataTimeout(1, view, 0));
    }

    @Test
    void keepsTheContract() {
        RetransmitContract.check(new StaleProbeFactory());
    }
}
