package mptcp.experiment.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.plan.Expectation;
import mptcp.experiment.plan.Place;
import mptcp.experiment.sim.Statistics;
import org.junit.jupiter.api.Test;

/** Statistics, tables, and verdicts over several seeds. */
class NumbersTest {
    @Test
    void percentilesAreValuesOfTheSample() {
        Statistics s = new Statistics(new double[] {5, 1, 4, 2, 3});
        assertEquals(3, s.mean());
        assertEquals(3, s.percentile(0.5));
        assertEquals(5, s.percentile(0.81));
        assertEquals(4, s.percentile(0.8));
        assertEquals(1, s.percentile(0));
        assertEquals(5, s.max());
        assertTrue(Double.isNaN(new Statistics(new double[0]).mean())
                && Double.isNaN(new Statistics(new double[0]).max()));
    }

    @Test
    void commaSeparatedValues() {
        Csv csv = new Csv(List.of("a", "b,c"));
        csv.row(java.util.Arrays.asList(1.5, null));
        csv.row(List.of(1e-9, "say \"x\""));
        csv.row(List.of(Double.NaN, 123456789L));
        assertEquals("a,\"b,c\"\n1.5,\n0,\"say \"\"x\"\"\"\n,123456789\n", csv.toString());
    }

    private static Outcome outcome(String variant, long seed, double goodput, Map<String, Double> onPath) {
        return new Outcome(new Point(variant, new TreeMap<>()), seed, 0, Map.of("f", Map.of("goodput", goodput,
                "completion", Double.NaN)), Map.of("f", onPath.isEmpty() ? Map.of() : Map.of("p", onPath)));
    }

    private static Verdict verdict(String value, double least, List<Outcome> outcomes) {
        return Verdict.of(List.of(new Expectation("x", value, Double.NaN, least, Double.POSITIVE_INFINITY, null,
                Place.NOWHERE)), outcomes).getFirst();
    }

    @Test
    void verdictsAreOfMeansOverTheSeeds() {
        List<Outcome> outcomes = List.of(outcome("a", 1, 4, Map.of("throughput", 3.0)), outcome("a", 2, 8, Map.of()),
                outcome("b", 1, 2, Map.of()), outcome("b", 2, 4, Map.of()));
        assertEquals(2, verdict("a.f.goodput / b.f.goodput", 2, outcomes).actual());
        assertTrue(verdict("a.f.goodput", 6, outcomes).holds());
        assertEquals("MISSED", verdict("a.f.goodput", 6.1, outcomes).word());
        assertEquals(1.5, verdict("a.f.p.throughput", 1, outcomes).actual(),
                "a path that was not used carried nothing");
        Verdict none = verdict("a.f.completion", 0, outcomes);
        assertTrue(!none.holds() && none.problem() != null, "what has no value holds nothing");
        assertTrue(verdict("1 / (b.f.goodput - 3)", 0, outcomes).problem().contains("zero"));
        assertTrue(Double.isNaN(verdict("1 / (b.f.goodput - 2)", 0, outcomes).halfWidth()), "zero without one seed");
    }

    /** Student's table: t(0.975) of 4 degrees of freedom is 2.776. */
    @Test
    void confidenceIntervals() {
        Estimate e = Estimate.of(new double[] {1, 2, 3, 4, 5, Double.NaN});
        assertEquals(5, e.n());
        assertEquals(3, e.mean());
        assertEquals(Math.sqrt(2.5), e.deviation(), 1e-12);
        assertEquals(2.776 * Math.sqrt(2.5 / 5), e.halfWidth(), 1e-3);
        assertTrue(e.isSignificant());
        assertTrue(Double.isNaN(Estimate.of(new double[] {1}).halfWidth()));
        assertEquals(0, Estimate.of(new double[0]).n());
        int needed = e.needed(0.1); // the half width at that number is at most 0.3, and not with one less
        assertTrue(Estimate.quantile(needed - 1) * e.deviation() / Math.sqrt(needed) <= 0.3);
        assertTrue(Estimate.quantile(needed - 3) * e.deviation() / Math.sqrt(needed - 2) > 0.3);
        assertEquals(2, Estimate.of(new double[] {7, 7, 7}).needed(0.01));
        assertEquals(-1, Estimate.of(new double[] {-1, 1}).needed(0.01), "a mean of 0 has no share");
    }

