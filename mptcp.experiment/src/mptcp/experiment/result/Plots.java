package mptcp.experiment.result;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.experiment.plan.Window;
import mptcp.experiment.sim.FlowRecord;
import mptcp.experiment.sim.FlowSample;
import mptcp.experiment.sim.MapPoint;
import mptcp.experiment.sim.RunRecord;
import mptcp.experiment.sim.SubflowTrack;

/** The plots of one run, as PNG and SVG by file name. */
final class Plots {
    private static final double SECOND = 1e9;
    private static final double MS = 1e6;
    private static final double MBIT = 8 / 1e6;
    private static final double KB = 1e3;
    private static final double MB = 1e6;

    private final RunRecord run;
    private final Window maps;
    private final String title;
    private final double seconds;
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /**
     * @param maps when mappings were noted
     * @param title of the experiment, variant and seed
     */
    Plots(RunRecord run, Window maps, String title) {
        this.run = run;
        this.maps = maps;
        this.title = title;
        seconds = Math.max(1e-3, run.endNs() / SECOND);
    }

    /** @throws IOException if this machine cannot draw, such as one without fonts */
    Map<String, byte[]> draw() throws IOException {
        try {
            throughput();
            subflows("cwnd", "congestion window", "kB", s -> s.cwnd() / KB);
            subflows("srtt", "smoothed round-trip time", "ms", s -> s.srttNs() / MS);
            flows("ooo", "out-of-order queue of the receiver", "kB", FlowRecord::samples, s -> s.timeNs() / SECOND,
                    s -> s.outOfOrder() / KB);
            flows("latency", "latency of messages", "ms", FlowRecord::latencies, l -> l.startNs() / SECOND,
                    l -> l.latencyNs() / MS);
            for (FlowRecord f : run.flows()) {
                maps(f);
                sequence(f);
            }
        } catch (LinkageError | InternalError e) { // a JDK without the libraries of fonts
            throw new IOException("this machine cannot draw: " + e, e);
        } catch (RuntimeException e) { // what sun.awt throws where there is no font
            throw new IOException("a plot cannot be drawn: " + e, e);
        }
        return files;
    }

    private Chart chart(String what, String unit) {
        return new Chart(what + " (" + title + ")", unit, 0, seconds).fromZero();
    }

    private void keep(String name, Chart chart) throws IOException {
        if (!chart.isEmpty()) {
            Picture.of(chart.drawn()).keep(name, files);
        }
    }

    private String label(FlowRecord f, SubflowTrack t) {
        return run.flows().size() == 1 ? t.label() : f.plan().name() + ": " + t.label();
    }

    private static List<double[]> points(SubflowTrack t, ToDoubleFunction<SubflowSnapshot> value) {
        return t.samples().stream().map(s -> new double[] {s.timeNs() / SECOND, value.applyAsDouble(s.at())}).toList();
    }

    private void throughput() throws IOException {
        Chart chart = chart("payload that arrives, by subflow", "Mbit/s");
        for (FlowRecord f : run.flows()) {
            for (SubflowTrack t : f.subflows()) {
                chart.line(label(f, t), Chart.rate(t.samples().stream()
                        .map(s -> new double[] {s.timeNs() / SECOND, s.delivered()}).toList(), MBIT));
            }
        }
        keep("throughput", chart);
        Chart sum = chart("new data that arrives, by flow", "Mbit/s");
        for (FlowRecord f : run.flows()) {
            sum.line(f.plan().name(), Chart.rate(f.samples().stream()
                    .map((FlowSample s) -> new double[] {s.timeNs() / SECOND, s.received() + s.outOfOrder()}).toList(), MBIT));
        }
        keep("goodput", sum);
    }

    private void subflows(String name, String what, String unit, ToDoubleFunction<SubflowSnapshot> value)
            throws IOException {
        Chart chart = chart(what, unit);
        for (FlowRecord f : run.flows()) {
            for (SubflowTrack t : f.subflows()) {
                chart.line(label(f, t), points(t, value));
            }
        }
        keep(name, chart);
    }

    private <T> void flows(String name, String what, String unit, Function<FlowRecord, List<T>> samples,
            ToDoubleFunction<T> x, ToDoubleFunction<T> y) throws IOException {
        Chart chart = chart(what, unit);
        for (FlowRecord f : run.flows()) {
            chart.line(f.plan().name(), samples.apply(f).stream()
                    .map(s -> new double[] {x.applyAsDouble(s), y.applyAsDouble(s)}).toList());
        }
        keep(name, chart);
    }

    /** A panel for each path, so that none hides another, over the same part of the time and the stream. */
    private void maps(FlowRecord f) throws IOException {
        List<String> paths = f.maps().stream().map(MapPoint::path).distinct().toList();
        if (paths.isEmpty()) {
            return;
        }
        Picture picture = new Picture(paths.size() == 1 ? 480 : 320);
        double least = f.maps().stream().mapToLong(MapPoint::offset).min().orElse(0) / MB;
        double most = f.maps().stream().mapToLong(MapPoint::offset).max().orElse(0) / MB;
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            Chart chart = new Chart((i == 0 ? "mappings of " + f.plan().name() + " to subflows (" + title + "), " : "")
                    + path, "position in the stream, MB", maps.fromNs() / SECOND,
                    Math.min(seconds, maps.toNs() / SECOND)).between(least, most).legendInside();
            chart.dots(path, dots(f.maps().stream().filter(p -> p.path().equals(path) && !p.reinjected())), i);
            chart.crosses(path + ", reinjected", dots(f.maps().stream()
                    .filter(p -> p.path().equals(path) && p.reinjected())), i);
            picture.add(chart.drawn());
        }
        picture.keep("maps-" + f.plan().name(), files);
    }

    /** What subflows have sent, and what of it was acknowledged. */
    private void sequence(FlowRecord f) throws IOException {
        Chart chart = chart("bytes sent and acknowledged of " + f.plan().name(), "MB");
        for (int i = 0; i < f.subflows().size(); i++) {
            SubflowTrack t = f.subflows().get(i);
            chart.line(t.label() + ", sent", points(t, s -> s.bytesSent() / MB));
            chart.dots(t.label() + ", acknowledged", points(t, s -> s.bytesAcked() / MB), i);
        }
        keep("sequence-" + f.plan().name(), chart);
    }

    private static List<double[]> dots(Stream<MapPoint> points) {
        return points.map(p -> new double[] {p.timeNs() / SECOND, p.offset() / MB}).toList();
    }
}
