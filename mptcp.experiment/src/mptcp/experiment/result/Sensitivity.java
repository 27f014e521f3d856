package mptcp.experiment.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import mptcp.api.text.Quantity;
import mptcp.experiment.plan.Numbers;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/**
 * Which parameter matters: for each metric and swept parameter, the share of the metric's variance that the parameter
 * explains by itself (the correlation ratio, a first-order sensitivity index), over its values or eight parts of its
 * range, corrected for what chance alone would explain; and the rank correlation, which has a sign.
 */
public final class Sensitivity {
    private static final int PARTS = 8;
    private static final int FEWEST = 8;
    /** As files have them; what counts something else, such as packets of a queue, by its number. */
    private static final List<ToDoubleFunction<String>> READERS = List.of(Numbers::number, Quantity::decimalSize,
            text -> Quantity.time(text) / 1e9, text -> Numbers.number(text.replaceFirst("[a-zA-Z]+$", "")));

    /** @param explained 0 to 1, NaN of too few runs @param rank -1 to 1, NaN of a parameter that is no number */
    public record Effect(String variant, String flow, String metric, String parameter, int runs, double explained,
            double rank) {}

    private Sensitivity() {}

    /** Of every variant, flow and metric that varies at all. */
    public static List<Effect> of(List<Outcome> outcomes, List<String> swept) {
        List<Effect> effects = new ArrayList<>();
        Map<String, List<Outcome>> byVariant = new LinkedHashMap<>();
        outcomes.forEach(o -> byVariant.computeIfAbsent(o.point().variant(), _ -> new ArrayList<>()).add(o));
        byVariant.forEach((variant, of) -> of.getFirst().flows().forEach((flow, metrics) -> {
            for (String metric : metrics.keySet()) {
                List<Outcome> with = of.stream().filter(o -> Double.isFinite(o.flows().get(flow)
                        .getOrDefault(metric, Double.NaN))).toList();
                double[] values = with.stream().mapToDouble(o -> o.flows().get(flow).get(metric)).toArray();
                if (values.length >= FEWEST && Estimate.of(values).deviation() > 0) {
                    for (String parameter : swept) {
                        String[] at = with.stream().map(o -> o.point().parameters().get(parameter))
                                .toArray(String[]::new);
                        if (Arrays.stream(at).distinct().count() < 2) {
                            continue; // the variant sets it, so that the sweep does not vary it here
                        }
                        effects.add(new Effect(variant, flow, metric, parameter, values.length,
                                explained(groups(at), values), rank(at, values)));
                    }
                }
            }
        }));
        return effects;
    }

    /** A number with a unit, as a number; NaN if it is none. */
    static double number(String text) {
        for (ToDoubleFunction<String> reader : READERS) {
            try {
                return reader.applyAsDouble(text);
            } catch (IllegalArgumentException e) {
                // the next one may know it
            }
        }
        return Double.NaN;
    }

    /** The part of each value: of few different ones each is a part, of many numbers each eighth of them. */
    private static int[] groups(String[] at) {
        List<String> levels = Arrays.stream(at).distinct().toList();
        double[] numbers = Arrays.stream(at).mapToDouble(Sensitivity::number).toArray();
        if (levels.size() <= PARTS || Arrays.stream(numbers).anyMatch(Double::isNaN)) {
            return Arrays.stream(at).mapToInt(levels::indexOf).toArray();
        }
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return Arrays.stream(numbers).mapToInt(n -> {
            int first = Arrays.binarySearch(sorted, n);
            while (first > 0 && sorted[first - 1] == n) {
                first--;
            }
            return first * PARTS / sorted.length;
        }).toArray();
    }

    /** Epsilon squared: the correlation ratio without its bias. */
    static double explained(int[] group, double[] values) {
        Map<Integer, List<Double>> byGroup = new TreeMap<>();
        for (int i = 0; i < values.length; i++) {
            byGroup.computeIfAbsent(group[i], _ -> new ArrayList<>()).add(values[i]);
        }
        double mean = Arrays.stream(values).average().orElse(0);
        double total = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        double between = byGroup.values().stream().mapToDouble(of -> {
            double own = of.stream().mapToDouble(v -> v).average().orElse(0);
            return of.size() * (own - mean) * (own - mean);
        }).sum();
        int n = values.length;
        int k = byGroup.size();
        if (k < 2 || n <= k) {
            return Double.NaN;
        }
        return Math.max(0, (between - (k - 1) * (total - between) / (n - k)) / total);
    }

    private static double rank(String[] at, double[] values) {
        double[] numbers = Arrays.stream(at).mapToDouble(Sensitivity::number).toArray();
        return Arrays.stream(numbers).anyMatch(Double::isNaN) ? Double.NaN
                : new SpearmansCorrelation().correlation(numbers, values);
    }
}
