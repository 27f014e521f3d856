package mptcp.experiment.result;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.plan.Names;
import mptcp.experiment.sim.FlowRecord;
import mptcp.experiment.sim.FlowSample;
import mptcp.experiment.sim.RunRecord;
import org.knowm.xchart.BoxChart;
import org.knowm.xchart.BoxChartBuilder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;

/**
 * Plots of all runs together: means with their confidence intervals, distributions over runs and over messages, rates
 * over time, and, of two swept parameters, maps of a metric.
 */
public final class Comparison {
    /** What is drawn, where it has values: name, unit. */
    private static final Map<String, String> METRICS = metrics();
    private static final int MOST_SERIES = 24;
    private static final int FEWEST_OF_A_BOX = 5;
    private static final int MOST_DOTS = 200;
    private static final double SECOND = 1e9;
    private static final double MBIT = 8 / 1e6;
    /** From a dark blue over green to yellow: in order also in print, and for any colour vision (viridis). */
    private static final Color[] VIRIDIS = {new Color(0x440154), new Color(0x3b528b), new Color(0x21918c),
        new Color(0x5ec962), new Color(0xfde725)};

    private final Summary summary;
    private final List<String> swept;
    private final String title;
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /** @param swept parameters that the points differ in beside the variant */
    public Comparison(Summary summary, List<String> swept, String title) {
        this.summary = summary;
        this.swept = swept;
        this.title = title;
    }

    private static Map<String, String> metrics() {
        Map<String, String> m = new LinkedHashMap<>();
        m.put("goodput", "Mbit/s");
        m.put("completion", "s");
        m.put("latency_p50", "ms");
        m.put("latency_p95", "ms");
        m.put("latency_p99", "ms");
        m.put("gap_max", "ms");
        m.put("benefit", "0: best path alone, 1: sum of paths");
        m.put("load_mean", "s");
        m.put("quality", "Mbit/s");
        m.put("stall_time", "s");
        m.put("on_time", "share");
        return m;
    }

    /**
     * Draws what there is to draw.
     *
     * @param runs with their samples, or none
     * @return files by name
     * @throws IOException if this machine cannot draw
     */
    public Map<String, byte[]> draw(List<Outcome> outcomes, List<RunRecord> runs) throws IOException {
        try {
            for (var metric : METRICS.entrySet()) {
                means(metric.getKey(), metric.getValue());
                boxes(metric.getKey(), metric.getValue());
                distribution(metric.getKey(), metric.getValue());
                heat(metric.getKey(), metric.getValue());
            }
            if (!runs.isEmpty()) {
                latencies(outcomes, runs);
                goodput(outcomes, runs);
            }
        } catch (LinkageError | InternalError | RuntimeException e) { // as in Plots
            throw new IOException("this machine cannot draw: " + e, e);
        }
        return files;
    }

    private Set<String> flows() {
        Set<String> flows = new LinkedHashSet<>();
        summary.points().forEach(p -> flows.addAll(summary.flows(p)));
        return flows;
    }

    private String label(Point p) {
        List<String> words = new ArrayList<>(p.variant().isEmpty() ? List.of() : List.of(p.variant()));
        swept.forEach(s -> words.add(s + "=" + p.parameters().get(s)));
        return words.isEmpty() ? "all" : String.join(" ", words);
    }

    /** A group's in the name of a file, where # is a mark in addresses. */
    private static String file(String flow) {
        return flow.replace("#", "N");
    }

    private static double[] values(List<Outcome> outcomes, String flow, String metric) {
        return outcomes.stream().mapToDouble(o -> o.flows().getOrDefault(flow, Map.of())
                .getOrDefault(metric, Double.NaN)).filter(Double::isFinite).toArray();
    }

    /** One colour for each flow; one place for each point. */
    private void means(String metric, String unit) throws IOException {
        List<Point> points = List.copyOf(summary.points());
        if (points.size() < 2 || points.size() > MOST_SERIES) {
            return;
        }
        Places chart = new Places(metric + ", means and 95 % confidence intervals (" + title + ")", unit,
                points.stream().map(this::label).toList());
        int colour = 0;
        List<String> flows = List.copyOf(flows());
        for (String flow : flows.size() > MOST_SERIES ? flows.subList(0, MOST_SERIES) : flows) {
            List<Double> means = new ArrayList<>();
            List<Double> widths = new ArrayList<>();
            for (Point point : points) {
                Estimate e = Estimate.of(values(summary.at(point), flow, metric));
                means.add(e.n() > 0 ? e.mean() : null);
                widths.add(e.n() > 1 ? e.halfWidth() : 0);
            }
            if (means.stream().anyMatch(m -> m != null)) {
                chart.add(flow, means, widths, colour);
            }
            colour++;
        }
        if (!chart.isEmpty()) {
            Picture.of(chart.drawn()).keep("mean-" + metric, files);
        }
    }

