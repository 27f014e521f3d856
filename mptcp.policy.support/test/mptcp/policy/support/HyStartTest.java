package mptcp.policy.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import mptcp.api.cc.CongestionState;
import mptcp.policy.testing.FakeAck;
import mptcp.policy.testing.FakeContext;
import mptcp.policy.testing.FakeWindows;
import org.junit.jupiter.api.Test;

/** HyStart++: RFC 9406 section 4.2. */
class HyStartTest {
    private static final int MSS = FakeWindows.MSS;
    private static final long MS = 1_000_000;
    private static final int SEGMENTS = 20;

    private final HyStart start = new HyStart();

    private void round(long rttNs) {
        acks(SEGMENTS, rttNs);
    }

    private void acks(int count, long rttNs) {
        for (int i = 0; i < count; i++) {
            start.onAck(MSS, (long) SEGMENTS * MSS, rttNs);
        }
    }

    @Test
    void timesThatGrowMakeItConservativeAndEndIt() {
        for (int i = 0; i < 4; i++) {
            round(40 * MS);
        }
        acks(7, 45 * MS);
        assertFalse(start.isConservative(), "seven samples say nothing");
        acks(1, 45 * MS);
        assertTrue(start.isConservative(), "an eighth more than the round before: 5 ms");
        acks(SEGMENTS - 8, 45 * MS);
        for (int i = 0; i < 4; i++) {
            round(46 * MS);
            assertFalse(start.isOver(), "the part of a round and " + (i + 1));
        }
        acks(1, 46 * MS);
        assertTrue(start.isOver());
    }

    @Test
    void lessThanTheThresholdIsNoise() {
        for (int i = 0; i < 20; i++) {
            round((40 + i % 2 * 4) * MS);
        }
        assertFalse(start.isConservative(), "an eighth of 40 ms is 5 ms");
        for (int i = 0; i < 20; i++) {
            round((1 + i % 2 * 3) * MS);
        }
        assertFalse(start.isConservative(), "4 ms at least");
    }

    @Test
    void timesThatFallAgainResumeIt() {
        round(40 * MS);
        round(60 * MS);
        assertTrue(start.isConservative());
        round(50 * MS);
        assertFalse(start.isConservative());
        for (int i = 0; i < 10; i++) {
            round(50 * MS);
        }
        assertFalse(start.isOver());
    }

    private static final class Family extends RenoFamily {
        Family(boolean hystart) {
            super(hystart);
        }

        @Override
        protected long increase(int sf, long ackedBytes) {
            return 0;
        }
    }

    private final FakeWindows windows = new FakeWindows();
    private final int sf = windows.add(100, 40);
    private long now;

    private RenoFamily family(boolean hystart) {
        windows.ssthresh(sf, CongestionState.UNLIMITED);
        RenoFamily family = new Family(hystart);
        family.attach(windows, 0);
        return family;
    }

    private void rounds(RenoFamily family, int count, long rttMs) {
        for (int i = 0; i < count * SEGMENTS; i++) {
            family.onAck(sf, FakeAck.of(MSS, rttMs * MS).inFlight((long) SEGMENTS * MSS), now++);
        }
    }

    /** Section 4.2: cwnd = cwnd + min(N, L * SMSS) / CSS_GROWTH_DIVISOR, and ssthresh = cwnd after CSS_ROUNDS. */
    @Test
    void theFamilyGrowsByAFourthAndThenLeavesSlowStart() {
        RenoFamily family = family(true);
        for (int i = 0; i < 16; i++) { // rounds of one segment have no eight samples: nothing but slow start
            family.onAck(sf, FakeAck.of(MSS, (40 + 10 * i) * MS), i);
        }
        assertEquals(116 * MSS, windows.cwnd(sf));
        assertEquals(CongestionState.UNLIMITED, windows.ssthresh(sf));
        rounds(family, 2, 40);
        rounds(family, 1, 60);
        // seven segments of the third in full, the rest of five rounds by a fourth
        assertEquals(116 + 2 * SEGMENTS + 7 + 13 / 4.0, (double) windows.cwnd(sf) / MSS, 0.1);
        for (int round = 0; round < 9 && windows.ssthresh(sf) == CongestionState.UNLIMITED; round++) {
            rounds(family, 1, 60);
        }
        assertEquals(116 + 2 * SEGMENTS + 7 + (5 * SEGMENTS - 7) / 4.0, (double) windows.ssthresh(sf) / MSS, 1);
    }

    @Test
    void withoutItSlowStartGoesOn() {
        RenoFamily family = family(false);
        rounds(family, 2, 40);
        rounds(family, 8, 60);
        assertEquals((100 + 10 * SEGMENTS) * MSS, windows.cwnd(sf));
        assertEquals(CongestionState.UNLIMITED, windows.ssthresh(sf));
    }

    /** Section 4.3: only in the initial slow start. */
    @Test
    void laterSlowStartsAreTcps() {
        RenoFamily family = family(true);
        windows.ssthresh(sf, 10_000 * MSS);
        rounds(family, 2, 40);
        rounds(family, 8, 60);
        assertEquals((100 + 10 * SEGMENTS) * MSS, windows.cwnd(sf));
    }

    /** A round trip that was slow in the former subflow's life says nothing of the next one in its slot. */
    @Test
    void anotherSubflowInTheSlotBeginsAnew() {
        RenoFamily family = family(true);
        rounds(family, 2, 40);
        rounds(family, 1, 60);
        windows.ids[sf]++;
        long before = windows.cwnd(sf);
        rounds(family, 1, 80);
        assertEquals(before + SEGMENTS * MSS, windows.cwnd(sf));
    }

    @Test
    void theSettingIsOffWhereTheSourceHasNone() {
        assertFalse(HyStart.wanted(new FakeContext(), false));
        assertTrue(HyStart.wanted(new FakeContext(), true));
        assertTrue(HyStart.wanted(new FakeContext(Map.of("slow-start", "hystart++")), false));
        assertFalse(HyStart.wanted(new FakeContext(Map.of("slow-start", "standard")), true));
        assertThrows(IllegalArgumentException.class, () -> HyStart.wanted(new FakeContext(Map.of("slow-start", "slow")), true));
    }
}
