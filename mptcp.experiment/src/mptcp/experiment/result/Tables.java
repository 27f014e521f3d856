package mptcp.experiment.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.sim.FlowRecord;
import mptcp.experiment.sim.FlowSample;
import mptcp.experiment.sim.Latency;
import mptcp.experiment.sim.MapPoint;
import mptcp.experiment.sim.RunRecord;
import mptcp.experiment.sim.SubflowTrack;

/** Results as comma-separated tables. Times in seconds or, where the name says so, milliseconds; sizes in bytes. */
public final class Tables {
    private static final double SECOND = 1e9;
    private static final double MS = 1e6;

    private Tables() {}

    // ---- one row per run and flow

    /** Metrics of flows. */
    public static String flows(List<Outcome> outcomes) {
        return metrics(outcomes, List.of("flow"), (outcome, rows) -> outcome.flows().forEach((flow, metrics) ->
                rows.add(new Row(List.of(flow), metrics))));
    }

    /** Metrics of flows on their paths. */
    public static String paths(List<Outcome> outcomes) {
        return metrics(outcomes, List.of("flow", "path"), (outcome, rows) -> outcome.paths().forEach((flow, paths) ->
                paths.forEach((path, metrics) -> rows.add(new Row(List.of(flow, path), metrics)))));
    }

    /** Both in one table: what is of a path has its name before a dot. */
    public static String all(List<Outcome> outcomes) {
        return metrics(outcomes, List.of("flow"), (outcome, rows) -> outcome.flows().forEach((flow, metrics) -> {
            Map<String, Double> all = new LinkedHashMap<>(metrics);
            outcome.paths().get(flow).forEach((path, ofPath) ->
                    ofPath.forEach((metric, value) -> all.put(path + "." + metric, value)));
            rows.add(new Row(List.of(flow), all));
        }));
    }

    private record Row(List<String> of, Map<String, Double> metrics) {}

    /** Picks the rows of one run. */
    private interface Rows {
        void add(Outcome outcome, List<Row> rows);
    }

    private static String metrics(List<Outcome> outcomes, List<String> names, Rows picked) {
        Set<String> parameters = new LinkedHashSet<>();
        Set<String> metrics = new LinkedHashSet<>();
        for (Outcome o : outcomes) {
            parameters.addAll(o.point().parameters().keySet());
            List<Row> rows = new ArrayList<>();
            picked.add(o, rows);
            rows.forEach(row -> metrics.addAll(row.metrics().keySet()));
        }
        List<Object> heading = new ArrayList<>(List.of("variant"));
        heading.addAll(parameters);
        heading.add("seed");
        heading.addAll(names);
        heading.addAll(metrics);
        Csv csv = new Csv(heading);
        for (Outcome o : outcomes) {
            List<Row> rows = new ArrayList<>();
            picked.add(o, rows);
            for (Row row : rows) {
                List<Object> cells = new ArrayList<>(List.of(o.point().variant()));
                parameters.forEach(p -> cells.add(o.point().parameters().get(p)));
                cells.add(o.seed());
                cells.addAll(row.of());
                metrics.forEach(m -> cells.add(row.metrics().get(m)));
                csv.row(cells);
            }
        }
        return csv.toString();
    }

    // ---- one row per run, or per metric

    /** Every run with its event hash: what {@code sim verify} repeats. */
    public static String runs(List<Outcome> outcomes, List<Failure> failures, List<String> parameters) {
        List<Object> heading = new ArrayList<>(List.of("variant"));
        heading.addAll(parameters);
        heading.addAll(List.of("seed", "event_hash", "error"));
        Csv csv = new Csv(heading);
        outcomes.forEach(o -> csv.row(run(o.point(), parameters, o.seed(), Long.toHexString(o.eventHash()), "")));
        failures.forEach(f -> csv.row(run(f.point(), parameters, f.seed(), "", f.error())));
        return csv.toString();
    }

    private static List<Object> run(Point point, List<String> parameters, Object... rest) {
        List<Object> cells = new ArrayList<>(List.of(point.variant()));
        parameters.forEach(p -> cells.add(point.parameters().get(p)));
        cells.addAll(List.of(rest));
        return cells;
    }

    /** Which parameter matters. */
    public static String effects(List<Sensitivity.Effect> effects) {
        Csv csv = new Csv(List.of("variant", "flow", "metric", "parameter", "runs", "explained", "rank_correlation"));
        effects.forEach(e -> csv.row(List.of(e.variant(), e.flow(), e.metric(), e.parameter(), e.runs(), e.explained(),
                e.rank())));
        return csv.toString();
    }