    /** Of the runs at each point. */
    private void boxes(String metric, String unit) throws IOException {
        for (String flow : flows()) {
            BoxChart chart = new BoxChartBuilder().title(metric + " of " + flow + " over the seeds (" + title + ")")
                    .yAxisTitle(unit).build();
            List<String> boxes = new ArrayList<>();
            for (Point p : summary.points()) {
                double[] values = values(summary.at(p), flow, metric);
                if (values.length >= FEWEST_OF_A_BOX && boxes.size() < MOST_SERIES) {
                    chart.addSeries(label(p), values);
                    boxes.add(label(p));
                }
            }
            if (boxes.size() > 1) {
                Places.readable(chart.getStyler(), boxes);
                chart.getStyler().setChartBackgroundColor(Color.WHITE).setLegendVisible(false);
                chart.getStyler().setBaseFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
                Picture.of(chart).keep("box-" + metric + "-" + file(flow), files);
            }
        }
    }

    /** Over all points of a sweep, a line for each variant: how often a metric is at most so much. */
    private void distribution(String metric, String unit) throws IOException {
        if (swept.isEmpty()) {
            return;
        }
        for (String flow : flows()) {
            Chart chart = new Chart("share of runs with at most that " + metric + " of " + flow + " (" + title + ")",
                    unit, "share of runs");
            for (String variant : summary.points().stream().map(Point::variant).distinct().toList()) {
                List<Outcome> all = summary.points().stream().filter(p -> p.variant().equals(variant))
                        .flatMap(p -> summary.at(p).stream()).toList();
                cumulative(chart, variant.isEmpty() ? "all" : variant, values(all, flow, metric));
            }
            keep("cdf-" + metric + "-" + file(flow), chart);
        }
    }

    private static void cumulative(Chart chart, String name, double[] values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        List<double[]> points = new ArrayList<>();
        int step = Math.max(1, sorted.length / MOST_DOTS);
        for (int i = 0; i < sorted.length; i += step) {
            points.add(new double[] {sorted[i], (double) i / sorted.length});
            points.add(new double[] {sorted[i], Math.min(1, (double) (i + step) / sorted.length)});
        }
        if (sorted.length > 1) {
            chart.line(name, points);
        }
    }

    /** Of the first two swept parameters, a map for each flow and variant. */
    private void heat(String metric, String unit) throws IOException {
        if (swept.size() < 2) {
            return;
        }
        List<String> across = axis(swept.get(0));
        List<String> up = axis(swept.get(1));
        for (String variant : summary.points().stream().map(Point::variant).distinct().toList()) {
            for (String flow : flows()) {
                List<Number[]> cells = new ArrayList<>();
                for (int x = 0; x < across.size(); x++) {
                    for (int y = 0; y < up.size(); y++) {
                        double mean = mean(variant, flow, metric, across.get(x), up.get(y));
                        if (!Double.isNaN(mean)) {
                            cells.add(new Number[] {x, y, mean});
                        }
                    }
                }
                if (cells.size() > 1 && cells.size() <= 10_000) {
                    HeatMapChart chart = new HeatMapChartBuilder().title(metric + " of " + flow + ", " + unit + " ("
                            + title + (variant.isEmpty() ? "" : ", " + variant) + ")").xAxisTitle(swept.get(0))
                            .yAxisTitle(swept.get(1)).build();
                    chart.addSeries(metric, across, up, cells);
                    chart.getStyler().setRangeColors(VIRIDIS).setShowValue(cells.size() <= 100)
                            .setHeatMapValueDecimalPattern("0.##").setValueFontColor(Color.GRAY)
                            .setChartBackgroundColor(Color.WHITE);
                    Picture.of(chart).keep("map-" + metric + "-" + file(flow) + (variant.isEmpty() ? "" : "-" + variant),
                            files);
                }
            }
        }
    }

    private List<String> axis(String parameter) {
        return summary.points().stream().map(p -> p.parameters().get(parameter)).distinct().toList();
    }

