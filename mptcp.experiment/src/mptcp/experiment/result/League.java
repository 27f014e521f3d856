package mptcp.experiment.result;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import mptcp.experiment.plan.LeagueFile;
import mptcp.experiment.plan.LeagueFile.Scenario;

/**
 * Who is how good for which need. What counts is the ratio of a policy's score to the reference's in the run of the same
 * scenario with the same seed, over 1 if it is better; a need's is the geometric mean over its scenarios, whose interval
 * is that over the seeds.
 */
public final class League {
    /** A ratio that is further from 1 counts as this one: nobody wins or loses a league in one scenario. */
    private static final double MOST = 100;

    /** Of one run. @param kind of the policy, as files call it */
    public record Run(String kind, String policy, Scenario scenario, long seed, Outcome outcome) {}

    /**
     * A row.
     *
     * @param need or the empty text: all together, each need counting the same
     * @param log of the ratio, the natural logarithm
     * @param n runs in it
     */
    public record Row(String kind, String policy, String need, Estimate log, int n) {
        public double ratio() {
            return Math.exp(log.mean());
        }

        public double low() {
            return Math.exp(log.low());
        }

        public double high() {
            return Math.exp(log.high());
        }

        /** Whether it differs from the reference by more than chance would. */
        public boolean differs() {
            return log.isSignificant();
        }
    }

    /** Beside the ranking. @param fairness 1: TCP has as much; @param cost bytes sent over bytes read, less 1 */
    public record Beside(Estimate fairness, Estimate cost, int failures) {}

    private final List<Run> runs;
    private final Map<String, String> reference;

    /** @param runs those of the reference have its names */
    public League(List<Run> runs, Map<String, String> reference) {
        this.runs = runs;
        this.reference = reference;
    }

    private static double score(Run r) {
        return r.outcome().flows().get(LeagueFile.FLOW).getOrDefault(r.scenario().score(), Double.NaN);
    }

    private static double ratio(Run r, Run reference) {
        double mine = score(r);
        double its = score(reference);
        if (Double.isNaN(mine) && Double.isNaN(its)) {
            return 1;
        }
        double ratio = Double.isNaN(mine) ? 0 : Double.isNaN(its) ? MOST // it did not get as far
                : r.scenario().more() ? mine / its : its / mine;
        return Double.isNaN(ratio) ? 1 : Math.clamp(ratio, 1 / MOST, MOST);
    }

    /** Of a kind, best first; the rows over all needs first. */
    public List<Row> rows(String kind) {
        Map<List<Object>, Run> references = new LinkedHashMap<>();
        runs.stream().filter(r -> r.policy().equals(reference.get(r.kind())))
                .forEach(r -> references.put(List.of(r.scenario(), r.seed()), r));
        Set<String> policies = new LinkedHashSet<>();
        runs.stream().filter(r -> r.kind().equals(kind)).forEach(r -> policies.add(r.policy()));
        List<Row> rows = new ArrayList<>();
        for (String policy : policies) {
            Map<String, Map<Long, List<Double>>> logs = new LinkedHashMap<>();
            for (Run r : runs) {
                Run ref = references.get(List.of(r.scenario(), r.seed()));
                if (r.kind().equals(kind) && r.policy().equals(policy) && ref != null && !r.scenario().isFairness()) {
                    logs.computeIfAbsent(r.scenario().need(), _ -> new TreeMap<>())
                            .computeIfAbsent(r.seed(), _ -> new ArrayList<>()).add(Math.log(ratio(r, ref)));
                }
            }
            Map<Long, List<Double>> all = new TreeMap<>();
            logs.forEach((need, bySeed) -> {
                Map<Long, Double> means = new TreeMap<>();
                bySeed.forEach((seed, each) -> means.put(seed, mean(each)));
                means.forEach((seed, log) -> all.computeIfAbsent(seed, _ -> new ArrayList<>()).add(log));
                rows.add(new Row(kind, policy, need, Estimate.of(means.values().stream().mapToDouble(m -> m).toArray()),
                        bySeed.values().stream().mapToInt(List::size).sum()));
            });
            rows.add(new Row(kind, policy, "", Estimate.of(all.values().stream().mapToDouble(League::mean).toArray()),
                    all.values().stream().mapToInt(List::size).sum()));
        }
        rows.sort(Comparator.comparing(Row::need).thenComparing(r -> -r.ratio()).thenComparing(Row::policy));
        return rows;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
    }

    /** @param failures runs of it that failed */
    public Beside beside(String kind, String policy, int failures) {
        Map<Long, List<Double>> fairness = new TreeMap<>();
        Map<Long, List<Double>> cost = new TreeMap<>();
        for (Run r : runs) {
            if (!r.kind().equals(kind) || !r.policy().equals(policy)) {
                continue;
            }
            Outcome o = r.outcome();
            if (r.scenario().isFairness()) {
                double mine = o.flows().get(LeagueFile.FLOW).get("goodput");
                double tcp = o.flows().get(LeagueFile.TCP).get("goodput");
                fairness.computeIfAbsent(r.seed(), _ -> new ArrayList<>()).add(2 * tcp / (tcp + mine));
            }
            double sent = o.paths().get(LeagueFile.FLOW).values().stream().mapToDouble(p -> p.get("sent_bytes")).sum();
            double read = o.flows().get(LeagueFile.FLOW).get("bytes");
            if (read > 0) {
                cost.computeIfAbsent(r.seed(), _ -> new ArrayList<>()).add(Math.max(0, sent / read - 1));
            }
        }
        return new Beside(perSeed(fairness), perSeed(cost), failures);
    }

    private static Estimate perSeed(Map<Long, List<Double>> values) {
        return Estimate.of(values.values().stream().mapToDouble(League::mean).toArray());
    }
}
