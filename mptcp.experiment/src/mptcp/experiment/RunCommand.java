package mptcp.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import mptcp.experiment.Jobs.Result;
import mptcp.experiment.plan.Experiment;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.plan.Numbers;
import mptcp.experiment.result.Benefit;
import mptcp.experiment.result.Comparison;
import mptcp.experiment.result.Failure;
import mptcp.experiment.result.Outcome;
import mptcp.experiment.result.Report;
import mptcp.experiment.result.Summary;
import mptcp.experiment.result.Summary.Difference;
import mptcp.experiment.result.Tables;
import mptcp.experiment.result.Verdict;
import mptcp.experiment.sim.RunRecord;
import mptcp.json.Json;
import mptcp.policy.loader.PolicyLoader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sim run}: every variant with every seed, and what was expected beside what came out. */
@Command(name = "run", sortOptions = false, description = "Runs an experiment: results as JSON, CSV and plots.")
final class RunCommand implements Callable<Integer> {
    private static final int GOOD = 0;
    private static final int FAILED = 1;
    private static final double PRECISION = 0.05;

    /** One run, its results and files. */
    private record Done(Outcome outcome, RunRecord record, Cost cost) {}

    /** Does one run; {@link mptcp.experiment.sim.Simulation#run}. */
    interface Runner {
        RunRecord run(Experiment experiment, long seed, PolicyLoader policies);
    }

    private final Program program;
    private final Runner runner;

    @Mixin
    private OneExperiment experiment;

    @Mixin
    private Parallel parallel;

    @Option(names = "--base", paramLabel = "NAME", description = "what variants are compared with (default: the first)")
    private String base;

    @Option(names = "--precision", paramLabel = "SHARE", description = "half of a confidence interval that would be enough"
            + " (default: 5%%)")
    private String precision;

    @Option(names = "--variant", paramLabel = "NAME", description = "only this variant; expectations are not looked at then")
    private String variant;

    @Option(names = "--cost", description = "what each run took, in cost.json, which is another one each time")
    private boolean cost;

    @Option(names = "--no-plots", description = "no plots")
    private boolean noPlots;

    @Option(names = "--all-plots", description = "plots of every seed, not of the first only")
    private boolean allPlots;

    @Option(names = {"--help", "-h"}, usageHelp = true, description = "this text")
    private boolean help;

    RunCommand(Program program, Runner runner) {
        this.program = program;
        this.runner = runner;
    }

    /** @return the exit status */
    @Override
    public Integer call() throws IOException, InterruptedException {
        int threads = parallel.jobs();
        PolicyLoader policies = program.policies();
        ExperimentFile read = experiment.read(program, policies);
        List<Long> seeds = experiment.seeds(read);
        List<Point> points = points(read);
        Path folder = experiment.folder(read.name());
        try (OutputFolder output = new OutputFolder(folder)) {
            return run(read, seeds, points, policies, output, folder, threads);
        }
    }

    private int run(ExperimentFile file, List<Long> seeds, List<Point> points, PolicyLoader policies,
            OutputFolder output, Path folder, int threads) throws IOException, InterruptedException {
        List<Callable<Done>> jobs = new ArrayList<>();
        for (Point point : points) {
            Experiment experiment = file.at(point);
            for (long seed : seeds) {
                boolean plots = !noPlots && (allPlots || seed == seeds.getFirst());
                jobs.add(() -> job(file, point, experiment, seed, policies, output, plots));
            }
        }
        List<Result<Done>> results = Jobs.run(jobs, threads, program.progress(jobs.size()));
        List<Done> done = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).failure() == null) {
                done.add(results.get(i).value());
            } else {
                failures.add(new Failure(points.get(i / seeds.size()), seeds.get(i % seeds.size()),
                        results.get(i).failure().toString()));
            }
        }
        failures.forEach(f -> program.err().println("error: a run failed: " + (f.point().variant().isEmpty() ? ""
                : f.point().variant() + ", ") + "seed " + f.seed() + ": " + f.error()));
        if (done.isEmpty()) {
            throw new IOException("all runs failed, nothing was written");
        }
        List<Outcome> outcomes = Benefit.add(file.benefit(), done.stream().map(Done::outcome).toList(), List.of());
        List<Verdict> verdicts = points.size() == file.variants().size()
                ? Verdict.of(file.expectations(), outcomes) : List.of();
        Summary summary = new Summary(outcomes, file.groups());
        List<Difference> differences = summary.differences(base(file, points), List.of());
        List<RunRecord> records = done.stream().map(Done::record).toList();
        Map<String, Object> made = program.made(command());
        Map<String, byte[]> files = ResultFiles.of(file, outcomes, failures, summary, differences, made);
        files.put("results.json", bytes(Report.json(file, outcomes, records, verdicts, failures, summary, differences,
                made)));
        files.put("flows.csv", bytes(Tables.flows(outcomes)));
        files.put("paths.csv", bytes(Tables.paths(outcomes)));
        files.put("expectations.csv", bytes(Tables.verdicts(verdicts)));
        if (!noPlots) {
            try {
                files.putAll(new Comparison(summary, List.of(), file.name()).draw(outcomes, records));
            } catch (IOException e) {
                program.err().println("warning: no plots: " + e.getMessage());
            }
        }
        List<Cost> costs = done.stream().map(Done::cost).toList();
        if (cost) {
            files.put("cost.json", bytes(Json.of(Cost.json(costs)) + "\n"));
        }
        output.write("", files);
        output.done();
        new Screen(program.out(), precision()).show(file, summary, verdicts, differences.stream()
                .filter(d -> !summary.isMember(d.flow())).toList());
        program.err().println(Cost.line(costs)); // another one each time, unlike what the results say
        program.out().println("results in " + folder);
        return failures.isEmpty() && verdicts.stream().allMatch(Verdict::asExpected) ? GOOD : FAILED;
    }

    private List<String> command() {
        Map<String, String> own = new LinkedHashMap<>();
        own.put("--variant", variant);
        own.put("--base", base);
        own.put("--precision", precision);
        return experiment.command("run", own);
    }

    private double precision() {
        return precision == null ? PRECISION : Numbers.number(precision);
    }

    /** What other variants are compared with: the one said, or the first. */
    private String base(ExperimentFile file, List<Point> points) {
        String name = base == null ? points.getFirst().variant() : base;
        if (!file.variants().contains(name)) {
            throw new IllegalArgumentException("there is no variant '" + name + "'; there are "
                    + String.join(", ", file.variants()));
        }
        return name;
    }

    private List<Point> points(ExperimentFile file) {
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

    private Done job(ExperimentFile file, Point point, Experiment experiment, long seed, PolicyLoader policies,
            OutputFolder output, boolean plots) throws IOException {
        long cpuNs = Cost.ofThisThreadNs();
        RunRecord record = runner.run(experiment, seed, policies);
        cpuNs = Cost.ofThisThreadNs() - cpuNs;
        String of = point.variant().isEmpty() ? "" : point.variant() + ", ";
        Map<String, byte[]> files = new LinkedHashMap<>(Report.ofRun(record));
        if (plots) {
            try {
                files.putAll(Report.plots(record, experiment, file.name() + ", " + of + "seed " + seed));
            } catch (IOException e) {
                program.err().println("warning: no plots: " + e.getMessage());
            }
        }
        output.write((point.variant().isEmpty() ? "" : point.variant() + "-") + "seed" + seed, files);
        return new Done(Outcome.of(point, experiment, record), record, Cost.of(point, record, cpuNs));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
