package mptcp.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
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
import mptcp.experiment.result.Benefit;
import mptcp.experiment.result.Comparison;
import mptcp.experiment.result.Failure;
import mptcp.experiment.result.Outcome;
import mptcp.experiment.result.Sensitivity;
import mptcp.experiment.result.Sensitivity.Effect;
import mptcp.experiment.result.Summary;
import mptcp.experiment.result.Tables;
import mptcp.experiment.sim.Simulation;
import mptcp.shelf.PolicyShelf;

/**
 * {@code sim sweep}: every variant at every point of the grid with every seed. Each run's outcome is kept when it is
 * done, so that a sweep which is stopped goes on where it was.
 */
final class SweepCommand {
    private static final int GOOD = 0;
    private static final int FAILED = 1;

    private final Program program;
    private final Arguments arguments;

    SweepCommand(Program program, List<String> words) {
        this.program = program;
        arguments = new Arguments(words, Set.of("--again", "--no-plots"), Set.of("--out", "--seeds", "--set", "--jobs"));
    }

    /** @return the exit status */
    int run() throws IOException, InterruptedException {
        String name = arguments.file();
        PolicyShelf policies = program.policies();
        ExperimentFile file = program.read(name, arguments.parameters(), policies);
        List<Long> seeds = arguments.get("--seeds") == null ? file.seeds() : Quantity.seeds(arguments.get("--seeds"));
        Path folder = Path.of(arguments.get("--out") == null ? "reports/sim/" + file.name() + "-sweep"
                : arguments.get("--out"));
        DoneRuns done = new DoneRuns(folder.resolve("done"), program.hash());

        List<Outcome> outcomes = new ArrayList<>(); // null where there is something to do
        List<Integer> places = new ArrayList<>();
        List<Callable<Outcome>> jobs = new ArrayList<>();
        List<Point> points = file.points(true);
        for (Point point : points) {
            Experiment experiment = file.at(point);
            for (long seed : seeds) {
                Outcome known = arguments.has("--again") ? null : done.find(point, experiment, seed);
                if (known == null) {
                    places.add(outcomes.size());
                    jobs.add(() -> job(point, experiment, seed, policies, done));
                }
                outcomes.add(known);
            }
        }
        program.out().println(outcomes.size() + " runs, " + (outcomes.size() - jobs.size()) + " of them done already");
        List<Result<Outcome>> results = Jobs.run(jobs, RunCommand.threads(arguments), program.progress(jobs.size()));
        List<Failure> failures = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            outcomes.set(places.get(i), results.get(i).value());
            if (results.get(i).failure() != null) {
                int place = places.get(i);
                failures.add(new Failure(points.get(place / seeds.size()), seeds.get(place % seeds.size()),
                        results.get(i).failure().toString()));
                program.err().println("error: a run failed: " + results.get(i).failure());
            }
        }
        outcomes.removeIf(o -> o == null);
        outcomes = Benefit.add(file.benefit(), outcomes, file.swept());
        Summary summary = new Summary(outcomes);
        Map<String, byte[]> files = ResultFiles.of(file, outcomes, failures, summary,
                outcomes.isEmpty() ? List.of() : summary.differences(file.variants().getFirst(), file.swept()),
                program.made(program.command("sweep", arguments)));
        List<Effect> effects = Sensitivity.of(outcomes, file.swept());
        if (!effects.isEmpty()) {
            files.put("sensitivity.csv", Tables.effects(effects).getBytes(StandardCharsets.UTF_8));
            tell(effects, file.benefit() != null);
        }
        files.put("sweep.csv", Tables.all(outcomes).getBytes(StandardCharsets.UTF_8));
        if (!arguments.has("--no-plots") && !outcomes.isEmpty()) {
            try {
                files.putAll(new Comparison(summary, file.swept(), file.name()).draw(outcomes, List.of()));
            } catch (IOException e) {
                program.err().println("warning: no plots: " + e.getMessage());
            }
        }
        for (var each : files.entrySet()) {
            Path fresh = folder.resolve(each.getKey() + ".new");
            Files.createDirectories(fresh.getParent());
            Files.write(fresh, each.getValue());
            Files.move(fresh, folder.resolve(each.getKey()), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        program.out().println(outcomes.size() + " runs in " + folder.resolve("sweep.csv"));
        if (!failures.isEmpty()) {
            program.err().println("error: " + failures.size() + " runs failed; the same command tries them again");
        }
        return failures.isEmpty() ? GOOD : FAILED;
    }

    /** Of the metric that is about all, the parameters by what they explain. */
    private void tell(List<Effect> effects, boolean benefit) {
        effects.stream().filter(e -> e.metric().equals(benefit ? "benefit" : "goodput"))
                .sorted(Comparator.comparing(Effect::variant).thenComparing(Effect::flow)
                        .thenComparing(e -> -e.explained()))
                .forEach(e -> program.out().println(String.format(Locale.ROOT,
                        "%-12s %-10s %s: %-12s explains %3.0f %% of the variance, rank correlation %+.2f", e.variant(),
                        e.flow(), e.metric(), e.parameter(), 100 * e.explained(), e.rank())));
    }

    private static Outcome job(Point point, Experiment experiment, long seed, PolicyShelf policies, DoneRuns done)
            throws IOException {
        Outcome outcome = Outcome.of(point, experiment, Simulation.run(experiment, seed, policies));
        done.keep(outcome, experiment);
        return outcome;
    }
}
