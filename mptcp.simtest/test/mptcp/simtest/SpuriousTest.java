package mptcp.simtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.policy.PolicyKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent again was lost: each retransmission answers for a packet that the network dropped. */
class SpuriousTest {
    @ParameterizedTest
    @CsvSource({"100m, 10, 625k, cubic", "100m, 10, 625k, reno", "100m, 25, 625k, lia", "20m, 10, 125k, cubic",
        "100m, 1, 60k, cubic", "20m, 50, 60k, reno"})
    void retransmissionsAreOfLostPackets(String rate, int delayMs, String queue, String control) {
        Scenario.of(SpuriousTest.class, w -> {
            w.hosts(b -> b.mptcpVersion(-1));
            w.client().choose(PolicyKind.CONGESTION_CONTROL, control);
            w.path(Route.of("rate=" + rate + ",delay=" + delayMs + "ms,queue=" + queue));
            w.transfer(24 << 20, 0);
            w.expect(() -> {
                long dropped = w.network().hop("path1>").statistics().dropped();
                long again = w.client().counter("TcpRetransSegs");
                long probes = w.client().counter("TcpExtTCPLossProbes");
                assertTrue(dropped > 0);
                assertTrue(again <= dropped + probes, () -> again + " sent again, " + dropped + " dropped");
                assertEquals(0, w.client().counter("TcpExtTCPTimeouts"));
            });
        }).run(1);
    }

    /**
     * Packets that are late by less than the reordering window count as lost at most until that is noticed; later ones
     * until the reports of duplicates have made the window large enough (RFC 8985 section 6.2, step 4).
     */
    @ParameterizedTest
    @CsvSource({"3, 12", "10, 12", "20, 60", "40, 120"})
    void lateIsNotLost(int lateMs, int most) {
        Scenario.of(SpuriousTest.class, w -> {
            w.hosts(b -> b.mptcpVersion(-1));
            w.client().choose(PolicyKind.CONGESTION_CONTROL, "cubic");
            w.path(Route.of("rate=50m,delay=25ms,queue=32M,reorder=1%/" + lateMs + "ms"));
            w.transfer(24 << 20, 0);
            w.expect(() -> {
                long again = w.client().counter("TcpRetransSegs");
                assertEquals(0, w.network().hop("path1>").statistics().dropped());
                assertTrue(again <= most, () -> again + " packets were held to be lost");
            });
        }).run(1);
    }
}
