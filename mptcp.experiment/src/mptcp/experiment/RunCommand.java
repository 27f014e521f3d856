package mptcp.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import mptcp.experiment.Jobs.Result;
import mptcp.experiment.plan.Experiment;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.plan.Quantity;
import mptcp.experiment.result.Outcome;
import mptcp.experiment.result.Report;
import mptcp.experiment.result.Tables;
import mptcp.experiment.result.Verdict;
import mptcp.shelf.PolicyShelf;
import mptcp.experiment.sim.RunRecord;
import mptcp.experiment.sim.Simulation;

/** {@code sim run}: every variant with every seed, and what was expected beside what came out. */
final class RunCommand {
    private static final int GOOD = 0;
    private static final int FAILED = 1;

    /** One run, its results and files. */
    private record Done(Outcome outcome, RunRecord record) {}

    private final Program program;
    private final Arguments arguments;

    RunCommand(Program program, List<String> words) {
        this.program = program;
        arguments = new Arguments(words, Set.of("--no-plots", "--all-plots"),
                Set.of("--out", "--seeds", "--variant", "--set", "--jobs"));
    }

    /** @return the exit status */
    int run() throws IOException, InterruptedException {
        String name = arguments.file();
        PolicyShelf policies = program.policies();
        ExperimentFile file = program.read(name, arguments.parameters(), policies);
        List<Long> seeds = arguments.get("--seeds") == null ? file.seeds() : Quantity.seeds(arguments.get("--seeds"));
        List<Point> points = points(file);
        Path folder = Path.of(arguments.get("--out") == null ? "reports/sim/" + file.name() : arguments.get("--out"));
        try (OutputFolder output = new OutputFolder(folder)) {
            return run(file, seeds, points, policies, output, folder);
        }
    }

    private int run(ExperimentFile file, List<Long> seeds, List<Point> points, PolicyShelf policies,
            OutputFolder output, Path folder) throws IOException, InterruptedException {
        List<Callable<Done>> jobs = new ArrayList<>();
        for (Point point : points) {
            Experiment experiment = file.at(point);
            for (long seed : seeds) {
                boolean plots = !arguments.has("--no-plots") && (arguments.has("--all-plots")
                        || seed == seeds.getFirst());
                jobs.add(() -> job(file, point, experiment, seed, policies, output, plots));
            }
        }
        List<Result<Done>> results = Jobs.run(jobs, threads(arguments), program.progress(jobs.size()));
        List<Done> done = new ArrayList<>();
        for (Result<Done> result : results) {
            if (result.failure() != null) {
                throw new IOException("a run failed, nothing was written: " + result.failure(), result.failure());
            }
            done.add(result.value());
        }
        List<Outcome> outcomes = done.stream().map(Done::outcome).toList();
        List<Verdict> verdicts = points.size() == file.variants().size()
                ? Verdict.of(file.expectations(), outcomes) : List.of();
        write(file, output, done, outcomes, verdicts);
        show(file, outcomes, verdicts);
        program.out().println("results in " + folder);
        return verdicts.stream().allMatch(Verdict::asExpected) ? GOOD : FAILED;
    }

    static int threads(Arguments arguments) {
        return arguments.number("--jobs", Runtime.getRuntime().availableProcessors());
    }

    private List<Point> points(ExperimentFile file) {
        String variant = arguments.get("--variant");
        if (variant == null) {
            return file.points(false);
        }
        List<Point> points = file.points(false).stream().filter(p -> p.variant().equals(variant)).toList();
        if (points.isEmpty()) {
            throw new IllegalArgumentException("there is no variant '" + variant + "'; there are "
                    + String.join(", ", file.variants()));
        }
        return points;
    }

