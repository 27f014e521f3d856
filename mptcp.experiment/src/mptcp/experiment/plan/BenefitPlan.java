package mptcp.experiment.plan;

import java.util.List;

/**
 * The aggregation benefit of a flow, an additional metric of it (Kaspar, 2011; Paasch et al., CoNEXT 2013): 0 is what
 * the best path has alone, 1 the sum of all paths alone, -1 nothing.
 *
 * @param variants that get the metric
 * @param singles variants in which the flow has one path, each another
 */
public record BenefitPlan(String flow, List<String> variants, List<String> singles) {
    /** Its name among the metrics of flows. */
    public static final String METRIC = "benefit";

    static BenefitPlan read(Section s, List<String> all) {
        s.required("flow", "bulk");
        String flow = s.text("flow", "");
        List<String> singles = s.list("singles");
        List<String> variants = s.has("variants") ? s.list("variants")
                : all.stream().filter(v -> !singles.contains(v)).toList();
        if (singles.size() < 2) {
            s.problem("singles", "it needs 'singles', the variants with one path each, such as 'singles: [tcp1, tcp2]'");
        }
        for (String each : java.util.stream.Stream.concat(singles.stream(), variants.stream()).toList()) {
            if (!all.contains(each)) {
                s.problem("singles", "there is no variant '" + each + "'; there are " + String.join(", ", all));
            }
        }
        s.done();
        return new BenefitPlan(flow, variants, singles);
    }
}
