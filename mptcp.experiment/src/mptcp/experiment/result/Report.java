package mptcp.experiment.result;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.experiment.plan.Experiment;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.experiment.sim.FlowRecord;
import mptcp.experiment.sim.RunRecord;
import mptcp.experiment.sim.SubflowTrack;
import mptcp.json.Json;

/** What is written of an experiment: JSON, tables and lists, by file name. */
public final class Report {
    private static final double SECOND = 1e9;

    private Report() {}

    /** The files of one run. */
    public static Map<String, byte[]> ofRun(RunRecord run) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("flow-series.csv", bytes(Tables.flowSeries(run)));
        files.put("subflow-series.csv", bytes(Tables.subflowSeries(run)));
        if (run.flows().stream().anyMatch(f -> !f.latencies().isEmpty())) {
            files.put("latencies.csv", bytes(Tables.latencies(run)));
        }
        if (run.flows().stream().anyMatch(f -> !f.maps().isEmpty())) {
            files.put("maps.csv", bytes(Tables.maps(run)));
        }
        files.put("events.txt", bytes(String.join("\n", run.happened()) + "\n"));
        return files;
    }

    /** The plots of one run. @throws java.io.IOException if this machine cannot draw */
    public static Map<String, byte[]> plots(RunRecord run, Experiment experiment, String title)
            throws java.io.IOException {
        return new Plots(run, experiment.maps(), title).draw();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** All runs in one object. */
    public static String json(ExperimentFile file, List<Outcome> outcomes, List<RunRecord> runs,
            List<Verdict> verdicts, List<Failure> failures, Summary summary, List<Summary.Difference> differences,
            Map<String, Object> made) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("experiment", file.name());
        all.put("title", file.title());
        if (!file.source().isEmpty()) {
            all.put("source", file.source());
        }
        List<Object> each = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            each.add(run(outcomes.get(i), runs.get(i)));
        }
        all.put("made", made);
        all.put("runs", each);
        all.put("failures", failures.stream().map(f -> run(f.point(), Map.of("seed", f.seed(), "error", f.error())))
                .toList());
        all.put("summary", summary.lines().stream().map(l -> {
            Map<String, Object> of = new LinkedHashMap<>(Map.of("flow", l.flow()));
            if (!l.path().isEmpty()) {
                of.put("path", l.path());
            }
            of.put("metric", l.metric());
            of.put("estimate", estimate(l.estimate()));
            return run(l.point(), of);
        }).toList());
        all.put("comparison", differences.stream().map(d -> {
            Map<String, Object> of = new LinkedHashMap<>();
            of.put("base", d.base().variant());
            of.put("flow", d.flow());
            of.put("metric", d.metric());
            of.put("difference", estimate(d.of()));
            of.put("base_mean", d.baseMean());
            return run(d.point(), of);
        }).toList());
        all.put("expectations", verdicts.stream().map(Report::verdict).toList());
        return Json.of(all) + "\n";
    }

    private static Map<String, Object> run(ExperimentFile.Point point, Map<String, Object> rest) {
        Map<String, Object> r = new LinkedHashMap<>();
        if (!point.variant().isEmpty()) {
            r.put("variant", point.variant());
        }
        r.putAll(rest);
        return r;
    }

    private static Map<String, Object> estimate(Estimate e) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("n", e.n());
        m.put("mean", e.mean());
        m.put("sd", e.deviation());
        m.put("low95", e.low());
        m.put("high95", e.high());
        return m;
    }

    private static Map<String, Object> run(Outcome outcome, RunRecord run) {
        Map<String, Object> r = new LinkedHashMap<>();
        if (!outcome.point().variant().isEmpty()) {
            r.put("variant", outcome.point().variant());
        }
        r.put("parameters", outcome.point().parameters());
        r.put("seed", run.seed());
        r.put("end_s", run.endNs() / SECOND);
        r.put("event_hash", Long.toHexString(run.eventHash()));
        Map<String, Object> flows = new LinkedHashMap<>();
        for (FlowRecord f : run.flows()) {
            flows.put(f.plan().name(), flow(f, outcome));
        }
        r.put("flows", flows);
        r.put("links", run.hops());
        r.put("counters", run.counters());
        Map<String, Object> published = new LinkedHashMap<>();
        run.published().forEach((host, totals) -> published.put(host, totals.stream().map(Report::total).toList()));
        r.put("published", published);
        return r;
    }

    private static Map<String, Object> total(RunRecord.Published p) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("kind", p.kind().label());
        m.put("policy", p.policy());
        m.put("name", p.name());
        m.put("value", p.value());
        return m;
    }

    private static Map<String, Object> flow(FlowRecord f, Outcome outcome) {
        Map<String, Object> flow = new LinkedHashMap<>();
        flow.put("from", f.plan().from());
        flow.put("to", f.plan().to());
        flow.put("complete", f.complete());
        flow.put("error", f.error());
        flow.put("mptcp", f.sending().map(ConnectionSnapshot::mptcpVersion).orElse(-1));
        flow.put("policies", f.sending().map(ConnectionSnapshot::policies).orElse(Map.of()));
        Map<String, Object> published = new LinkedHashMap<>();
        f.published().forEach((kind, numbers) -> published.put(kind.label(), numbers));
        flow.put("published", published);
        flow.put("metrics", outcome.flows().get(f.plan().name()));
        flow.put("paths", outcome.paths().get(f.plan().name()));
        flow.put("subflows", f.subflows().stream().map(Report::subflow).toList());
        return flow;
    }

    private static Map<String, Object> subflow(SubflowTrack t) {
        Map<String, Object> s = new LinkedHashMap<>();
        s.put("number", t.number());
        s.put("path", t.path());
        s.put("local", t.local());
        s.put("remote", t.remote());
        s.put("bytes_sent", t.last().bytesSent());
        s.put("bytes_acked", t.last().bytesAcked());
        s.put("bytes_retransmitted", t.last().bytesRetransmitted());
        s.put("retransmits", t.last().retransmits());
        s.put("timeouts_in_a_row", t.last().timeouts());
        return s;
    }

    private static Map<String, Object> verdict(Verdict v) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("name", v.expectation().name());
        m.put("value", v.expectation().value());
        m.put("actual", v.actual());
        m.put("half_width95", v.halfWidth());
        m.put("published", v.expectation().published());
        m.put("allowed", v.range());
        m.put("verdict", v.word());
        if (v.problem() != null) {
            m.put("problem", v.problem());
        }
        if (v.expectation().differs() != null) {
            m.put("differs", v.expectation().differs());
        }
        return m;
    }
}