    private double mean(String variant, String flow, String metric, String x, String y) {
        return Estimate.of(summary.points().stream().filter(p -> p.variant().equals(variant)
                && p.parameters().get(swept.get(0)).equals(x) && p.parameters().get(swept.get(1)).equals(y))
                .flatMapToDouble(p -> java.util.Arrays.stream(values(summary.at(p), flow, metric))).toArray()).mean();
    }

    // ---- from what was sampled

    /** Of each flow's messages, those of all seeds together. */
    private void latencies(List<Outcome> outcomes, List<RunRecord> runs) throws IOException {
        for (String flow : flows()) {
            Chart chart = new Chart("share of messages of " + flow + " within a latency (" + title + ")", "latency, ms",
                    "share of messages");
            for (Point p : summary.points()) {
                cumulative(chart, label(p), flows(outcomes, runs, p, f -> Names.matches(flow, f.plan().name())).stream()
                        .flatMap(f -> f.latencies().stream()).mapToDouble(l -> l.latencyNs() / 1e6).toArray());
            }
            keep("cdf-latency-" + file(flow), chart);
        }
    }

    private static List<FlowRecord> flows(List<Outcome> outcomes, List<RunRecord> runs, Point point,
            Predicate<FlowRecord> which) {
        List<FlowRecord> flows = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            if (outcomes.get(i).point().equals(point)) {
                runs.get(i).flows().stream().filter(which).forEach(flows::add);
            }
        }
        return flows;
    }

    /** Mean over the seeds with its interval, in fifty parts of the run. */
    private void goodput(List<Outcome> outcomes, List<RunRecord> runs) throws IOException {
        double seconds = runs.stream().mapToLong(RunRecord::endNs).max().orElse(1) / SECOND;
        double step = seconds / 50;
        for (String flow : flows()) {
            Chart chart = new Chart("new data of " + flow + " that arrives, mean of the seeds and 95 % intervals (" + title + ")",
                    "Mbit/s", 0, seconds).fromZero();
            int colour = 0;
            for (Point p : summary.points()) {
                Map<Integer, List<Double>> byTime = new TreeMap<>();
                for (int i = 0; i < runs.size(); i++) {
                    if (outcomes.get(i).point().equals(p)) {
                        parts(runs.get(i), flow, step).forEach((at, rate) -> byTime.computeIfAbsent(at, _ -> new ArrayList<>()).add(rate));
                    }
                }
                List<double[]> means = new ArrayList<>();
                List<Double> widths = new ArrayList<>();
                byTime.forEach((at, rates) -> {
                    Estimate e = Estimate.of(rates.stream().mapToDouble(r -> r).toArray());
                    means.add(new double[] {(at + 0.5) * step, e.mean()});
                    widths.add(e.halfWidth());
                });
                if (summary.points().size() > 1 || runs.size() > 1) {
                    chart.intervals(label(p), means, widths, colour++);
                }
            }
            keep("time-" + file(flow), chart);
        }
    }

    /** Of a run: of a group the mean of its members that have a sample then. */
    private static Map<Integer, Double> parts(RunRecord run, String flow, double step) {
        Map<Integer, List<Double>> all = new TreeMap<>();
        run.flows().stream().filter(f -> Names.matches(flow, f.plan().name())).forEach(f -> parts(f, step)
                .forEach((at, rate) -> all.computeIfAbsent(at, _ -> new ArrayList<>()).add(rate)));
        Map<Integer, Double> means = new TreeMap<>();
        all.forEach((at, rates) -> means.put(at, rates.stream().mapToDouble(r -> r).average().orElseThrow()));
        return means;
    }

    private static Map<Integer, Double> parts(FlowRecord f, double step) {
        Map<Integer, Double> rates = new TreeMap<>();
        FlowSample before = null;
        for (FlowSample s : f.samples()) {
            if (before == null) {
                before = s;
            } else if ((s.timeNs() - before.timeNs()) / SECOND >= step * 0.99) {
                double bytes = s.received() + s.outOfOrder() - before.received() - before.outOfOrder();
                rates.put((int) ((before.timeNs() + s.timeNs()) / 2 / SECOND / step),
                        bytes * MBIT / ((s.timeNs() - before.timeNs()) / SECOND));
                before = s;
            }
        }
        return rates;
    }

    private void keep(String name, Chart chart) throws IOException {
        if (!chart.isEmpty()) {
            Picture.of(chart.drawn()).keep(name, files);
        }
    }
}
