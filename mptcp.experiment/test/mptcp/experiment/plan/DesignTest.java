package mptcp.experiment.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import mptcp.experiment.Workspace;
import org.junit.jupiter.api.Test;

/** Points of parameters that are no grid. */
class DesignTest {
    private static final String BODY = """
            title: x
            duration: 1s
            parameters: {rate: 1m, delay: 10ms, cc: lia}
            variants: {a: {}, b: {cc: reno}}
            paths: {p: {between: [client, server], link: "rate=$rate,delay=$delay,queue=50ms"}}
            flows: {f: {from: client, to: server, cc: $cc}}
            """;

    private static double least(double[][] points) {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < i; j++) {
                double sum = 0;
                for (int d = 0; d < points[i].length; d++) {
                    sum += Math.pow(points[i][d] - points[j][d], 2);
                }
                least = Math.min(least, Math.sqrt(sum));
            }
        }
        return least;
    }

    /** As many as wanted, and no two as near to each other as among points by chance. */
    @Test
    void wspFillsTheSpace() {
        for (int count : new int[] {10, 50, 253}) {
            double[][] points = Design.spread(count, 4, new SplittableRandom(1));
            assertEquals(count, points.length);
            double[][] chance = new double[count][];
            SplittableRandom random = new SplittableRandom(2);
            java.util.Arrays.setAll(chance, _ -> random.doubles(4).toArray());
            assertTrue(least(points) > 2 * least(chance), count + ": " + least(points) + ", by chance " + least(chance));
        }
    }

    @Test
    void latinHypercubesHaveOnePointInEachPart() {
        double[][] points = Design.latin(40, 3, new SplittableRandom(1));
        for (int d = 0; d < 3; d++) {
            Set<Integer> parts = new HashSet<>();
            for (double[] p : points) {
                parts.add((int) (p[d] * 40));
            }
            assertEquals(40, parts.size());
        }
    }

    @Test
    void factorsHaveRangesAndUnits() {
        ExperimentFile file = Workspace.parse(BODY + "design: {kind: lhs, count: 20, factors: {rate: {from: 0.1, to: 100, "
                + "unit: m, scale: log}, delay: {from: 0, to: 50, unit: ms}}}\n");
        List<ExperimentFile.Point> points = file.points(true);
        assertEquals(40, points.size(), "each variant at each point");
        assertEquals(List.of("rate", "delay"), file.swept());
        TreeSet<Double> rates = new TreeSet<>();
        points.forEach(p -> rates.add(Double.valueOf(p.parameters().get("rate").replace("m", ""))));
        assertTrue(rates.first() >= 0.1 && rates.first() < 0.2 && rates.last() > 70 && rates.last() <= 100, "" + rates);
        assertEquals(10, rates.headSet(Math.sqrt(0.1 * 100)).size(), 1, "half of them under the geometric mean");
        assertEquals("reno", points.getLast().parameters().get("cc"));
        assertEquals(points.getFirst().parameters().get("rate"), points.get(20).parameters().get("rate"));
        assertEquals(file.points(true), Workspace.parse(file.text()).points(true), "a function of its seed");
    }

    @Test
    void listsOfPoints() {
        ExperimentFile file = Workspace.parse(BODY + "design: {points: [{rate: 1m, delay: 5ms}, {rate: 9m, delay: 7ms}]}\n");
        assertEquals(List.of("1m", "9m", "1m", "9m"), file.points(true).stream().map(p -> p.parameters().get("rate"))
                .toList());
        long queue = file.at(file.points(true).get(1)).paths().get("p").forward().queueBytes();
        assertEquals(9_000_000 / 8 / 20, queue, "50 ms at its own rate");
        assertProblem("all points must set the same parameters", "design: {points: [{rate: 1m}, {delay: 5ms}]}");
        assertProblem("there is no parameter 'rat'", "design: {factors: {rat: {from: 1, to: 2}}}");
        assertProblem("'from' must be less than 'to', and above 0",
                "design: {factors: {rate: {from: 0, to: 2, scale: log}}}");
        assertProblem("it needs either 'sweep', a grid, or 'design'", "sweep: {rate: [1m]}\ndesign: {points: [{rate: 1m}]}");
    }

    private static void assertProblem(String expected, String design) {
        String said = assertThrows(BadExperiment.class, () -> Workspace.parse(BODY + design + "\n")).getMessage();
        assertTrue(said.contains(expected), said);
    }
}
