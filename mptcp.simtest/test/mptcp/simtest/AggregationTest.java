package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.policy.PolicyKind;
import org.junit.jupiter.api.Test;

/** Several paths together carry what they would carry one by one. */
class AggregationTest {
    /** Of a packet of 1500 bytes: IP 20, TCP 20, timestamps 12, DSS 28 at most. */
    private static final double PAYLOAD_SHARE = 1420 / 1500.0;

    @Test
    void twoEqualPaths() {
        goodput(20, 40, "rate=20m,delay=10ms,queue=200k", "rate=20m,delay=40ms,queue=300k").run(1);
    }

    @Test
    void aFastAndASlowPath() {
        goodput(60, 120, "rate=100m,delay=10ms,queue=400k", "rate=20m,delay=30ms,queue=200k").run(2);
    }

    @Test
    void bothFamilies() {
        Scenario.of(AggregationTest.class, w -> {
            w.hosts(b -> b);
            w.policies().add(PolicyKind.PATH_MANAGER, new Pairs(false));
            w.client().choose(PolicyKind.PATH_MANAGER, "pairs");
            w.path(Route.of("rate=20m,delay=10ms,queue=100k"));
            w.path(Route.of("rate=20m,delay=20ms,queue=100k").v6());
            w.transfer(3 << 20, 3 << 20);
            w.expect(() -> {
                assertEquals(1, w.client().joins());
                assertTrue(carried(w, "path1>") > 1 << 20 && carried(w, "path2>") > 1 << 20);
                assertTrue(carried(w, "path1<") > 1 << 20 && carried(w, "path2<") > 1 << 20);
            });
        }).verify(3);
    }

    @Test
    void thirtyTwoSubflows() {
        Scenario.of(AggregationTest.class, w -> {
            w.hosts(b -> b.maxSubflows(32));
            w.policies().add(PolicyKind.PATH_MANAGER, new Pairs(false));
            w.client().choose(PolicyKind.PATH_MANAGER, "pairs");
            for (int i = 0; i < 32; i++) {
                w.path(Route.of("rate=2m,queue=50k,delay=" + (5 + i) + "ms"));
            }
            w.transfer(8 << 20, 1 << 20);
            w.expect(() -> {
                assertEquals(31, w.client().joins());
                for (int i = 1; i <= 32; i++) {
                    assertTrue(carried(w, "path" + i + ">") > 20_000, "path " + i + " carried too little");
                }
            });
        }).verify(4);
    }

    @Test
    void noMoreSubflowsThanAllowed() {
        Scenario.of(AggregationTest.class, w -> {
            w.host("client", b -> b.maxSubflows(8));
            w.host("server", b -> b.maxSubflows(3));
            for (int i = 0; i < 5; i++) {
                w.path(Route.of("rate=5m,delay=10ms,queue=50k"));
            }
            w.transfer(1 << 20, 1 << 20);
            w.expect(() -> assertEquals(2, w.server().joins()));
        }).verify(5);
    }

    /** Of the stream between 2 s and its end, which slow start and the last round trip have no part in. */
    private static Scenario goodput(int megabytes, int sumMbit, String first, String second) {
        return Scenario.of(AggregationTest.class, w -> {
            w.hosts(b -> b);
            w.policies().add(PolicyKind.PATH_MANAGER, new Pairs(false));
            w.client().choose(PolicyKind.PATH_MANAGER, "pairs");
            w.path(Route.of(first));
            w.path(Route.of(second));
            Transfer t = w.transfer((long) megabytes << 20, 1000);
            long[] before = new long[1];
            w.at(2 * SECOND, "measuring begins", () -> before[0] = t.server().received());
            w.expect(() -> {
                double seconds = (t.server().eofNs() - 2 * SECOND - 100 * MS) / (double) SECOND;
                double mbit = (t.server().received() - before[0]) * 8 / 1e6 / seconds;
                assertTrue(mbit >= 0.9 * sumMbit * PAYLOAD_SHARE, "goodput is " + mbit + " Mbit/s");
                assertEquals(1, w.client().joins());
            });
        });
    }

    private static long carried(World w, String hop) {
        return w.network().hop(hop).statistics().deliveredBytes();
    }
}
