package mptcp.experiment.plan;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Points of the space of parameters that are no grid: a list, or points that fill the space, chosen by Latin hypercube
 * sampling (McKay et al., 1979) or by the algorithm of Wootton, Sergent and Phan-Tan-Luu (Santiago et al., 2012), as in
 * the studies of Paasch et al. (CoNEXT 2013) and De Coninck and Bonaventure (CoNEXT 2017). A function of its own seed.
 */
final class Design {
    private static final int MOST_POINTS = 10_000;
    private static final int LEAST_CANDIDATES = 2_000;
    private static final int CANDIDATES = 20;
    private static final int SEARCH = 40;

    /** One dimension. */
    private record Factor(double from, double to, String unit, boolean log) {
        String at(double share) {
            double value = log ? from * Math.pow(to / from, share) : from + share * (to - from);
            BigDecimal rounded = new BigDecimal(value).round(new MathContext(4));
            return rounded.stripTrailingZeros().toPlainString() + unit;
        }
    }

    private Design() {}

    /** @param parameters that can be set @return assignments of some of them, in the order in which they are run */
    static List<Map<String, String>> read(Section s, Set<String> parameters) {
        List<Map<String, String>> points = new ArrayList<>();
        s.each("points", "point", p -> {
            Map<String, String> values = new LinkedHashMap<>();
            for (String name : parameters) {
                p.allow(name);
                if (p.has(name)) {
                    values.put(name, p.text(name, ""));
                }
            }
            p.done();
            points.add(values);
        });
        if (!points.isEmpty()) {
            Set<String> names = new LinkedHashSet<>();
            points.forEach(p -> names.addAll(p.keySet()));
            if (points.stream().anyMatch(p -> !p.keySet().equals(names))) {
                s.problem("points", "all points must set the same parameters: " + String.join(", ", names));
            }
            s.done();
            return points;
        }
        String kind = s.word("kind", "wsp", List.of("wsp", "lhs"));
        int count = s.count("count", 50, 2, MOST_POINTS);
        int seed = s.count("seed", 1, 0, Integer.MAX_VALUE);
        Map<String, Factor> factors = new LinkedHashMap<>();
        s.each("factors", "factor", (name, f) -> {
            if (!parameters.contains(name)) {
                f.problem("", "there is no parameter '" + name + "'; there are " + String.join(", ", parameters));
            }
            Factor factor = new Factor(number(f, "from"), number(f, "to"), f.text("unit", ""),
                    f.word("scale", "linear", List.of("linear", "log")).equals("log"));
            if (!(factor.to() > factor.from()) || factor.log() && factor.from() <= 0) {
                f.problem("from", "'from' must be less than 'to'" + (factor.log() ? ", and above 0" : ""));
                factor = new Factor(1, 2, factor.unit(), false);
            }
            f.done();
            factors.put(name, factor);
        });
        s.done();
        if (factors.isEmpty()) {
            s.problem("factors", "it needs 'points', or 'factors' such as 'rate: {from: 1, to: 100, unit: m, scale: log}'");
            return List.of();
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[][] shares = kind.equals("lhs") ? latin(count, factors.size(), random)
                : spread(count, factors.size(), random);
        for (double[] share : shares) {
            Map<String, String> values = new LinkedHashMap<>();
            int i = 0;
            for (var factor : factors.entrySet()) {
                values.put(factor.getKey(), factor.getValue().at(share[i++]));
            }
            points.add(values);
        }
        return points;
    }

    private static double number(Section f, String key) {
        f.required(key, "1");
        return f.convert(key, 1.0, Numbers::number);
    }

    /** In each dimension, each of {@code count} equal parts has one point. */
    static double[][] latin(int count, int dimensions, SplittableRandom random) {
        double[][] points = new double[count][dimensions];
        for (int d = 0; d < dimensions; d++) {
            int[] order = new int[count];
            Arrays.setAll(order, i -> i);
            for (int i = count - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swapped = order[i];
                order[i] = order[j];
                order[j] = swapped;
            }
            for (int i = 0; i < count; i++) {
                points[i][d] = (order[i] + random.nextDouble()) / count;
            }
        }
        return points;
    }

    /**
     * WSP: of many candidates, those are left that are at least a distance from each other; the distance is searched
     * that leaves so many (of a few more than that, the last chosen go).
     */
    static double[][] spread(int count, int dimensions, SplittableRandom random) {
        double[][] candidates = new double[Math.max(LEAST_CANDIDATES, CANDIDATES * count)][];
        Arrays.setAll(candidates, _ -> random.doubles(dimensions).toArray());
        double low = 0;
        double high = Math.sqrt(dimensions);
        List<double[]> best = List.of();
        for (int i = 0; i < SEARCH && best.size() != count; i++) {
            double distance = (low + high) / 2;
            List<double[]> chosen = choose(candidates, distance);
            if (chosen.size() >= count) {
                low = distance;
                best = chosen;
            } else {
                high = distance;
            }
        }
        return best.subList(0, count).toArray(double[][]::new);
    }

    /** From a point on, all that are too near go, and the nearest one left is next. */
    private static List<double[]> choose(double[][] candidates, double distance) {
        List<double[]> left = new ArrayList<>(List.of(candidates));
        List<double[]> chosen = new ArrayList<>();
        double[] at = left.removeFirst();
        while (at != null) {
            chosen.add(at);
            double[] from = at;
            left.removeIf(p -> squared(p, from) < distance * distance);
            double nearest = Double.MAX_VALUE;
            at = null;
            for (double[] p : left) {
                if (squared(p, from) < nearest) {
                    nearest = squared(p, from);
                    at = p;
                }
            }
            double[] next = at;
            left.removeIf(p -> p == next);
        }
        return chosen;
    }

    private static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }
}
