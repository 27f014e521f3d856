package mptcp.cc.ewtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import mptcp.policy.testing.FakeWindows;
import mptcp.policy.testing.FluidModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An n-th of TCP on each of random paths. */
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
                long rttMs = 10 + random.nextInt(191);
                loss[sf] = 0.0002 * Math.pow(20, random.nextDouble());
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

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void anNthOfTcpOnEach(int seed) {
        Paths paths = new Paths(seed);
        new FluidModel(paths.windows, new Ewtcp(), paths.loss).settle(2_500);
        for (int sf = 0; sf < paths.loss.length; sf++) {
            double expected = Math.sqrt(2 / paths.loss[sf]) / paths.loss.length;
            assertEquals(expected, paths.window(sf), 0.05 * expected + 0.3, sf + " of " + paths.all());
        }
    }
}
