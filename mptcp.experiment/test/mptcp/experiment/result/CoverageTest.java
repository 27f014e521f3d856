package mptcp.experiment.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntFunction;
import mptcp.experiment.plan.Expectation;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.plan.Place;
import org.junit.jupiter.api.Test;

/**
 * How often an interval of 95 % holds the truth, where the truth is known: for samples as seeds give them, for what
 * {@code expect} reckons of them, and where it does not do what it says. docs/experiments.md has the numbers.
 */
class CoverageTest {
    private static final int TIMES = 4_000;
    /** Three standard errors of a share of 0.95 in so many. */
    private static final double NOISE = 0.011;

    private final SplittableRandom random = new SplittableRandom(20261129);

    private double normal() {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private double exponential() {
        return -Math.log(1 - random.nextDouble());
    }

    /** Of so many samples, in how many the interval around the estimate holds the truth. */
    private static double share(int times, double truth, IntFunction<double[]> estimateAndHalfWidth) {
        int held = 0;
        for (int i = 0; i < times; i++) {
            double[] e = estimateAndHalfWidth.apply(i);
            held += Math.abs(e[0] - truth) <= e[1] ? 1 : 0;
        }
        return (double) held / times;
    }

    private double[] sample(int n, IntFunction<Double> value) {
        double[] sample = new double[n];
        Arrays.setAll(sample, value::apply);
        return sample;
    }

    private double student(int n, double truth, IntFunction<Double> value) {
        return share(TIMES, truth, _ -> {
            Estimate e = Estimate.of(sample(n, value));
            return new double[] {e.mean(), e.halfWidth()};
        });
    }

    @Test
    void ofMeansAsNormalNumbersHaveThem() {
        for (int n : new int[] {2, 3, 5, 10, 30}) {
            assertEquals(0.95, student(n, 7, _ -> 7 + normal()), NOISE, n + " seeds");
        }
        assertEquals(0.93, student(3, 0.5, _ -> random.nextDouble()), 0.02, "three of a flat distribution");
    }

    /** Times of completion have a long tail: few seeds then promise a little too much. */
    @Test
    void ofMeansOfALongTailALittleLess() {
        int[] seeds = {3, 5, 10, 30};
        double[] held = {0.88, 0.88, 0.90, 0.93};
        for (int i = 0; i < seeds.length; i++) {
            assertEquals(held[i], student(seeds[i], 1, _ -> exponential()), 0.02, seeds[i] + " seeds");
        }
    }

    /** The bootstrap's percentiles, which are no remedy with as few runs as simulations have: Student's it is. */
    @Test
    void theBootstrapIsWorseWithFewSeeds() {
        for (int n : new int[] {3, 5, 10}) {
            int held = 0;
            for (int i = 0; i < TIMES / 4; i++) {
                double[] of = sample(n, _ -> exponential());
                double[] means = new double[400];
                Arrays.setAll(means, _ -> Arrays.stream(sample(n, _ -> of[random.nextInt(n)])).average().orElseThrow());
                Arrays.sort(means);
                held += means[9] <= 1 && means[389] >= 1 ? 1 : 0;
            }
            double bootstrap = held / (TIMES / 4.0);
            double student = student(n, 1, _ -> exponential());
            assertTrue(bootstrap < student - 0.01, n + " seeds: bootstrap " + bootstrap + ", Student " + student);
        }
    }

    /** Where one seed of ten is another world, three of them mostly do not show it: the interval is then of what was seen. */
    @Test
    void whatIsRareIsNotSeenByFewSeeds() {
        assertEquals(0.27, student(3, 0.9, _ -> random.nextDouble() < 0.1 ? 0.0 : 1.0), 0.03);
        assertEquals(0.93, student(100, 0.9, _ -> random.nextDouble() < 0.1 ? 0.0 : 1.0), 0.03);
    }

    private static Outcome outcome(String variant, long seed, double value) {
        return new Outcome(new Point(variant, new TreeMap<>()), seed, 0, Map.of("f", Map.of("goodput", value)),
                Map.of("f", Map.of()));
    }

    /** Two variants on the same networks: what a seed does, it does to both. */
    private double expression(String value, double truth, int n, double spread, double second) {
        return share(TIMES, truth, _ -> {
            List<Outcome> outcomes = new ArrayList<>();
            for (int seed = 0; seed < n; seed++) {
                double network = spread * normal();
                outcomes.add(outcome("a", seed, 10 + network + 0.3 * normal()));
                outcomes.add(outcome("b", seed, second + network + 0.3 * normal()));
            }
            Verdict v = Verdict.of(List.of(new Expectation("x", value, Double.NaN, 0, 99, null, Place.NOWHERE)),
                    outcomes).getFirst();
            return new double[] {v.actual(), v.halfWidth()};
        });
    }

    /** The jackknife of {@code expect}: ratios, and what is smooth, hold as often as a mean. */
    @Test
    void ofExpressions() {
        for (int n : new int[] {3, 5, 10}) {
            assertEquals(0.95, expression("b.f.goodput / a.f.goodput", 0.8, n, 1, 8), NOISE, "a ratio of " + n);
            assertEquals(0.95, expression("sqrt(b.f.goodput) - a.f.goodput / 10", Math.sqrt(8) - 1, n, 1, 8), NOISE,
                    "a difference of " + n);
            assertEquals(0.95, expression("b.f.goodput / max(a.f.goodput, 1)", 0.8, n, 1, 8), NOISE, "a clear maximum of " + n);
        }
    }

    /** Where two are as good, the larger mean is larger than the mean; and an index cannot be more than 1. */
    @Test
    void ofExpressionsAtTheirEdges() {
        double tie = expression("max(a.f.goodput, b.f.goodput)", 10, 5, 0, 10);
        double even = expression("jain(a.f.goodput, b.f.goodput)", 1, 5, 0, 10);
        assertTrue(tie > 0.85 && tie < 0.97, "a tie: " + tie);
        assertTrue(even > 0.85, "an even share: " + even);
    }
}
