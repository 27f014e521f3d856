package mptcp.simtest;

import static mptcp.simtest.Load.seconds;
import static mptcp.simtest.World.MS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.WireProfile;
import org.junit.jupiter.api.Test;

/** Schedulers that go by when a segment arrives: what each is there for, as whole stacks show it; figures are printed. */
class ArrivalSchedulersTest {
    /** Mean time of bursts of so many segments, in ms. */
    private static double bursts(String scheduler, int segments) {
        String first = "rate=100m,delay=5ms,queue=200k";
        String second = "rate=100m,delay=50ms,queue=200k";
        List<List<Double>> result = new ArrayList<>();
        Scenario.of(ArrivalSchedulersTest.class, w -> {
            // whose window begins anew with each burst
            w.hosts(b -> b.profile(WireProfile.BSD));
            Load.pairs(w, scheduler, "lia");
            w.path(Route.of(first));
            w.path(Route.of(second));
            Transfer t = w.transfer(0, 0).config(SocketConfig.DEFAULT.withNoDelay(true));
            result.add(Load.requests(w, t, segments * 1_400, 500 * MS, 40));
        }).run(1);
        double mean = Load.mean(result.getFirst().subList(10, 40));
        System.out.printf("%s, %d segments over %s and %s: %.1f ms%n", scheduler, segments, first, second, mean);
        return mean;
    }

    /** Goodput in Mbit/s and the mean of the bytes that wait at the receiver for others. */
    private record Blocking(double goodput, double outOfOrder) {}

    private static Blocking bulk(String scheduler, String rate) {
        return bulk(scheduler, rate, 50);
    }

    /** A transfer over 20 Mbit/s at 10 ms and another path, of 100 ms if nothing else is said, with a receive buffer that is small for them. */
    private static Blocking bulk(String scheduler, String rate, int delayMs) {
        double[][] r = new double[2][];
        Scenario.of(ArrivalSchedulersTest.class, w -> {
            w.hosts(b -> b);
            Load.pairs(w, scheduler, "lia");
            w.path(Route.of("rate=20m,delay=5ms,queue=100k"));
            w.path(Route.of("rate=" + rate + ",delay=" + delayMs + "ms,queue=200k"));
            Transfer t = w.transfer(0, 0).config(SocketConfig.DEFAULT.withBuffers(4 << 20, 200 << 10));
            r[0] = Load.rate(w, Load.endless(w, t, seconds(16)), seconds(3), seconds(15));
            r[1] = Load.average(w, seconds(3), seconds(15), x -> x.server().connection().outOfOrder());
        }).run(1);
        Blocking result = new Blocking(r[0][0], r[1][0]);
        System.out.printf("%s beside %s, %d ms: %.2f Mbit/s, %.0f bytes out of order%n", scheduler, rate, delayMs, result.goodput,
                result.outOfOrder);
        return result;
    }

    /** Hurtig et al., ToN 2019: bursts of 10 to 50 segments over round trips of 10 and 100 ms do not pay for the slow one. */
    @Test
    void sttfEndsBurstsEarlierThanMinRtt() {
        for (int segments : new int[] {30, 150}) {
            double minRtt = bursts("minrtt", segments);
            double sttf = bursts("sttf", segments);
            assertTrue(sttf < 0.5 * minRtt, sttf + " ms, minrtt " + minRtt);
        }
    }

    /** And a transfer that needs both has both. */
    @Test
    void sttfCarriesAsMuchAsMinRtt() {
        Blocking minRtt = bulk("minrtt", "20m");
        Blocking sttf = bulk("sttf", "20m");
        assertTrue(sttf.goodput >= minRtt.goodput, sttf + ", minrtt " + minRtt);
        assertTrue(sttf.outOfOrder <= 0.9 * minRtt.outOfOrder, sttf + ", minrtt " + minRtt);
    }

    /** Yang, Wang, Amer 2014: what is sent out of order arrives in order. Ferlin et al. measured 6 % more than minrtt. */
    @Test
    void otiasBlocksLessThanMinRtt() {
        Blocking minRtt = bulk("minrtt", "20m");
        Blocking otias = bulk("otias", "20m");
        assertTrue(otias.goodput >= 1.03 * minRtt.goodput, otias + ", minrtt " + minRtt);
        assertTrue(otias.outOfOrder <= 0.8 * minRtt.outOfOrder, otias + ", minrtt " + minRtt);
        assertTrue(bursts("otias", 30) < 0.5 * bursts("minrtt", 30));
    }

    /**
     * Kuhn et al., ICC 2014: the receive buffer is not blocked by the slow path. Where a window that the path does not carry counts, it
     * is, but for the luck of a loss in the right place: so paths beside the published one are tried, too.
     */
    @Test
    void dapsBlocksLessThanMinRtt() {
        dapsBlocksLess("5m", 50, 0.85);
        dapsBlocksLess("2m", 50, 0.95);
        dapsBlocksLess("5m", 25, 0.8);
        assertTrue(bursts("daps", 30) < 40, "no round trip of the slow path; minrtt has 150");
    }

    private static void dapsBlocksLess(String rate, int delayMs, double outOfOrder) {
        Blocking minRtt = bulk("minrtt", rate, delayMs);
        Blocking daps = bulk("daps", rate, delayMs);
        assertTrue(daps.goodput >= 1.4 * minRtt.goodput, daps + ", minrtt " + minRtt);
        assertTrue(daps.outOfOrder <= outOfOrder * minRtt.outOfOrder, daps + ", minrtt " + minRtt);
    }
}
