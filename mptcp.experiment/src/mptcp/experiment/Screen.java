package mptcp.experiment;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.result.Estimate;
import mptcp.experiment.result.Outcome;
import mptcp.experiment.result.Summary;
import mptcp.experiment.result.Summary.Difference;
import mptcp.experiment.result.Summary.Line;
import mptcp.experiment.result.Verdict;

/** What {@code sim run} says: means with their confidence intervals, differences of variants, and verdicts. */
final class Screen {
    /** What most people look at; the tables have all. */
    private static final List<String> SHOWN = List.of("goodput", "completion", "latency_p50", "latency_p95", "quality",
            "stall_time", "load_mean", "on_time", "benefit");
    /** What applications are judged by beside bytes and latencies, with units. */
    private static final Map<String, String> OWN = own();
    private static final String ROW = "%-12s %-10s %14s %14s %14s %14s %14s  %s";

    private final PrintStream out;
    private final double precision;

    /** @param precision half of a confidence interval that is enough, as a share of the mean */
    Screen(PrintStream out, double precision) {
        this.out = out;
        this.precision = precision;
    }

    void show(ExperimentFile file, Summary summary, List<Verdict> verdicts, List<Difference> differences) {
        out.println(file.title());
        line(ROW, "variant", "flow", "goodput", "retransmits", "reinjected", "ooo mean", "latency p50",
                "acknowledged by path");
        line(ROW, "", "", "Mbit/s", "", "kB", "kB", "ms", "Mbit/s");
        for (Point point : summary.points()) {
            List<Outcome> of = summary.at(point);
            summary.flows(point).forEach(flow -> row(point.variant(), flow, of));
        }
        summary.points().forEach(point -> summary.flows(point)
                .forEach(flow -> ownTerms(point.variant(), flow, summary.at(point))));
        if (summary.lines().stream().anyMatch(l -> l.estimate().n() > 1)) {
            enough(summary);
        }
        compared(differences);
        verdicts(verdicts);
    }

    private void line(String format, Object... cells) {
        out.println(String.format(Locale.ROOT, format, cells).stripTrailing());
    }

    private void row(String variant, String flow, List<Outcome> of) {
        Set<String> paths = new LinkedHashSet<>();
        of.forEach(o -> paths.addAll(o.paths().get(flow).keySet()));
        List<String> shares = paths.stream().map(path -> path + " " + Verdict.text(of.stream()
                .mapToDouble(o -> o.paths().get(flow).getOrDefault(path, Map.of()).getOrDefault("throughput", 0.0))
                .average().orElse(0))).toList();
        line(ROW, variant.isEmpty() ? "-" : variant, flow, mean(of, flow, "goodput", 1),
                mean(of, flow, "retransmits", 1), mean(of, flow, "reinjected_bytes", 1e3),
                mean(of, flow, "ooo_mean", 1e3), mean(of, flow, "latency_p50", 1), String.join(", ", shares));
    }

    private static Map<String, String> own() {
        Map<String, String> own = new LinkedHashMap<>();
        own.put("quality", "Mbit/s");
        own.put("stall_time", "s");
        own.put("startup", "s");
        own.put("load_mean", "s");
        own.put("load_p95", "s");
        own.put("on_time", "of all");
        own.put("playback_delay", "ms");
        own.put("benefit", "(0: the best path alone, 1: their sum)");
        return own;
    }

    /** A line of what the application has, in its own terms; none if that is nothing. */
    private void ownTerms(String variant, String flow, List<Outcome> of) {
        List<String> terms = new ArrayList<>();
        OWN.forEach((metric, unit) -> {
            Estimate e = mean(of, flow, metric, 1);
            if (e.n() > 0) {
                terms.add(metric + " " + e + " " + unit);
            }
        });
        if (!terms.isEmpty()) {
            line("%-12s %-10s %s", variant.isEmpty() ? "-" : variant, flow, String.join(", ", terms));
        }
    }

    private static Estimate mean(List<Outcome> of, String flow, String metric, double unit) {
        return Estimate.of(of.stream()
                .mapToDouble(o -> o.flows().get(flow).getOrDefault(metric, Double.NaN) / unit).toArray());
    }

    /** How many seeds it takes for what was asked for, by the metric that varies most. */
    private void enough(Summary summary) {
        if (summary.lines().stream().allMatch(l -> l.estimate().n() < 2 || l.estimate().deviation() == 0)) {
            line("%nall seeds gave the same numbers: nothing is random here (jitter: off?), so they are one sample, and intervals of 0 say nothing");
            return;
        }
        Optional<Line> widest = summary.lines().stream().filter(l -> l.path().isEmpty() && !summary.isMember(l.flow()) && SHOWN.contains(l.metric())
                && l.estimate().needed(precision) > 0).max(Comparator.comparingInt(l ->
                        l.estimate().needed(precision)));
        widest.ifPresent(l -> {
            int needed = l.estimate().needed(precision);
            String where = (l.point().variant().isEmpty() ? "" : l.point().variant() + ".") + l.flow() + "." + l.metric();
            line("%n± is half of a 95 %% confidence interval. Widest: %s %s, %.1f %% of it, from %d seeds; %s", where,
                    l.estimate(), l.estimate().relative() * 100, l.estimate().n(), needed <= l.estimate().n()
                            ? "enough for " + percent() : "for " + percent() + " it takes about " + needed);
        });
    }

    private String percent() {
        return String.format(Locale.ROOT, "%.3g %%", precision * 100);
    }

    private void compared(List<Difference> differences) {
        List<Difference> shown = differences.stream().filter(d -> d.of().n() > 1 && SHOWN.contains(d.metric())).toList();
        if (!shown.isEmpty()) {
            line("%n%-12s %-10s %-14s %16s %9s   in pairs of runs with the same seed, against %s", "variant", "flow",
                    "metric", "difference", "share", shown.getFirst().base().variant());
        }
        for (Difference d : shown) {
            line("%-12s %-10s %-14s %16s %9s   %s", d.point().variant(), d.flow(), d.metric(), d.of(),
                    d.baseMean() == 0 ? "-" : String.format(Locale.ROOT, "%+.1f%%", 100 * d.of().mean() / d.baseMean()),
                    Summary.word(d.of().low(), d.of().high()));
        }
    }

    private void verdicts(List<Verdict> verdicts) {
        if (!verdicts.isEmpty()) {
            line("%n%-8s %16s %10s %-16s %s", "", "here", "published", "allowed", "expected");
        }
        for (Verdict v : verdicts) {
            line("%-8s %16s %10s %-16s %s", v.word(), v.value(), Verdict.text(v.expectation().published()), v.range(),
                    v.expectation().name() + (v.problem() == null ? "" : ": " + v.problem()));
        }
        verdicts.stream().filter(v -> v.word().equals("FIXED")).forEach(v -> out.println(
                "it comes out now, although the file says that it differs: " + v.expectation().differs()));
    }
}
