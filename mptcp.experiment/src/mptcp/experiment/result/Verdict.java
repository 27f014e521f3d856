package mptcp.experiment.result;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mptcp.experiment.plan.Expectation;
import mptcp.experiment.plan.Formula;

/**
 * An expectation beside what came out: of the means over the seeds.
 *
 * @param actual NaN if it cannot be told
 * @param halfWidth of its confidence interval, by the jackknife over the seeds, all variants' runs with one seed
 *     together; NaN of a single seed
 * @param problem why it cannot be told, or null
 */
public record Verdict(Expectation expectation, double actual, double halfWidth, String problem) {
    /** Of more seeds, several are left out at a time. */
    private static final int MOST_GROUPS = 100;

    /** @param outcomes all runs of all variants, with the parameters' own values */
    public static List<Verdict> of(List<Expectation> expectations, List<Outcome> outcomes) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Expectation e : expectations) {
            verdicts.add(of(e, outcomes));
        }
        return verdicts;
    }

    private static Verdict of(Expectation e, List<Outcome> outcomes) {
        try {
            Formula formula = new Formula(e.value());
            double actual = formula.evaluate(reference -> mean(reference, outcomes));
            return new Verdict(e, actual, interval(formula, actual, outcomes),
                    Double.isNaN(actual) ? "a metric in it has no value" : null);
        } catch (IllegalArgumentException x) {
            return new Verdict(e, Double.NaN, Double.NaN, x.getMessage());
        }
    }

    private static double interval(Formula formula, double actual, List<Outcome> outcomes) {
        try {
            return halfWidth(formula, actual, outcomes);
        } catch (IllegalArgumentException x) {
            return Double.NaN; // such as a division by zero without one of the seeds
        }
    }

    /** Tukey's: what the expression would be without one seed after the other says how much it varies. */
    private static double halfWidth(Formula formula, double actual, List<Outcome> outcomes) {
        List<Long> seeds = outcomes.stream().map(Outcome::seed).distinct().toList();
        int groups = Math.min(seeds.size(), MOST_GROUPS);
        double[] pseudo = new double[groups];
        for (int i = 0; i < groups && groups > 1; i++) {
            Set<Long> without = new HashSet<>();
            for (int s = i; s < seeds.size(); s += groups) {
                without.add(seeds.get(s));
            }
            List<Outcome> others = outcomes.stream().filter(o -> !without.contains(o.seed())).toList();
            pseudo[i] = groups * actual - (groups - 1) * formula.evaluate(reference -> mean(reference, others));
        }
        return groups > 1 ? Estimate.of(pseudo).halfWidth() : Double.NaN;
    }

    private static double mean(String reference, List<Outcome> outcomes) {
        List<String> words = List.of(reference.split("\\."));
        boolean variants = outcomes.stream().anyMatch(o -> !o.point().variant().isEmpty());
        List<String> rest = variants ? words.subList(1, words.size()) : words;
        return outcomes.stream().filter(o -> !variants || o.point().variant().equals(words.getFirst()))
                .mapToDouble(o -> o.get(rest)).average().orElse(Double.NaN);
    }

    /** For people: the value with its interval. */
    public String value() {
        return text(actual) + (Double.isNaN(halfWidth) ? "" : " ±" + text(halfWidth));
    }

    public boolean holds() {
        return expectation.accepts(actual);
    }

    /** Holds, or is known not to. What is known to differ and holds all the same is no failure, but worth a look. */
    public boolean asExpected() {
        return holds() || problem == null && expectation.differs() != null;
    }

    /** {@code ok}, {@code MISSED}, {@code differs} (as known), or {@code FIXED}: known to differ, and does not. */
    public String word() {
        boolean known = expectation.differs() != null;
        return holds() ? known ? "FIXED" : "ok" : known ? "differs" : "MISSED";
    }

    /** What was allowed. */
    public String range() {
        boolean least = Double.isFinite(expectation.least());
        boolean most = Double.isFinite(expectation.most());
        return least && most ? text(expectation.least()) + ".." + text(expectation.most())
                : least ? ">= " + text(expectation.least()) : "<= " + text(expectation.most());
    }

    /** Four significant digits. */
    public static String text(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        double size = Math.abs(value);
        int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
