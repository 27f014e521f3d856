package mptcp.simtest;

import static mptcp.simtest.Load.seconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.WireProfile;
import mptcp.cc.dctcp.Dctcp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * DCTCP in whole stacks over a switch that marks from K packets on, with marks as counts (RFC 9768), against the analysis of
 * Alizadeh et al., "Data Center TCP (DCTCP)", SIGCOMM 2010, section 3.3: N flows of one round-trip time whose windows are sawteeth
 * in step. The window at which marks begin is W* = (C RTT + K) / N, and
 *
 * <p>alpha^2 (1 - alpha / 4) = (2 W* + 1) / (W* + 1)^2, about sqrt(2 / W*);  Q_max = K + N;  A = N (W* + 1) alpha / 2.
 *
 * <p>That is where all of a round trip's segments are marked in one round of each tooth. A receiver that acknowledges each second segment
 * has them leave in pairs, of which the second one comes to a queue that is longer by one: half of them are marked, and the right side
 * is half as large. The formula is for a gain near 0; with one of 1/16 the mean is somewhat less, as alpha is largest when the window is cut.
 */
class DataCenterTest {
    private static final double PACKET = 1500;

    /** One that can be looked into. */
    private static final class Seen implements CongestionControlFactory {
        private Dctcp sender;

        @Override
        public String name() {
            return "seen";
        }

        @Override
        public CongestionControl create(PolicyContext connection) {
            Dctcp made = new Dctcp();
            sender = connection.initiator() ? made : sender;
            return made;
        }
    }

    private static double alpha(double most, double marked) {
        double wanted = marked * (2 * most + 1) / ((most + 1) * (most + 1));
        double alpha = Math.sqrt(wanted);
        for (int i = 0; i < 50; i++) {
            alpha = Math.sqrt(wanted / (1 - alpha / 4));
        }
        return alpha;
    }

    @ParameterizedTest
    @CsvSource({"100, 5, 20, true", "100, 5, 20, false", "50, 10, 40, true", "50, 10, 40, false"})
    void theSawtoothIsThatOfThePaper(int mbits, int delayMs, int k, boolean pairs) {
        Seen seen = new Seen();
        double[][] rate = new double[1][];
        double[] most = {0};
        double[] alpha = {0, 0};
        double[][] waiting = new double[1][];
        Scenario.of(DataCenterTest.class, w -> {
            w.hosts(b -> b.ecn(true).accurateEcn(true).accurateEcnAccept(true).profile(WireProfile.BSD)
                    .delayedAckNs(pairs ? 40_000_000 : 0));
            w.policies().add(PolicyKind.CONGESTION_CONTROL, seen);
            Load.pairs(w, "minrtt", "seen");
            w.path(Route.of("rate=" + mbits + "m,delay=" + delayMs + "ms,queue=1000k,aqm=step:at=" + k + ":ecn"));
            Transfer t = Load.endless(w, w.transfer(0, 0), seconds(9));
            rate[0] = Load.rate(w, t, seconds(3), seconds(8));
            waiting[0] = Load.average(w, seconds(3), seconds(8), world -> {
                double packets = world.network().hop("path1>").statistics().queuedBytes() / PACKET;
                most[0] = Math.max(most[0], packets);
                alpha[0] += seen.sender.alpha(0);
                alpha[1]++;
                return (long) (packets * PACKET);
            });
        }).run(1);
        double pipe = mbits * 1e6 / 8 * 2 * delayMs / 1e3 / PACKET;
        double edge = pipe + k;
        double expected = alpha(edge, pairs ? 0.5 : 1);
        double measured = alpha[0] / alpha[1];
        double amplitude = (edge + 1) * expected / 2;
        double mean = k + 1 - amplitude / 2;
        String all = String.format("%d Mbit/s, %d ms, K = %d, pairs %s: alpha %.3f (%.3f), queue to %.0f (%d), mean %.1f (%.1f), %.1f Mbit/s", mbits,
                delayMs, k, pairs, measured, expected, most[0], k + 1, waiting[0][0] / PACKET, mean, rate[0][0]);
        System.out.println(all);
        assertEquals(expected, measured, 0.15 * expected, all);
        assertTrue(most[0] <= k + 2, all);
        assertEquals(mean, waiting[0][0] / PACKET, 1.5, all);
        assertTrue(rate[0][0] >= 0.97 * mbits * 1428 / 1500, all);
    }
}