    /** Nineteen of twenty intervals hold the true mean. */
    @Test
    void intervalsCoverTheTruth() {
        java.util.SplittableRandom random = new java.util.SplittableRandom(1);
        int covered = 0;
        for (int i = 0; i < 2000; i++) {
            Estimate e = Estimate.of(random.doubles(5).map(u -> 3 + Math.sqrt(-2 * Math.log(1 - u))
                    * Math.cos(2 * Math.PI * random.nextDouble())).toArray());
            covered += Math.abs(e.mean() - 3) <= e.halfWidth() ? 1 : 0;
        }
        assertEquals(1900, covered, 40);
    }

    /** What the seed does to both is no difference of theirs. */
    @Test
    void variantsAreComparedInPairs() {
        List<Outcome> outcomes = new java.util.ArrayList<>();
        double[] bySeed = {10, 30, 20, 50};
        for (int i = 0; i < 4; i++) {
            outcomes.add(outcome("a", i, bySeed[i], Map.of()));
            outcomes.add(outcome("b", i, bySeed[i] + 1 + 0.1 * (i % 2), Map.of()));
        }
        Summary.Difference d = new Summary(outcomes, List.of()).differences("a", List.of()).getFirst();
        assertEquals(1.05, d.of().mean(), 1e-9);
        assertTrue(d.of().isSignificant() && d.of().halfWidth() < 0.1, d.toString());
        assertEquals(27.5, d.baseMean());
        assertTrue(Summary.estimate(outcomes, "f", "goodput").halfWidth() > 10, "and yet the seeds are far apart");
        Verdict v = verdict("b.f.goodput - a.f.goodput", 1, outcomes);
        assertEquals(d.of().halfWidth(), v.halfWidth(), 1e-9, "of something linear, the jackknife is Student's interval");
    }

    @Test
    void theBenefitOfAggregation() {
        assertEquals(0, Benefit.of(8, 8, 4));
        assertEquals(1, Benefit.of(12, 8, 4));
        assertEquals(0.5, Benefit.of(10, 8, 4));
        assertEquals(-0.5, Benefit.of(4, 8, 4));
        assertEquals(-1, Benefit.of(0, 8, 4));
        var plan = new mptcp.experiment.plan.BenefitPlan("f", List.of("both"), List.of("one", "two"));
        List<Outcome> outcomes = Benefit.add(plan, List.of(outcome("both", 1, 11, Map.of()), outcome("one", 1, 8, Map.of()),
                outcome("two", 1, 4, Map.of()), outcome("both", 2, 11, Map.of())), List.of());
        assertEquals(0.75, outcomes.getFirst().get(List.of("f", "benefit")));
        assertTrue(Double.isNaN(outcomes.getLast().get(List.of("f", "benefit"))), "of that seed no path alone is there");
        assertTrue(!outcomes.get(1).flows().get("f").containsKey("benefit"));
    }

    /** Y = 3 a + b + noise: a explains nine times what b does, c nothing. */
    @Test
    void theParameterThatMattersIsFound() {
        java.util.SplittableRandom random = new java.util.SplittableRandom(3);
        List<Outcome> outcomes = new java.util.ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            double a = random.nextDouble();
            double b = random.nextDouble();
            Map<String, String> at = Map.of("a", a + "m", "b", b + "ms", "c", random.nextBoolean() ? "x" : "y");
            outcomes.add(new Outcome(new Point("", at), i, 0, Map.of("f", Map.of("goodput", 3 * a - b)),
                    Map.of("f", Map.of())));
        }
        List<Sensitivity.Effect> effects = Sensitivity.of(outcomes, List.of("a", "b", "c"));
        assertEquals(0.9, effects.get(0).explained(), 0.03);
        assertEquals(0.1, effects.get(1).explained(), 0.03);
        assertEquals(0, effects.get(2).explained(), 0.01);
        assertEquals(List.of(), Sensitivity.of(outcomes.stream().map(o -> new Outcome(new Point("", Map.of("a", "1m")),
                o.seed(), 0, o.flows(), o.paths())).toList(), List.of("a")), "of what is the same everywhere nothing is said");
        assertTrue(effects.get(0).rank() > 0.9 && effects.get(1).rank() < -0.2 && Double.isNaN(effects.get(2).rank()));
    }

    @Test
    void tablesAreReadAsTheyAreWritten() {
        Csv csv = new Csv(List.of("a", "b"));
        csv.row(List.of("x,y", "say \"x\"\nagain"));
        csv.row(java.util.Arrays.asList(null, 2));
        assertEquals(List.of(Map.of("a", "x,y", "b", "say \"x\"\nagain"), Map.of("a", "", "b", "2")),
                Csv.read(csv.toString()));
    }
}
