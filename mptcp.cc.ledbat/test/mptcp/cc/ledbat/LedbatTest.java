package mptcp.cc.ledbat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import mptcp.api.cc.CongestionSignal;
import mptcp.api.cc.CongestionState;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.testing.CongestionContract;
import mptcp.policy.testing.FakeAck;
import mptcp.policy.testing.FakeContext;
import mptcp.policy.testing.FakeLoss;
import mptcp.policy.testing.FakeWindows;
import org.junit.jupiter.api.Test;

/** RFC 6817, from its formulas: a target of 100 ms, a path of 50 ms. */
class LedbatTest {
    private static final int MSS = FakeWindows.MSS;
    private static final long MS = 1_000_000;
    private static final long MINUTE = 60_000 * MS;

    private final FakeWindows windows = new FakeWindows();
    private final int sf = windows.add(100, 50);
    private final Ledbat ledbat = new Ledbat(100 * MS);

    LedbatTest() {
        ledbat.attach(windows, 0);
        ack(50, 0);
    }

    private void ack(long rttMs, long nowNs) {
        ledbat.onAck(sf, FakeAck.of(MSS, rttMs * MS), nowNs);
    }

    /** The growth by a window at this round-trip time, once the filter is full of it. */
    private long growth(long rttMs) {
        for (int i = 0; i < 4; i++) {
            ack(rttMs, 0);
        }
        windows.cwnd(sf, 100 * MSS);
        windows.ssthresh(sf, 100 * MSS);
        for (int i = 0; i < 100; i++) {
            ack(rttMs, 0);
        }
        return windows.cwnd(sf) - 100 * MSS;
    }

    /** GAIN * (target - queueing) / target of a segment for each window. */
    @Test
    void theWindowIsLedToTheTarget() {
        assertEquals(MSS, growth(50), 10, "an empty queue: as TCP");
        assertEquals(MSS / 2, growth(100), 10);
        assertEquals(0, growth(150), 1, "at the target");
        assertEquals(-MSS, growth(250), 15, "one target above it");
    }

    /** RFC 6817 section 2.4.2 has every acknowledgement move the window; up it goes only where it is used. */
    @Test
    void aWindowThatIsNotUsedShrinksAllTheSame() {
        growth(200);
        windows.cwnd(sf, 20 * MSS);
        windows.ssthresh(sf, 20 * MSS);
        ledbat.onAck(sf, new FakeAck(MSS, 200 * MS, false, false), 0);
        assertEquals(20 * MSS - 25, windows.cwnd(sf), 1, "(100 - 150) / 100 of a segment, over twenty");
        ledbat.onAck(sf, new FakeAck(20 * MSS, 60 * MS, false, false), 0);
        assertEquals(20 * MSS - 25, windows.cwnd(sf), 1, "and does not grow");
    }

    @Test
    void itStaysOutOfSlowStartWhenItShrinks() {
        growth(350);
        long before = windows.cwnd(sf);
        assertTrue(windows.ssthresh(sf) <= before);
        ack(350, 0);
        assertTrue(windows.cwnd(sf) < before);
    }

    @Test
    void theSmallestOfFourDelaysIsThePresentOne() {
        growth(150);
        windows.cwnd(sf, 100 * MSS);
        ack(900, 0);
        ack(900, 0);
        ack(900, 0);
        assertEquals(100 * MSS, windows.cwnd(sf), 1, "three late ones are noise");
        ack(900, 0);
        assertTrue(windows.cwnd(sf) < 100 * MSS - 50, "four are not");
    }

    @Test
    void theBaseIsForgottenAfterTenMinutes() {
        Delays delays = new Delays();
        delays.sample(50 * MS, 0);
        for (int minute = 0; minute < 9; minute++) {
            for (int i = 0; i < 4; i++) {
                delays.sample(80 * MS, minute * MINUTE + i);
            }
        }
        delays.sample(80 * MS, 10 * MINUTE - 1);
        assertEquals(30 * MS, delays.queueing());
        delays.sample(80 * MS, 10 * MINUTE);
        assertEquals(0, delays.queueing(), "the route is longer now");
        for (int i = 0; i < 4; i++) {
            delays.sample(90 * MS, 100 * MINUTE);
        }
        assertEquals(0, delays.queueing(), "after a long silence there is no history");
    }

    @Test
    void twoSegmentsAreLeftAtLeast() {
        for (int i = 0; i < 20_000; i++) {
            ack(2_000, 0);
        }
        assertEquals(2 * MSS, windows.cwnd(sf));
    }

    @Test
    void aLossHalves() {
        ledbat.onSignal(sf, CongestionSignal.LOSS, FakeLoss.of(100 * MSS), 0);
        assertEquals(50 * MSS, windows.ssthresh(sf));
        ledbat.onSignal(sf, CongestionSignal.LOSS, FakeLoss.of(2 * MSS), 0);
        assertEquals(2 * MSS, windows.ssthresh(sf));
    }

    @Test
    void theFirstSlowStartEndsAtThreeQuartersOfTheTarget() {
        windows.ssthresh(sf, CongestionState.UNLIMITED);
        windows.cwnd(sf, 10 * MSS);
        for (int i = 0; i < 4; i++) {
            ack(125, 0);
        }
        assertEquals(14 * MSS, windows.cwnd(sf));
        for (int i = 0; i < 4; i++) {
            ack(126, 0);
        }
        assertEquals(17 * MSS, windows.ssthresh(sf), "the fourth fills the filter");
        assertTrue(windows.cwnd(sf) < 18 * MSS);
    }

    @Test
    void theNextInTheSlotHasNoHistory() {
        growth(150);
        ledbat.onSubflow(sf, SubflowEvent.CLOSED, 0);
        assertEquals(MSS, growth(150), 10);
    }

    @Test
    void theTargetIsAHundredMillisecondsAtMost() {
        LedbatFactory factory = new LedbatFactory();
        assertThrows(IllegalArgumentException.class,
                () -> factory.create(new FakeContext(Map.of("ledbat.target-ms", "101"))));
    }

    /** A path of 0.5 segments per ms and 80 ms holds 40 segments; with a target of 25 ms 12.5 more, with one of 90 ms 45 more. */
    @Test
    void onAPathTheQueueIsTheTarget() {
        for (long target : new long[] {25, 90}) {
            FakeWindows path = new FakeWindows();
            int only = path.add(20, 80);
            Ledbat control = new Ledbat(target * MS);
            control.attach(path, 0);
            for (int i = 0; i < 60_000; i++) {
                long wait = Math.max(0, path.cwnd(only) - 40 * MSS) * 2 * MS / MSS;
                control.onAck(only, FakeAck.of(MSS, 80 * MS + wait), 0);
            }
            assertEquals(40 * MSS + target * MSS / 2, path.cwnd(only), MSS, "target " + target);
        }
    }

    @Test
    void keepsTheContract() {
        CongestionContract.check(new Ledbat(60 * MS));
    }
}
