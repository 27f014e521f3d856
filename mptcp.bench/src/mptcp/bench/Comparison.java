package mptcp.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.json.JSONArray;
import org.json.JSONObject;

/**
 * The same benchmarks of two builds, in pairs of runs one right after the other: of each figure the ratios of the pairs. A pair has met the
 * same machine, which the figures of different pairs may not have.
 */
final class Comparison {
    /** Of how many pairs one may say the opposite, where there are five at least. */
    private static final int DISSENT = 5;

    private final double tolerance;
    private final Map<List<String>, Figure> figures = new LinkedHashMap<>();

    /** @param tolerance by how much a ratio may be worse than one */
    Comparison(double tolerance) {
        this.tolerance = tolerance;
    }

    /** What became of a figure. */
    enum Verdict {
        SLOWER("SLOWER"), FASTER("faster"), SAME(""), UNCLEAR("scatters"), NOT_JUDGED("not judged");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** One figure. */
    final class Figure {
        private final String variant;
        private final String metric;
        private final String unit;
        private final Better better;
        private final List<Double> before = new ArrayList<>();
        private final List<Double> now = new ArrayList<>();
        private final List<Double> ratios = new ArrayList<>();

        private Figure(JSONObject r) {
            variant = r.getString("variant");
            metric = r.getString("metric");
            unit = r.getString("unit");
            better = Better.of(variant, metric, unit, r.optString("bound", null));
        }

        String variant() {
            return variant;
        }

        String metric() {
            return metric;
        }

        String unit() {
            return unit;
        }

        double before() {
            return middle(before);
        }

        double now() {
            return middle(now);
        }

        /** What it is now by what it was: the median of the pairs. */
        double ratio() {
            return middle(ratios);
        }

        double least() {
            return ratios.stream().mapToDouble(r -> r).min().orElseThrow();
        }

        double most() {
            return ratios.stream().mapToDouble(r -> r).max().orElseThrow();
        }

        /** Worse by more than the tolerance in the median, and worse in all pairs, of five but one. */
        Verdict verdict() {
            if (better == Better.NEITHER) {
                return Verdict.NOT_JUDGED;
            }
            double gain = better == Better.HIGHER ? ratio() : 1 / ratio();
            if (gain >= 1 - tolerance && gain <= 1 / (1 - tolerance)) {
                return Verdict.SAME;
            }
            boolean worse = gain < 1;
            long agree = ratios.stream().filter(r -> worse == (better == Better.HIGHER ? r < 1 : r > 1)).count();
            if (ratios.size() - agree > (ratios.size() >= DISSENT ? 1 : 0)) {
                return Verdict.UNCLEAR;
            }
            return worse ? Verdict.SLOWER : Verdict.FASTER;
        }
    }

    /** Adds what a run of either build wrote with {@code --json}; figures that only one of them has are left out. */
    void add(JSONObject before, JSONObject now) {
        Map<List<String>, JSONObject> old = results(before);
        results(now).forEach((key, result) -> {
            JSONObject was = old.get(key);
            if (was != null && was.optDouble("value") > 0 && result.optDouble("value") > 0) {
                Figure f = figures.computeIfAbsent(key, _ -> new Figure(result));
                f.before.add(was.getDouble("value"));
                f.now.add(result.getDouble("value"));
                f.ratios.add(result.getDouble("value") / was.getDouble("value"));
            }
        });
    }

    private static Map<List<String>, JSONObject> results(JSONObject run) {
        Map<List<String>, JSONObject> found = new LinkedHashMap<>();
        JSONArray all = run.getJSONArray("results");
        for (int i = 0; i < all.length(); i++) {
            JSONObject r = all.getJSONObject(i);
            found.put(List.of(r.getString("benchmark"), r.getString("variant"), r.getString("metric"), r.getString("unit")), r);
        }
        return found;
    }

    /** In the order in which they came. */
    List<Figure> figures() {
        return List.copyOf(figures.values());
    }

    private static double middle(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int n = sorted.size();
        return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }
}
