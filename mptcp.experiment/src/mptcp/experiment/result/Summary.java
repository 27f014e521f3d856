package mptcp.experiment.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import mptcp.experiment.plan.ExperimentFile.Point;

/** Metrics over the seeds: means with confidence intervals at each point, and differences of variants in pairs. */
public final class Summary {
    /** One metric at one point. @param path empty: of the whole flow */
    public record Line(Point point, String flow, String path, String metric, Estimate estimate) {}

    /**
     * A variant beside another one: of the differences of runs with the same seed, whose networks do the same to both.
     *
     * @param point of the variant
     * @param base what it is compared with
     */
    public record Difference(Point point, Point base, String flow, String metric, Estimate of, double baseMean) {}

    private final Map<Point, List<Outcome>> byPoint = new LinkedHashMap<>();

    private final Groups groups;

    /** @param groups of flows, {@code user#}: each is a flow, too, with the means of its members */
    public Summary(List<Outcome> outcomes, List<String> groups) {
        this.groups = new Groups(groups);
        outcomes.forEach(o -> byPoint.computeIfAbsent(o.point(), _ -> new ArrayList<>()).add(this.groups.with(o)));
    }

    /** The flows of a point that are in no group, and the groups. */
    public List<String> flows(Point point) {
        return at(point).getFirst().flows().keySet().stream().filter(flow -> !isMember(flow)).toList();
    }

    /** Whether a flow is in a group: that shows it with its like. */
    public boolean isMember(String flow) {
        return groups.isMember(flow);
    }

    public Set<Point> points() {
        return byPoint.keySet();
    }

    public List<Outcome> at(Point point) {
        return byPoint.get(point);
    }

    /** All metrics at all points. */
    public List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        byPoint.forEach((point, outcomes) -> {
            for (String flow : outcomes.getFirst().flows().keySet()) {
                for (String metric : names(outcomes.stream().map(o -> o.flows().get(flow)))) {
                    lines.add(new Line(point, flow, "", metric, estimate(outcomes, flow, metric)));
                }
                for (String path : names(outcomes.stream().map(o -> o.paths().get(flow)))) {
                    for (String metric : names(outcomes.stream().map(o -> ofPath(o, flow, path)))) {
                        lines.add(new Line(point, flow, path, metric, Estimate.of(outcomes.stream()
                                .mapToDouble(o -> ofPath(o, flow, path).getOrDefault(metric, Double.NaN)).toArray())));
                    }
                }
            }
        });
        return lines;
    }

    private static Map<String, Double> ofPath(Outcome o, String flow, String path) {
        return o.paths().get(flow).getOrDefault(path, Map.of());
    }

    private static Set<String> names(Stream<? extends Map<String, ?>> maps) {
        Set<String> names = new LinkedHashSet<>();
        maps.forEach(map -> names.addAll(map.keySet()));
        return names;
    }

    /** What an interval of a difference says in a word. */
    public static String word(double low, double high) {
        return low == 0 && high == 0 ? "the same" : low > 0 || high < 0 ? "differs" : "may be chance";
    }

    static Estimate estimate(List<Outcome> outcomes, String flow, String metric) {
        return Estimate.of(outcomes.stream()
                .mapToDouble(o -> o.flows().get(flow).getOrDefault(metric, Double.NaN)).toArray());
    }

    /**
     * Every variant beside one of them, where all swept parameters are the same.
     *
     * @param variant what the others are compared with
     * @param swept parameters in which both must agree
     */
    public List<Difference> differences(String variant, List<String> swept) {
        List<Difference> differences = new ArrayList<>();
        for (Point point : byPoint.keySet()) {
            Point base = byPoint.keySet().stream().filter(p -> p.variant().equals(variant) && swept.stream()
                    .allMatch(s -> p.parameters().get(s).equals(point.parameters().get(s)))).findFirst().orElse(null);
            if (base != null && !point.variant().equals(variant)) {
                pairs(point, base, differences);
            }
        }
        return differences;
    }

    private void pairs(Point point, Point base, List<Difference> differences) {
        Map<Long, Outcome> bases = new LinkedHashMap<>();
        byPoint.get(base).forEach(o -> bases.put(o.seed(), o));
        List<Outcome> mine = byPoint.get(point).stream().filter(o -> bases.containsKey(o.seed())).toList();
        if (mine.isEmpty()) {
            return;
        }
        for (String flow : mine.getFirst().flows().keySet()) {
            for (String metric : names(mine.stream().map(o -> o.flows().get(flow)))) {
                double[] pairs = mine.stream().mapToDouble(o -> o.flows().get(flow).getOrDefault(metric, Double.NaN)
                        - bases.get(o.seed()).flows().get(flow).getOrDefault(metric, Double.NaN)).toArray();
                Estimate e = Estimate.of(pairs);
                if (e.n() > 0) {
                    differences.add(new Difference(point, base, flow, metric, e,
                            estimate(byPoint.get(base), flow, metric).mean()));
                }
            }
        }
    }
}
