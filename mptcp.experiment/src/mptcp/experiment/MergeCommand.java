package mptcp.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import mptcp.experiment.plan.ExperimentFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sim merge}: the results of a sweep whose parts were made on their own. It runs nothing. */
@Command(name = "merge", sortOptions = false, description = "The results of a sweep whose parts were made elsewhere.")
final class MergeCommand implements Callable<Integer> {
    private static final int GOOD = 0;
    private static final int FAILED = 1;

    private final Program program;

    @Parameters(index = "1..*", paramLabel = "FOLDER", description = "of a part")
    private List<Path> folders = List.of();

    @Mixin
    private OneExperiment experiment;

    @Option(names = "--no-plots", description = "no plots")
    private boolean noPlots;

    @Option(names = {"--help", "-h"}, usageHelp = true, description = "this text")
    private boolean help;

    MergeCommand(Program program) {
        this.program = program;
    }

    /** @return the exit status: 0 if every run was there */
    @Override
    public Integer call() throws IOException {
        for (Path folder : folders) {
            if (!Files.isDirectory(folder.resolve("done"))) {
                throw new IOException(folder + " holds no runs of 'sim sweep': there is no folder 'done' in it");
            }
        }
        ExperimentFile read = experiment.read(program, program.policies());
        Sweep sweep = new Sweep(program, read, experiment.seeds(read), SweepCommand.folder(read, experiment));
        sweep.recall(folders);
        int known = sweep.known();
        if (known == 0) {
            throw new IOException("none of its " + sweep.size() + " runs is there: they are of another file, other"
                    + " parameters or seeds, or another build of the program");
        }
        sweep.write(SweepCommand.command(experiment), !noPlots);
        if (known < sweep.size()) {
            program.err().println("error: " + (sweep.size() - known) + " of " + sweep.size()
                    + " runs are missing; the parts they are of make them when they are started again");
        }
        return known == sweep.size() ? GOOD : FAILED;
    }
}
