package mptcp.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.experiment.plan.Numbers;
import mptcp.policy.loader.PolicyLoader;

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
        arguments = new Arguments(words, Set.of("--again", "--no-plots", Arguments.PAYLOAD_FREE),
                Set.of("--out", "--seeds", "--set", "--jobs", "--shard", "--spark", "--spark-conf"));
    }

    /** @return the exit status */
    int run() throws IOException, InterruptedException {
        Shard shard = Shard.of(arguments.get("--shard"));
        PolicyLoader policies = program.policies();
        ExperimentFile file = program.read(arguments.file(), arguments, policies);
        program.tellFixed(file);
        Sweep sweep = new Sweep(program, file, seeds(file, arguments), folder(file, arguments));
        if (!arguments.has("--again")) {
            sweep.recall(List.of());
        }
        List<Integer> missing = sweep.missing(shard);
        program.out().println(shard == Shard.ALL
                ? sweep.size() + " runs, " + (sweep.size() - missing.size()) + " of them done already"
                : missing.size() + " runs of part " + shard.number() + " of " + shard.of() + " are to be done");
        int threads = RunCommand.threads(arguments);
        RunEngine engine = arguments.get("--spark") == null ? new LocalEngine(file, policies, sweep.done(), threads)
                : new SparkEngine(program, file, arguments.parameters(), sweep.done(), arguments.get("--spark"),
                        arguments.get("--spark-conf"), threads);
        int failed = missing.isEmpty() ? 0 : sweep.make(missing, engine, program.progress(missing.size()));
        if (shard == Shard.ALL) {
            sweep.write(program.command("sweep", arguments.file(), arguments), !arguments.has("--no-plots"));
        }
        if (failed > 0) {
            program.err().println("error: " + failed + " runs failed; the same command tries them again");
        }
        return failed == 0 ? GOOD : FAILED;
    }

    static List<Long> seeds(ExperimentFile file, Arguments arguments) {
        return arguments.get("--seeds") == null ? file.seeds() : Numbers.seeds(arguments.get("--seeds"));
    }

    static Path folder(ExperimentFile file, Arguments arguments) {
        return Path.of(arguments.get("--out") == null ? "reports/sim/" + file.name() + "-sweep"
                : arguments.get("--out"));
    }
}
