package mptcp.cc.cubic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.policy.testing.FakeAck;
import mptcp.policy.testing.FakeWindows;
import org.junit.jupiter.api.Test;

/** HyStart++: RFC 9406 section 4.2. */
class SlowStartTest {
    private static final int MSS = FakeWindows.MSS;
    private static final long MS = 1_000_000;
    private static final int SEGMENTS = 20;

    private final SlowStart start = new SlowStart();

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

    @Test
    void cubicGrowsByAFourthAndThenLeavesSlowStart() {
        FakeWindows windows = new FakeWindows();
        int sf = windows.add(100, 40);
        windows.ssthresh(sf, Long.MAX_VALUE);
        Cubic cubic = new Cubic();
        cubic.attach(windows, 0);
        for (int i = 0; i < 16; i++) { // rounds of one segment have no eight samples: nothing but slow start
            cubic.onAck(sf, FakeAck.of(MSS, (40 + 10 * i) * MS), i);
        }
        assertEquals(116 * MSS, windows.cwnd(sf));
        assertEquals(Long.MAX_VALUE, windows.ssthresh(sf));
        long now = 100;
        for (int round = 0; round < 12 && windows.ssthresh(sf) == Long.MAX_VALUE; round++) {
            for (int i = 0; i < SEGMENTS; i++) {
                cubic.onAck(sf, FakeAck.of(MSS, (round < 2 ? 40 : 60) * MS).inFlight((long) SEGMENTS * MSS), now++);
            }
        }
        // two rounds and eight segments of the third in full, the rest of five rounds by a fourth
        assertEquals(116 + 2 * SEGMENTS + 7 + (5 * SEGMENTS - 7) / 4.0, (double) windows.ssthresh(sf) / MSS, 1);
    }
}
