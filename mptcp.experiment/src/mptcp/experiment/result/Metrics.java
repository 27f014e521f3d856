package mptcp.experiment.result;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.experiment.plan.FlowPlan.Pattern;
import mptcp.experiment.plan.MetricNames;
import mptcp.experiment.plan.Window;
import mptcp.experiment.sim.FlowRecord;
import mptcp.experiment.sim.FlowSample;
import mptcp.experiment.sim.Latency;
import mptcp.experiment.sim.Meter;
import mptcp.experiment.sim.Statistics;
import mptcp.experiment.sim.SubflowTrack;

/** Reckons metrics from what was noted; {@link mptcp.experiment.plan.MetricNames} lists them. NaN: it has no value. */
final class Metrics {
    private static final double SECOND = 1e9;
    private static final double MS = 1e6;

    private Metrics() {}

    static Map<String, Double> ofFlow(FlowRecord f, List<Window> windows) {
        Map<String, Double> m = new LinkedHashMap<>();
        double[] ahead = f.samples().stream().mapToDouble(FlowSample::outOfOrder).toArray();
        Statistics ooo = new Statistics(ahead);
        m.put("bytes", (double) f.whole().bytes());
        m.put("goodput", rate(f.whole().bytes(), f.untilNs() - f.plan().startNs()));
        m.put("completion", f.complete() ? (f.untilNs() - f.plan().startNs()) / SECOND : Double.NaN);
        m.put("connect", f.connectedNs() < 0 ? Double.NaN : (f.connectedNs() - f.plan().startNs()) / MS);
        m.put("gap_max", f.whole().gapNs() / MS);
        m.put("retransmits", sum(f.subflows(), SubflowSnapshot::retransmits));
        m.put("retransmitted_bytes", sum(f.subflows(), SubflowSnapshot::bytesRetransmitted));
        m.put("reinjected_bytes", (double) f.reinjected());
        m.put("duplicate_bytes", (double) f.duplicates());
        m.put("ooo_mean", ooo.mean());
        m.put("ooo_p95", ooo.percentile(0.95));
        m.put("ooo_max", ooo.max());
        boolean messages = f.plan().pattern() != Pattern.BULK;
        if (messages) {
            latencies(m, f.latencies(), "");
        }
        m.putAll(f.own());
        f.published().forEach((kind, numbers) ->
                numbers.forEach((name, value) -> m.put(MetricNames.published(kind, name), value.doubleValue())));
        for (int i = 0; i < windows.size(); i++) {
            Window w = windows.get(i);
            Meter meter = f.windows().get(i);
            m.put("goodput_" + w.name(), rate(meter.bytes(), w.toNs() - w.fromNs()));
            m.put("gap_max_" + w.name(), meter.gapNs() / MS);
            if (messages) {
                latencies(m, f.latencies().stream()
                        .filter(l -> l.startNs() >= w.fromNs() && l.startNs() < w.toNs()).toList(), "_" + w.name());
            }
        }
        return m;
    }

    private static void latencies(Map<String, Double> m, List<Latency> latencies, String suffix) {
        Statistics s = new Statistics(latencies.stream().mapToDouble(l -> l.latencyNs() / MS).toArray());
        m.put("messages" + suffix, (double) latencies.size());
        m.put("latency_mean" + suffix, s.mean());
        m.put("latency_p50" + suffix, s.percentile(0.5));
        m.put("latency_p90" + suffix, s.percentile(0.9));
        m.put("latency_p95" + suffix, s.percentile(0.95));
        m.put("latency_p99" + suffix, s.percentile(0.99));
        m.put("latency_max" + suffix, s.max());
    }

    /** By path; those paths only that the flow had a subflow on. */
    static Map<String, Map<String, Double>> ofPaths(FlowRecord f, List<Window> windows) {
        Set<String> paths = new LinkedHashSet<>();
        f.subflows().forEach(t -> paths.add(t.path()));
        Map<String, Map<String, Double>> all = new LinkedHashMap<>();
        for (String path : paths) {
            List<SubflowTrack> tracks = f.subflows().stream().filter(t -> t.path().equals(path)).toList();
            Map<String, Double> m = new LinkedHashMap<>();
            m.put("sent_bytes", sum(tracks, SubflowSnapshot::bytesSent));
            m.put("acked_bytes", sum(tracks, SubflowSnapshot::bytesAcked));
            m.put("throughput", rate(f.whole().acked(path), f.untilNs() - f.plan().startNs()));
            m.put("retransmits", sum(tracks, SubflowSnapshot::retransmits));
            m.put("retransmitted_bytes", sum(tracks, SubflowSnapshot::bytesRetransmitted));
            m.put("srtt_mean", mean(tracks, SubflowSnapshot::srttNs) / MS);
            m.put("cwnd_mean", mean(tracks, SubflowSnapshot::cwnd));
            for (int i = 0; i < windows.size(); i++) {
                Window w = windows.get(i);
                long acked = f.windows().get(i).acked(path);
                m.put("acked_bytes_" + w.name(), (double) acked);
                m.put("throughput_" + w.name(), rate(acked, w.toNs() - w.fromNs()));
            }
            all.put(path, m);
        }
        return all;
    }

    private static double sum(List<SubflowTrack> tracks, ToLongFunction<SubflowSnapshot> what) {
        return tracks.stream().mapToLong(t -> what.applyAsLong(t.last())).sum();
    }

    private static double mean(List<SubflowTrack> tracks, ToLongFunction<SubflowSnapshot> what) {
        return new Statistics(tracks.stream().flatMap(t -> t.samples().stream())
                .mapToDouble(s -> what.applyAsLong(s.at())).toArray()).mean();
    }

    /** In Mbit/s. */
    private static double rate(long bytes, long ns) {
        return ns <= 0 ? 0 : bytes * 8e3 / ns;
    }
}
