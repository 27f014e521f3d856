package mptcp.cc.coupled;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import mptcp.policy.testing.FakeWindows;
import mptcp.policy.testing.FluidModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All of it on the least congested of random paths, whichever that is. */
class RandomPathsTest {
    private static final int MSS = FakeWindows.MSS;

    /** Two to four paths of random loss and delay. */
    private static final class Paths {
        final FakeWindows windows = new FakeWindows();
        final double[] loss;
        final double[] rttS;

        Paths(int seed) {
            Random random = new Random(seed);
            loss = new double[2 + seed % 3];
            rttS = new double[loss.length];
            for (int sf = 0; sf < loss.length; sf++) {
                long rttMs = 10 + random.nextInt(91);
                loss[sf] = 0.0004 * Math.pow(2.5, (sf + seed) % loss.length);
                rttS[sf] = rttMs / 1e3;
                windows.add(20, rttMs);
            }
        }

        /** In segments. */
        double window(int sf) {
            return (double) windows.cwnd(sf) / MSS;
        }

        String all() {
            StringBuilder s = new StringBuilder();
            for (int sf = 0; sf < loss.length; sf++) {
                s.append(String.format("%.4f at %.0f ms has %.1f; ", loss[sf], rttS[sf] * 1e3, window(sf)));
            }
            return s.toString();
        }
    }

    /** In all sqrt(2 / p_min), and 1 + 1 / (p w_total) on each of the others, which loss does not get hold of. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theLeastCongestedCarriesWhatOneTcpHas(int seed) {
        Paths paths = new Paths(seed);
        new FluidModel(paths.windows, new Coupled(), paths.loss).settle(3_000);
        double all = 0;
        int best = 0;
        for (int sf = 0; sf < paths.loss.length; sf++) {
            all += paths.window(sf);
            best = paths.loss[sf] < paths.loss[best] ? sf : best;
        }
        double expected = Math.sqrt(2 / paths.loss[best]);
        assertEquals(expected, all, 0.06 * expected, paths.all());
        for (int sf = 0; sf < paths.loss.length; sf++) {
            if (sf != best) {
                double left = 1 + 1 / (paths.loss[sf] * all);
                assertEquals(left, paths.window(sf), 0.3 * left, sf + " of " + paths.all());
            }
        }
    }
}