    private Done job(ExperimentFile file, Point point, Experiment experiment, long seed, PolicyShelf policies,
            OutputFolder output, boolean plots) throws IOException {
        RunRecord record = Simulation.run(experiment, seed, policies);
        String variant = point.variant().isEmpty() ? "" : point.variant() + ", ";
        Map<String, byte[]> files = new LinkedHashMap<>(Report.ofRun(record));
        if (plots) {
            try {
                files.putAll(Report.plots(record, experiment, file.name() + ", " + variant + "seed " + seed));
            } catch (IOException e) {
                program.err().println("warning: no plots: " + e.getMessage());
            }
        }
        output.write((point.variant().isEmpty() ? "" : point.variant() + "-") + "seed" + seed, files);
        return new Done(Outcome.of(point, experiment, record), record);
    }

    private void write(ExperimentFile file, OutputFolder output, List<Done> done, List<Outcome> outcomes,
            List<Verdict> verdicts) throws IOException {
        List<RunRecord> records = done.stream().map(Done::record).toList();
        output.write("", Map.of(
                "results.json", bytes(Report.json(file, outcomes, records, verdicts)),
                "flows.csv", bytes(Tables.flows(outcomes)), "paths.csv", bytes(Tables.paths(outcomes))));
        output.done();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // ---- on the screen

    private void show(ExperimentFile file, List<Outcome> outcomes, List<Verdict> verdicts) {
        program.out().println(file.title());
        program.out().println(String.format(Locale.ROOT, "%-12s %-10s %9s %9s %11s %11s %9s  %s", "variant", "flow", "goodput",
                "retrans-", "reinjected", "ooo mean", "latency", "acknowledged by path"));
        program.out().println(String.format(Locale.ROOT, "%-12s %-10s %9s %9s %11s %11s %9s  %s", "", "", "Mbit/s", "mits", "kB",
                "kB", "p50, ms", "Mbit/s"));
        for (String variant : file.variants()) {
            List<Outcome> of = outcomes.stream().filter(o -> o.point().variant().equals(variant)).toList();
            if (!of.isEmpty()) {
                of.getFirst().flows().keySet().forEach(flow -> program.out().println(row(variant, flow, of)));
            }
        }
        if (!verdicts.isEmpty()) {
            program.out().println();
            program.out().println(String.format(Locale.ROOT, "%-8s %10s %10s %-16s %s", "", "here", "published", "allowed",
                    "expected"));
        }
        for (Verdict v : verdicts) {
            program.out().println(String.format(Locale.ROOT, "%-8s %10s %10s %-16s %s", v.word(), Verdict.text(v.actual()),
                    Verdict.text(v.expectation().published()), v.range(), v.expectation().name()
                            + (v.problem() == null ? "" : ": " + v.problem())));
        }
        verdicts.stream().filter(v -> v.word().equals("FIXED")).forEach(v -> program.out().println(
                "it comes out now, although the file says that it differs: " + v.expectation().differs()));
    }

    private static String row(String variant, String flow, List<Outcome> outcomes) {
        Set<String> paths = new LinkedHashSet<>();
        outcomes.forEach(o -> paths.addAll(o.paths().get(flow).keySet()));
        List<String> shares = paths.stream().map(path -> path + " " + Verdict.text(outcomes.stream()
                .mapToDouble(o -> o.paths().get(flow).getOrDefault(path, Map.of()).getOrDefault("throughput", 0.0))
                .average().orElse(0))).toList();
        return String.format(Locale.ROOT, "%-12s %-10s %9s %9s %11s %11s %9s  %s", variant.isEmpty() ? "-" : variant,
                flow, mean(outcomes, flow, "goodput", 1), mean(outcomes, flow, "retransmits", 1),
                mean(outcomes, flow, "reinjected_bytes", 1e3), mean(outcomes, flow, "ooo_mean", 1e3),
                mean(outcomes, flow, "latency_p50", 1), String.join(", ", shares));
    }

    private static String mean(List<Outcome> outcomes, String flow, String metric, double unit) {
        return Verdict.text(outcomes.stream().mapToDouble(o -> o.flows().get(flow).getOrDefault(metric, Double.NaN))
                .average().orElse(Double.NaN) / unit);
    }
}
