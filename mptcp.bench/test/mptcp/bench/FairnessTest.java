package mptcp.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The figures that are made of what was counted. */
class FairnessTest {
    private static final double EXACT = 1e-12;

    @Test
    void equalSharesAreFairAndOneThatHasAllIsNot() {
        assertEquals(1, Fairness.index(new long[] {7, 7, 7, 7}), EXACT);
        assertEquals(0.25, Fairness.index(new long[] {0, 9, 0, 0}), EXACT);
        assertEquals(0.9, Fairness.index(new long[] {1, 2}), EXACT);
        assertEquals(0, Fairness.index(new long[] {0, 0}), EXACT);
        assertEquals(1, Fairness.index(new long[] {Long.MAX_VALUE / 4, Long.MAX_VALUE / 4}), EXACT);
    }

    @Test
    void whatWasSentAgainIsAShareOfWhatWasSentMeanwhile() {
        SegmentCounts meanwhile = new SegmentCounts(1500, 60).since(new SegmentCounts(500, 10));
        assertEquals(5, meanwhile.percentAgain(), EXACT);
        assertEquals(0, new SegmentCounts(0, 0).percentAgain(), EXACT);
    }
}
