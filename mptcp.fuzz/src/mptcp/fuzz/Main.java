package mptcp.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import mptcp.program.CommandLines;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./mptcp fuzz}: long runs, which leave what they find as tests. */
@Command(name = "./mptcp fuzz", sortOptions = false, description = {"",
    "Coverage-guided fuzzing (Jazzer) of the stack. An input that breaks something goes to"
    + " mptcp.fuzz/test/mptcp/fuzz/CorpusTestInputs/TARGET and is a test from then on: ./mptcp test --tests CorpusTest mptcp.fuzz"
    + " runs it again.", ""})
public final class Main implements Callable<Integer> {
    private static final int FOUND = 1;
    private static final int MOST_MINUTES = 100_000;
    private static final int MOST_JOBS = 1000;

    private final Path project;

    @Parameters(paramLabel = "TARGET", arity = "0..*", description = {"what is fuzzed (default: one after the other)",
        "wire: a packet, parsed, and compared with the test kit's parser",
        "arrival: segments in each state of TCP, plain and with one or two subflows",
        "connection: two stacks, two paths: applications, packets and time as the input says"})
    private List<String> names = List.of();

    @Option(names = "--minutes", paramLabel = "N", description = "of each target (default: 10)")
    private int minutes = 10;

    @Option(names = "--jobs", paramLabel = "N", description = "at a time (default: one for each processor)")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(names = "--keep", description = "instead: what long runs found worth keeping, minimised, goes to the inputs that are in"
            + " the repository")
    private boolean keep;

    @Option(names = "--seeds", description = "instead: writes the inputs that everything began with again")
    private boolean seeds;

    @Option(names = {"--help", "-h"}, usageHelp = true, description = "this text")
    private boolean help;

    private Main(Path root) {
        project = root.resolve("mptcp.fuzz");
    }

    /** @param args the workspace's folder, then the words of the command line */
    public static void main(String[] args) {
        System.exit(line(Path.of(args[0]).toAbsolutePath(), System.out, System.err)
                .execute(List.of(args).subList(1, args.length).toArray(String[]::new)));
    }

    static CommandLine line(Path root, PrintStream out, PrintStream err) {
        return CommandLines.of(new Main(root), out, err);
    }

    /** @return the exit status: 1 if something was found */
    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLines.between("--minutes", minutes, 1, MOST_MINUTES);
        CommandLines.between("--jobs", jobs, 1, MOST_JOBS);
        if (keep && seeds) {
            throw new IllegalArgumentException("--keep and --seeds are two things to do: one of them");
        }
        List<Target> targets = names.isEmpty() ? List.of(Target.values()) : names.stream().map(Target::named).toList();
        boolean good = true;
        for (Target target : targets) {
            if (seeds) {
                Seeds.write(target, target.corpus(project));
                continue;
            }
            try (Frozen frozen = new Frozen(project.getParent())) {
                LongRun run = new LongRun(project, frozen.classPath());
                if (keep) {
                    run.keep(target);
                } else {
                    good &= run.fuzz(target, minutes, jobs);
                }
            }
        }
        return good ? 0 : FOUND;
    }
}