    /** What was expected beside what came out. */
    public static String verdicts(List<Verdict> verdicts) {
        Csv csv = new Csv(List.of("verdict", "name", "value", "actual", "half_width95", "published", "allowed",
                "differs", "problem"));
        verdicts.forEach(v -> csv.row(java.util.Arrays.asList(v.word(), v.expectation().name(),
                v.expectation().value(), v.actual(), v.halfWidth(), v.expectation().published(), v.range(),
                v.expectation().differs(), v.problem())));
        return csv.toString();
    }

    /** Means over the seeds with their confidence intervals. */
    public static String summary(Summary summary, List<String> parameters) {
        List<Object> heading = new ArrayList<>(List.of("variant"));
        heading.addAll(parameters);
        heading.addAll(List.of("flow", "path", "metric", "n", "mean", "sd", "low95", "high95"));
        Csv csv = new Csv(heading);
        summary.lines().forEach(l -> csv.row(run(l.point(), parameters, l.flow(), l.path(), l.metric(),
                l.estimate().n(), l.estimate().mean(), l.estimate().deviation(), l.estimate().low(),
                l.estimate().high())));
        return csv.toString();
    }

    /** Variants beside one of them, in pairs of runs with the same seed. */
    public static String differences(List<Summary.Difference> differences, List<String> parameters) {
        List<Object> heading = new ArrayList<>(List.of("variant"));
        heading.addAll(parameters);
        heading.addAll(List.of("base", "flow", "metric", "n", "difference", "low95", "high95", "base_mean",
                "significant"));
        Csv csv = new Csv(heading);
        differences.forEach(d -> csv.row(run(d.point(), parameters, d.base().variant(), d.flow(), d.metric(),
                d.of().n(), d.of().mean(), d.of().low(), d.of().high(), d.baseMean(), d.of().isSignificant())));
        return csv.toString();
    }

    // ---- one row per moment of a run

    static String subflowSeries(RunRecord run) {
        Csv csv = new Csv(List.of("time", "flow", "subflow", "path", "local", "remote", "state", "backup", "stale",
                "loss",
                "cwnd", "ssthresh", "in_flight", "srtt_ms", "rttvar_ms", "rto_ms", "sent", "acked", "retransmits", "delivered"));
        for (FlowRecord f : run.flows()) {
            for (SubflowTrack t : f.subflows()) {
                for (SubflowTrack.Sample sample : t.samples()) {
                    SubflowSnapshot s = sample.at();
                    csv.row(List.of(sample.timeNs() / SECOND, f.plan().name(), t.number(), t.path(),
                            address(s.local()), address(s.remote()), s.state(), s.backupLocal() || s.backupRemote(),
                            s.stale(), s.loss(), s.cwnd(), s.ssthresh() == Long.MAX_VALUE ? "" : s.ssthresh(),
                            s.inFlight(), s.srttNs() / MS,
                            s.rttvarNs() / MS, s.rtoNs() / MS, s.bytesSent(), s.bytesAcked(), s.retransmits(),
                            sample.delivered()));
                }
            }
        }
        return csv.toString();
    }

    private static String address(java.net.InetSocketAddress a) {
        return a.getAddress().getHostAddress() + ":" + a.getPort();
    }

    static String flowSeries(RunRecord run) {
        Csv csv = new Csv(List.of("time", "flow", "received", "out_of_order", "send_queued", "send_window",
                "reinjected"));
        for (FlowRecord f : run.flows()) {
            for (FlowSample s : f.samples()) {
                csv.row(List.of(s.timeNs() / SECOND, f.plan().name(), s.received(), s.outOfOrder(), s.sendQueued(),
                        s.sendWindow(), s.reinjected()));
            }
        }
        return csv.toString();
    }

    static String latencies(RunRecord run) {
        Csv csv = new Csv(List.of("start", "flow", "latency_ms"));
        for (FlowRecord f : run.flows()) {
            for (Latency l : f.latencies()) {
                csv.row(List.of(l.startNs() / SECOND, f.plan().name(), l.latencyNs() / MS));
            }
        }
        return csv.toString();
    }

    static String maps(RunRecord run) {
        Csv csv = new Csv(List.of("time", "flow", "path", "port", "offset", "length", "reinjected"));
        for (FlowRecord f : run.flows()) {
            for (MapPoint p : f.maps()) {
                csv.row(List.of(p.timeNs() / SECOND, f.plan().name(), p.path(), p.port(), p.offset(), p.length(),
                        p.reinjected()));
            }
        }
        return csv.toString();
    }
}
