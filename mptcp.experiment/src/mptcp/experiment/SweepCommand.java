package mptcp.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.policy.loader.PolicyLoader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code sim sweep}: every variant at every point of the grid with every seed. Each run's outcome is kept when it is
 * done, so that a sweep which is stopped goes on where it was.
 */
@Command(name = "sweep", sortOptions = false, description = "Runs an experiment over its grid of parameters and seeds: one CSV."
        + " Runs that are done already are not done again.")
final class SweepCommand implements Callable<Integer> {
    private static final int GOOD = 0;
    private static final int FAILED = 1;

    private final Program program;

    @Mixin
    private OneExperiment experiment;

    @Mixin
    private Parallel parallel;

    @Option(names = "--again", description = "also runs that are done already")
    private boolean again;

    @Option(names = "--no-plots", description = "no plots")
    private boolean noPlots;

    @Option(names = "--shard", paramLabel = "I/N", description = "only the I-th of N parts of the runs, and no tables: merge makes those")
    private String part;

    @Option(names = "--spark", paramLabel = "URL", description = "on a cluster of Apache Spark, or local-cluster: workers on this machine"
            + " (--jobs N of them)")
    private String spark;

    @Option(names = "--spark-conf", paramLabel = "FILE", description = "properties for Spark, such as spark.executor.memory=2g")
    private String sparkConf;

    @Option(names = {"--help", "-h"}, usageHelp = true, description = "this text")
    private boolean help;

    SweepCommand(Program program) {
        this.program = program;
    }

    /** @return the exit status */
    @Override
    public Integer call() throws IOException, InterruptedException {
        Shard shard = Shard.of(part);
        int threads = parallel.jobs();
        PolicyLoader policies = program.policies();
        ExperimentFile read = experiment.read(program, policies);
        program.tellFixed(read);
        Sweep sweep = new Sweep(program, read, experiment.seeds(read), folder(read, experiment));
        if (!again) {
            sweep.recall(List.of());
        }
        List<Integer> missing = sweep.missing(shard);
        program.out().println(shard == Shard.ALL
                ? sweep.size() + " runs, " + (sweep.size() - missing.size()) + " of them done already"
                : missing.size() + " runs of part " + shard.number() + " of " + shard.of() + " are to be done");
        RunEngine engine = spark == null ? new LocalEngine(read, policies, sweep.done(), threads)
                : new SparkEngine(program, read, experiment.parameters(), sweep.done(), spark, sparkConf, threads);
        int failed = missing.isEmpty() ? 0 : sweep.make(missing, engine, program.progress(missing.size()));
        if (shard == Shard.ALL) {
            sweep.write(command(experiment), !noPlots);
        }
        if (failed > 0) {
            program.err().println("error: " + failed + " runs failed; the same command tries them again");
        }
        return failed == 0 ? GOOD : FAILED;
    }

    static Path folder(ExperimentFile read, OneExperiment experiment) {
        return experiment.folder(read.name() + "-sweep");
    }

    static List<String> command(OneExperiment experiment) {
        return experiment.command("sweep", Map.of());
    }
}
