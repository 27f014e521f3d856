package mptcp.cc.lia;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import mptcp.policy.testing.FakeWindows;
import mptcp.policy.testing.FluidModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fixed point of RFC 6356 over random paths, against its equations solved by themselves. */
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

    /** w = min(2 c / p, sqrt(2 / p)), c = max(w / rtt^2) / sum(w / rtt)^2; of the paths together as much as TCP has on the best one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theFixedPoint(int seed) {
        Paths paths = new Paths(seed);
        FluidModel model = new FluidModel(paths.windows, new Lia(), paths.loss).settle(2_500);
        double[] expected = solve(paths);
        double total = 0;
        double best = 0;
        for (int sf = 0; sf < expected.length; sf++) {
            assertEquals(expected[sf], paths.window(sf), 0.05 * expected[sf] + 0.3, sf + " of " + paths.all());
            total += model.rate(sf);
            best = Math.max(best, Math.sqrt(2 / paths.loss[sf]) / paths.rttS[sf]);
        }
        assertTrue(total >= 0.95 * best, total + " of " + best + ": " + paths.all());
    }

    private static double[] solve(Paths paths) {
        double[] w = new double[paths.loss.length];
        Arrays.fill(w, 10);
        for (int i = 0; i < 20_000; i++) {
            double sum = 0;
            double most = 0;
            for (int sf = 0; sf < w.length; sf++) {
                sum += w[sf] / paths.rttS[sf];
                most = Math.max(most, w[sf] / paths.rttS[sf] / paths.rttS[sf]);
            }
            for (int sf = 0; sf < w.length; sf++) {
                double p = paths.loss[sf];
                w[sf] += 0.02 * (Math.min(2 * most / sum / sum / p, Math.sqrt(2 / p)) - w[sf]);
            }
        }
        return w;
    }
}
