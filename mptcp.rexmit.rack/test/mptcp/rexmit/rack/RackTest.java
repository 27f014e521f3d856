package mptcp.rexmit.rack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.rexmit.Reinjection;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.Verdict;
import mptcp.policy.testing.FakeContext;
import mptcp.policy.testing.FakeSubflows;
import mptcp.policy.testing.RetransmitContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RackTest {
    private static final long MS = 1_000_000;
    private static final long SENT = 1_000 * MS;
    /** SRTT + 4 RTTVAR + a quarter of the smallest round trip + the slack. */
    private static final long ALLOWED = (20 + 4 * 5 + 20 / 4 + 40) * MS;

    private final FakeSubflows view = new FakeSubflows();
    private final int late = view.add(10, 20);
    private final int other = view.add(10, 30);
    private final FakeContext context = new FakeContext(view);
    private final List<String> done = new ArrayList<>();
    private final RetransmitPolicy policy = new RackFactory().create(context);

    private final class Acts implements Reinjection {
        @Override
        public long reinject(long fromOffset, long toOffset) {
            throw new AssertionError("it gives whole subflows");
        }

        @Override
        public boolean act(int sf, Verdict verdict) {
            return done.add(sf + " " + verdict);
        }
    }

    @BeforeEach
    void outstanding() {
        for (int sf : new int[] {late, other}) {
            view.rttvarNs[sf] = 5 * MS;
            view.minRttNs[sf] = view.srttNs[sf];
        }
        view.pinned[late] = 5_000;
        view.oldestSentNs[late] = SENT;
        policy.attach(new Acts(), view, SENT);
    }

    @Test
    void dataIsOverdueAtTheEstimateAndTheWindowAndTheSlack() {
        assertEquals(ALLOWED, context.takeTimer());
        policy.onTimer(view, SENT + ALLOWED - 1);
        assertEquals(List.of(), done);
        policy.onTimer(view, SENT + ALLOWED);
        assertEquals(List.of(late + " REINJECT"), done);
    }

    @Test
    void theDelayOfAcknowledgementsIsThatOfOneSegmentAlone() {
        view.inFlight[late] = 5_000;
        policy.onTimer(view, SENT + ALLOWED - 40 * MS - 1);
        assertEquals(List.of(), done);
        policy.onTimer(view, SENT + ALLOWED - 40 * MS);
        assertEquals(List.of(late + " REINJECT"), done);
    }

    @Test
    void onceForEachTimeThatTheOldestSegmentIsSent() {
        policy.onTimer(view, SENT + ALLOWED);
        policy.onTimer(view, SENT + 2 * ALLOWED);
        assertEquals(1, done.size());
        view.oldestSentNs[late] = SENT + ALLOWED;
        policy.onTimer(view, SENT + 2 * ALLOWED);
        assertEquals(2, done.size(), "its retransmission is overdue as well");
    }

    @Test
    void notToOneThatWouldHaveItThereLaterThanTheTimeout() {
        view.srttNs[other] = 3_000 * MS;
        policy.onTimer(view, SENT + ALLOWED);
        assertEquals(List.of(), done);
        view.srttNs[other] = 30 * MS;
        view.timeouts[other] = 1;
        policy.onTimer(view, SENT + ALLOWED);
        assertEquals(List.of(), done, "it does not deliver either");
    }

    @Test
    void whatIsAcknowledgedIsNot() {
        view.pinned[late] = 0;
        policy.onTimer(view, SENT + ALLOWED);
        assertEquals(List.of(), done);
        view.oldestSentNs[late] = 0;
        policy.onTimer(view, SENT + ALLOWED);
        assertEquals(Long.MAX_VALUE, context.takeTimer(), "nothing is out: no timer");
        policy.onSent(other, 0, 1_000, view, SENT);
        assertEquals(ALLOWED + (10 + 10 / 4) * MS + MS / 2, context.takeTimer());
    }

    @Test
    void theWindowIsUnblockedByWhoIsSooner() {
        view.headOfLine = 1 << late;
        assertEquals(Verdict.KEEP, policy.onWindowBlocked(late, view, SENT + 11 * MS));
        assertEquals(Verdict.REINJECT, policy.onWindowBlocked(late, view, SENT + 9 * MS));
        view.headOfLine |= 1 << other;
        assertEquals(Verdict.KEEP, policy.onWindowBlocked(late, view, SENT + 9 * MS), "it carries it already");
    }

    @Test
    void settingsHaveRanges() {
        RackFactory factory = new RackFactory();
        FakeContext wrong = new FakeContext(view).set("rack.reorder", "-1");
        assertThrows(IllegalArgumentException.class, () -> factory.create(wrong));
        assertEquals(List.of("rack.reorder", "rack.ack-delay"), factory.settings().stream().map(s -> s.name()).toList());
    }

    @Test
    void keepsTheContract() {
        RetransmitContract.check(new RackFactory());
    }
}
