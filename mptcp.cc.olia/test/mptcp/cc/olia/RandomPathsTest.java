package mptcp.cc.olia;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import mptcp.policy.testing.FakeWindows;
import mptcp.policy.testing.PacketModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rate of TCP on the best of random paths, and little on the others. */
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

    /** CoNEXT 2012, theorem 1: in all what TCP has on the best path; random loss, so within what 2,000 s let one say. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void inAllWhatTcpHasOnTheBest(int seed) {
        Paths paths = new Paths(seed);
        PacketModel model = new PacketModel(paths.windows, new Olia(), paths.loss, new Random(100 + seed));
        model.run(200).run(2_000);
        double total = 0;
        double best = 0;
        for (int sf = 0; sf < paths.loss.length; sf++) {
            total += model.rate(sf);
            best = Math.max(best, tcp(paths, sf, seed));
        }
        assertTrue(total > 0.8 * best && total < 1.2 * best, total + " of " + best + ": " + paths.all());
    }

    private static double tcp(Paths paths, int sf, int seed) {
        FakeWindows one = new FakeWindows();
        one.add(20, Math.round(paths.rttS[sf] * 1e3));
        PacketModel model = new PacketModel(one, new Olia(), new double[] {paths.loss[sf]}, new Random(200 + seed));
        return model.run(200).run(2_000).rate(0);
    }
}
