package mptcp.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import mptcp.experiment.Jobs.Result;
import mptcp.experiment.plan.Experiment;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.plan.Quantity;
import mptcp.experiment.result.Comparison;
import mptcp.experiment.result.Failure;
import mptcp.experiment.result.Outcome;
import mptcp.experiment.result.Summary;
import mptcp.experiment.result.Tables;
import mptcp.shelf.PolicyShelf;
import mptcp.experiment.sim.Simulation;

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
        Summary summary = new Summary(outcomes);
        Map<String, byte[]> files = ResultFiles.of(file, outcomes, failures, summary,
                outcomes.isEmpty() ? List.of() : summary.differences(file.variants().getFirst(), file.swept()),
                program.made(program.command("sweep", arguments)));
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

    private static Outcome job(Point point, Experiment experiment, long seed, PolicyShelf policies, DoneRuns done)
            throws IOException {
        Outcome outcome = Outcome.of(point, experiment, Simulation.run(experiment, seed, policies));
        done.keep(outcome, experiment);
        return outcome;
    }
}
