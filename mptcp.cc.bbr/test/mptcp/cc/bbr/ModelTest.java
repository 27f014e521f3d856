package mptcp.cc.bbr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The parts of the model, from the draft's text. */
class ModelTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int MSS = 1_000;

    @Test
    void theBandwidthIsTheLargestOfTwoCycles() {
        MaxBandwidth max = new MaxBandwidth();
        max.sample(100, false);
        max.sample(80, false);
        assertEquals(100, max.get());
        max.advance();
        max.sample(60, false);
        assertEquals(100, max.get(), "of the cycle before");
        max.advance();
        assertEquals(60, max.get());
        max.advance();
        assertEquals(60, max.get(), "a cycle without a sample is none");
        max.sample(50, true);
        max.advance();
        assertEquals(60, max.get(), "less than the bandwidth, and limited by the application");
        max.sample(70, true);
        assertEquals(70, max.get(), "a lower bound that is higher");
    }

    @Test
    void theRoundTripTimeIsTheSmallestOfTenSecondsAndProbedForAfterFive() {
        MinRtt rtt = new MinRtt();
        rtt.reset(0);
        rtt.update(40, SECOND);
        rtt.update(50, 2 * SECOND);
        assertEquals(40, rtt.get());
        rtt.update(-1, 6 * SECOND);
        assertFalse(rtt.isExpired());
        rtt.update(60, 6 * SECOND + 1);
        assertTrue(rtt.isExpired());
        assertEquals(40, rtt.get());
        rtt.update(60, 11 * SECOND);
        assertEquals(40, rtt.get());
        rtt.update(70, 11 * SECOND + 1);
        assertEquals(60, rtt.get(), "the smallest since it was probed for");
    }

    @Test
    void thePipeIsFullAfterThreeRoundsWithoutAQuarterMore() {
        FullPipe pipe = new FullPipe();
        pipe.round(100);
        pipe.round(200);
        pipe.round(249);
        pipe.round(249);
        assertFalse(pipe.isFull());
        pipe.round(250);
        pipe.round(312);
        pipe.round(312);
        assertFalse(pipe.isFull());
        pipe.round(312);
        assertTrue(pipe.isFull());
        pipe.round(1_000);
        assertTrue(pipe.isFull(), "until it begins anew");
        pipe.reset(1_000);
        assertFalse(pipe.isFull());
    }

    /** 1,000 bytes a second; 500 bytes arrive each half second, then 2,000 at once. */
    @Test
    void theSurplusIsWhatComesAboveTheBandwidth() {
        Aggregation aggregation = new Aggregation();
        aggregation.reset(0);
        for (int i = 1; i <= 6; i++) {
            aggregation.update(1, i == 1, 500, 1_000, 1_000_000, i * SECOND / 2);
        }
        assertEquals(500, aggregation.most(1, 10), "a step is ahead by itself");
        aggregation.update(2, true, 2_000, 1_000, 1_000_000, 7 * SECOND / 2);
        assertEquals(2_000, aggregation.most(2, 10));
        assertEquals(500, aggregation.most(1, 1));
        for (int round = 3; round < 12; round++) {
            aggregation.update(round, true, 1_000, 1_000, 1_000_000, (round + 3) * SECOND);
        }
        assertEquals(2_000, aggregation.most(11, 10));
        aggregation.update(12, true, 1_000, 1_000, 1_000_000, 15 * SECOND);
        assertEquals(1_000, aggregation.most(12, 10), "ten rounds later it is forgotten");
        aggregation.update(13, true, 100_000, 1_000, 5_000, 16 * SECOND);
        assertEquals(5_000, aggregation.most(13, 10), "no more than a window");
    }

    @Test
    void aRoundWithLossLowersTheShortTermBoundsByThirtyPercentAtMost() {
        Bounds bounds = new Bounds();
        assertEquals(1_000, bounds.bandwidth(1_000));
        bounds.lower(650, 40_000, 1_000, 100_000);
        assertEquals(700, bounds.bandwidth(1_000));
        assertEquals(70_000, bounds.shortTermInFlight());
        bounds.lower(650, 60_000, 1_000, 100_000);
        assertEquals(650, bounds.bandwidth(1_000), "what was delivered, if it is more");
        assertEquals(60_000, bounds.shortTermInFlight());
        bounds.resetShortTerm();
        assertEquals(1_000, bounds.bandwidth(1_000));
    }

    @Test
    void headroomIsFifteenPercentAndASegmentAtLeast() {
        Bounds bounds = new Bounds();
        assertEquals(Bounds.NONE, bounds.withHeadroom(4 * MSS, MSS));
        bounds.tooHigh(100_000, 50_000);
        assertEquals(85_000, bounds.withHeadroom(4 * MSS, MSS));
        bounds.tooHigh(10_000, 200_000);
        assertEquals(140_000, bounds.longTermInFlight, "no more than 30 % below what the model says");
        bounds.tooHigh(6_000, 0);
        assertEquals(5_000, bounds.withHeadroom(4 * MSS, MSS));
        bounds.tooHigh(4_500, 0);
        assertEquals(4_000, bounds.withHeadroom(4 * MSS, MSS));
    }

    @Test
    void aLossThatWasNoneGivesTheBoundsBack() {
        Bounds bounds = new Bounds();
        bounds.tooHigh(100_000, 0);
        bounds.save();
        bounds.tooHigh(50_000, 0);
        bounds.lower(500, 50_000, 1_000, 100_000);
        bounds.undo();
        assertEquals(100_000, bounds.longTermInFlight);
        assertEquals(1_000, bounds.bandwidth(1_000));
        assertEquals(Bounds.NONE, bounds.shortTermInFlight());
    }

    /** A window of a hundred segments acknowledged adds one, the next two, then four. */
    @Test
    void theBoundGrowsByOneTwoAndFourSegments() {
        Slope slope = new Slope();
        slope.begin();
        for (int segments : new int[] {1, 2, 4}) {
            slope.raise(1_000, 100_000);
            double grown = 0;
            for (int ack = 0; ack < 100; ack++) {
                grown += slope.growth(1_000);
            }
            assertEquals(1_000 * segments, grown, 1);
        }
        slope.stop();
        assertEquals(0, slope.growth(1_000_000));
    }

    @Test
    void theGainsAreThoseOfTheDraft() {
        assertEquals(4 * Math.log(2), Phase.STARTUP.pacingGain, 0.01);
        assertEquals(0.9, Phase.PROBE_DOWN.pacingGain);
        assertEquals(1.25, Phase.PROBE_UP.pacingGain);
        assertEquals(2.25, Phase.PROBE_UP.cwndGain);
        assertEquals(0.5, Phase.PROBE_RTT.cwndGain);
    }
}
