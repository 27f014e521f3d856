package mptcp.core.mp.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When what is too large is made smaller: after some round trips, and later each time. */
class UnneededTest {
    private static final long MS = 1_000_000;

    private final Unneeded unneeded = new Unneeded();

    @Test
    void someRoundTripsPassWithoutNeed() {
        unneeded.needed(0);
        assertFalse(unneeded.isOver(100, 50 * MS, 399 * MS));
        assertTrue(unneeded.isOver(50, 50 * MS, 400 * MS));
        assertEquals(100, unneeded.most());
        unneeded.needed(400 * MS);
        assertFalse(unneeded.isOver(10, 50 * MS, 500 * MS), "it was needed");
        assertEquals(10, unneeded.most());
    }

    @Test
    void eachTimeItTakesLonger() {
        long now = 0;
        long times = 0;
        for (; now < 60_000 * MS; now += 10 * MS) {
            if (unneeded.isOver(1, MS, now)) {
                unneeded.shrunk(now);
                times++;
                unneeded.needed(now);
            }
        }
        assertEquals(8, times, "0.2, 0.4, 0.8 s and so on are 51 s");
    }
}
