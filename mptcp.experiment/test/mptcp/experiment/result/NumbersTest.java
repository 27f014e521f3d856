package mptcp.experiment.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.plan.Expectation;
import mptcp.experiment.plan.Place;
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
        return new Outcome(new Point(variant, new TreeMap<>()), seed, Map.of("f", Map.of("goodput", goodput,
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
    }
}
