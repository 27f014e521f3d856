package mptcp.cc.balia;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import mptcp.policy.testing.FakeWindows;
import mptcp.policy.testing.FluidModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The equilibrium of the draft over random paths, held to its equation. */
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

    /** (1 + a)(4 + a) / (5 min(a, 1.5)) = p (rtt X)^2 on each path whose window is not at its least. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void theEquilibrium(int seed) {
        Paths paths = new Paths(seed);
        FluidModel model = new FluidModel(paths.windows, new Balia(), paths.loss).settle(3_000);
        double all = 0;
        double most = 0;
        for (int sf = 0; sf < paths.loss.length; sf++) {
            all += model.rate(sf);
            most = Math.max(most, model.rate(sf));
        }
        for (int sf = 0; sf < paths.loss.length; sf++) {
            double a = most / model.rate(sf);
            double side = (1 + a) * (4 + a) / 5 / Math.min(a, 1.5);
            double other = paths.loss[sf] * Math.pow(paths.rttS[sf] * all, 2);
            if (paths.window(sf) > 2) {
                assertEquals(1, other / side, 0.1, sf + " of " + paths.all());
            }
        }
    }
}
