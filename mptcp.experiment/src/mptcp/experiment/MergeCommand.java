package mptcp.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import mptcp.experiment.plan.ExperimentFile;

/** {@code sim merge}: the results of a sweep whose parts were made on their own. It runs nothing. */
final class MergeCommand {
    private static final int GOOD = 0;
    private static final int FAILED = 1;

    private final Program program;
    private final Arguments arguments;

    MergeCommand(Program program, List<String> words) {
        this.program = program;
        arguments = new Arguments(words, Set.of("--no-plots", Arguments.PAYLOAD_FREE), Set.of("--out", "--seeds", "--set"));
    }

    /** @return the exit status: 0 if every run was there */
    int run() throws IOException {
        if (arguments.files().isEmpty()) {
            throw new IllegalArgumentException("merge needs the file of the sweep, and the folders of its parts");
        }
        String name = arguments.files().getFirst();
        List<Path> folders = arguments.files().stream().skip(1).map(Path::of).toList();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder.resolve("done"))) {
                throw new IOException(folder + " holds no runs of 'sim sweep': there is no folder 'done' in it");
            }
        }
        ExperimentFile file = program.read(name, arguments, program.policies());
        Sweep sweep = new Sweep(program, file, SweepCommand.seeds(file, arguments),
                SweepCommand.folder(file, arguments));
        sweep.recall(folders);
        int known = sweep.known();
        if (known == 0) {
            throw new IOException("none of its " + sweep.size() + " runs is there: they are of another file, other"
                    + " parameters or seeds, or another build of the program");
        }
        sweep.write(program.command("sweep", name, arguments), !arguments.has("--no-plots"));
        if (known < sweep.size()) {
            program.err().println("error: " + (sweep.size() - known) + " of " + sweep.size()
                    + " runs are missing; the parts they are of make them when they are started again");
        }
        return known == sweep.size() ? GOOD : FAILED;
    }
}
