package mptcp.templates;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import mptcp.program.CommandLines;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mptcp new}: writes the bundle project of a new policy. */
@Command(name = "./mptcp new", sortOptions = false, description = {"",
    "Writes the bundle project of a new policy: NAME/ with a component, a small policy that works, its tests, and a README that"
    + " says what to do next. It compiles, and its tests pass. For instance: ./mptcp new scheduler my.sched", ""})
public final class Main implements Callable<Integer> {
    private final Path root;

    @Spec
    private CommandSpec spec;

    @Option(names = "--maven", description = "a project of Maven's, which depends on what './mptcp publish' puts into a repository,"
            + " instead of one of this workspace")
    private boolean maven;

    @Option(names = "--dir", paramLabel = "FOLDER", description = "write it into another folder: another workspace, such as a copy of"
            + " this one; with --maven any folder (default: where you are)")
    private Path folder;

    @Option(names = {"--help", "-h"}, usageHelp = true, description = "this text")
    private boolean help;

    @Parameters(index = "0", paramLabel = "KIND", description = "one of")
    private String kind;

    @Parameters(index = "1", paramLabel = "NAME", description = "names the bundle, its folder and its package: lower case, parts"
            + " separated by dots, such as my.sched. Its last part is the name by which shells and configurations select the policy")
    private String name;

    /** @param root the workspace's folder */
    private Main(Path root) {
        this.root = root;
    }

    /** Arguments: the workspace's folder, and those of the command. */
    public static void main(String[] args) {
        System.exit(run(List.of(args)));
    }

    /** @return the exit status: 0; 1 if it cannot be written, or 2 if the words are wrong, after a message on standard error */
    static int run(List<String> args) {
        return line(Path.of(args.getFirst()), System.out, System.err).execute(args.subList(1, args.size()).toArray(String[]::new));
    }

    static CommandLine line(Path root, PrintStream out, PrintStream err) {
        CommandLine line = CommandLines.of(new Main(root), out, err);
        var first = line.getCommandSpec().positionalParameters().getFirst();
        line.getCommandSpec().remove(first);
        line.getCommandSpec().addPositional(first.toBuilder().description(Kind.descriptions().lines().map(String::strip).toArray(String[]::new)).build());
        return line;
    }

    @Override
    public Integer call() throws IOException {
        Layout layout = maven ? Layout.MAVEN : Layout.WORKSPACE;
        Path into = folder != null ? folder : maven ? Path.of("").toAbsolutePath() : root;
        Project project = new Project(Kind.of(kind), PolicyName.of(name), layout);
        try {
            spec.commandLine().getOut().println(project.write(Workspace.at(maven ? root : into), into));
        } catch (AccessDeniedException e) {
            throw new IOException("there is no right to write " + e.getFile()
                    + (maven ? "; --dir FOLDER takes another folder" : "; --maven makes a project that may be anywhere"), e);
        }
        return 0;
    }
}
