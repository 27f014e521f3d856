package mptcp.experiment.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mptcp.experiment.plan.Expectation;
import mptcp.experiment.plan.Formula;

/**
 * An expectation beside what came out: of the means over the seeds.
 *
 * @param actual NaN if it cannot be told
 * @param problem why it cannot be told, or null
 */
public record Verdict(Expectation expectation, double actual, String problem) {
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
            double actual = new Formula(e.value()).evaluate(reference -> mean(reference, outcomes));
            return new Verdict(e, actual, Double.isNaN(actual) ? "a metric in it has no value" : null);
        } catch (IllegalArgumentException x) {
            return new Verdict(e, Double.NaN, x.getMessage());
        }
    }

    private static double mean(String reference, List<Outcome> outcomes) {
        List<String> words = List.of(reference.split("\\."));
        boolean variants = !outcomes.getFirst().point().variant().isEmpty();
        List<String> rest = variants ? words.subList(1, words.size()) : words;
        return outcomes.stream().filter(o -> !variants || o.point().variant().equals(words.getFirst()))
                .mapToDouble(o -> o.get(rest)).average().orElse(Double.NaN);
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
