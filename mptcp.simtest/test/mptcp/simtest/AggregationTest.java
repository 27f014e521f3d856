package mptcp.simtest;

import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Several paths together carry what they would carry one by one. */
class AggregationTest {
    /** Of a segment of 1500 bytes with TCP timestamps and a DSS option. */
    private static final double PAYLOAD_SHARE = 1400 / 1500.0;

    @Test
    void twoEqualPaths() {
        scenario(20, "20m,delay=10ms", "20m,delay=40ms", 40).verify(1);
    }

    private static Scenario scenario(int megabytes, String first, String second, double sumMbit) {
        return Scenario.of(AggregationTest.class, w -> {
            w.path(Route.of("queue=200k,rate=" + first));
            w.path(Route.of("queue=200k,rate=" + second));
            Transfer t = w.transfer(megabytes << 20, 1000);
            w.expect(() -> {
                double mbit = t.server().received() * 8 / 1e6 / (t.server().eofNs() / (double) SECOND);
                assertTrue(mbit >= 0.9 * sumMbit * PAYLOAD_SHARE, "goodput is " + mbit + " Mbit/s");
                assertEquals(1, w.client().joins());
            });
        });
    }
}
