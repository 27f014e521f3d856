package mptcp.experiment.plan;

import java.util.List;
import java.util.Map;

/** Reads expectations, and checks that they speak of metrics which there are. */
final class ExpectationReader {
    private static final int PATH_METRIC = 3;

    private ExpectationReader() {}

    static Expectation read(Section s) {
        String value = s.required("value", "bulk.goodput");
        String name = s.text("name", value).replace('\n', ' ');
        double published = s.convert("published", Double.NaN, Numbers::number);
        double least = s.convert("at-least", Double.NEGATIVE_INFINITY, Numbers::number);
        double most = s.convert("at-most", Double.POSITIVE_INFINITY, Numbers::number);
        String within = s.text("within");
        if (within != null) {
            double tolerance = s.convert("within", 0.0, Numbers::number);
            double allowed = within.endsWith("%") ? Math.abs(published) * tolerance : tolerance;
            if (Double.isNaN(published)) {
                s.problem("within", "'within' needs a 'published' value");
            }
            least = Math.max(least, published - allowed);
            most = Math.min(most, published + allowed);
        }
        if (least == Double.NEGATIVE_INFINITY && most == Double.POSITIVE_INFINITY) {
            s.problem("value", "it needs 'at-least', 'at-most', or 'published' and 'within'");
        }
        String differs = s.text("differs");
        s.convert("value", null, Formula::new);
        Place place = s.place("value");
        s.done();
        return new Expectation(name, value, published, least, most, differs, place);
    }

    /** @param samples an experiment of each variant */
    static void check(Expectation e, Map<String, Experiment> samples, BenefitPlan benefit, Problems problems) {
        for (String reference : new Formula(e.value()).references()) {
            String problem = problem(List.of(reference.split("\\.")), samples, benefit);
            if (problem != null) {
                problems.add(e.place(), "expectation '" + e.name() + "': '" + reference + "': " + problem);
            }
        }
    }

    private static String problem(List<String> words, Map<String, Experiment> samples, BenefitPlan benefit) {
        List<String> rest = words;
        Experiment experiment = samples.get("");
        if (experiment == null) {
            experiment = samples.get(words.getFirst());
            if (experiment == null) {
                return "there is no variant '" + words.getFirst() + "'; there are "
                        + String.join(", ", samples.keySet());
            }
            rest = words.subList(1, words.size());
        }
        if (rest.size() < 2 || rest.size() > PATH_METRIC) {
            return "write " + (samples.containsKey("") ? "" : "variant.")
                    + "flow.metric, or with a path before the metric";
        }
        String name = rest.getFirst();
        FlowPlan flow = experiment.flows().values().stream().filter(f -> Names.matches(name, f.name())).findFirst()
                .orElse(null);
        if (flow == null) {
            return "there is no flow '" + rest.getFirst() + "'; there are "
                    + String.join(", ", experiment.flows().keySet());
        }
        if (benefit != null && rest.size() == 2 && rest.equals(List.of(benefit.flow(), BenefitPlan.METRIC))
                && benefit.variants().contains(words.getFirst())) {
            return null;
        }
        boolean ofPath = rest.size() == PATH_METRIC;
        if (ofPath && !experiment.paths().containsKey(rest.get(1))) {
            return "there is no path '" + rest.get(1) + "'; there are "
                    + String.join(", ", experiment.paths().keySet());
        }
        List<String> metrics = ofPath ? MetricNames.ofPath(experiment.windows())
                : MetricNames.ofFlow(flow, experiment.windows());
        return metrics.contains(rest.getLast()) || !ofPath && MetricNames.isPublished(rest.getLast()) ? null : "there is no metric '" + rest.getLast() + "'; there are "
                + String.join(", ", metrics);
    }
}
