package mptcp.experiment;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import mptcp.api.policy.PolicyKind;
import mptcp.experiment.plan.BadExperiment;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.experiment.plan.PolicyNames;
import mptcp.experiment.sim.LoadedPolicies;
import mptcp.experiment.sim.Simulation;
import mptcp.policy.loader.PolicyLoader;
import mptcp.program.CommandLines;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./mptcp sim}. */
@Command(name = "./mptcp sim", sortOptions = false, synopsisSubcommandLabel = "COMMAND", description = {"",
    "Experiments: real stacks with the policies of the bundles in virtual time. The same file and seed give the same bytes of results."
    + " What stands in a file is in docs/experiments.md. Bundles in the folder policies/ are there, too.", ""}, footer = {"",
    "'./mptcp sim COMMAND --help' has the options of a command.", "",
    "MPTCP_LOG: what policies may log: trace, debug, info, warn (default), error.",
    "MPTCP_POLICIES: a folder with bundles of more policies (default: policies/ of the checkout).",
    "Exit status: 0; 1 if something did not come out as the file expects, or failed; 2 for wrong usage or a file that does not"
    + " describe an experiment."})
public final class Main implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = {"--help", "-h"}, usageHelp = true, description = "this text")
    private boolean help;

    private final Program program;

    Main(Path root, PrintStream out, PrintStream err) {
        this(new Program(root, out, err, null));
    }

    private Main(Program program) {
        this.program = program;
    }

    /** @param args the root of the workspace, then the words of the command */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT); // for what the libraries write into plots
        String level = System.getenv("MPTCP_LOG");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", level == null ? "warn" : level);
        BarredOutput terminal = null;
        if (System.console() != null && System.console().isTerminal()) {
            terminal = new BarredOutput(System.err);
            System.setErr(new PrintStream(terminal, true, System.err.charset())); // where policies log to, too
        }
        Program program = new Program(Path.of(args[0]), System.out, System.err, terminal);
        System.exit(new Main(program).run(List.of(args).subList(1, args.length)));
    }

    /** @return the exit status */
    int run(List<String> words) {
        return line().execute(words.toArray(String[]::new));
    }

    CommandLine line() {
        CommandLine line = new CommandLine(this)
                .addSubcommand(new RunCommand(program, Simulation::run)).addSubcommand(new SweepCommand(program))
                .addSubcommand(new MergeCommand(program)).addSubcommand(new VerifyCommand(program))
                .addSubcommand(new ReportCommand(program)).addSubcommand(new LeagueCommand(program));
        for (String own : List.of("check", "list")) { // behind the others
            CommandLine sub = line.getSubcommands().get(own);
            line.getCommandSpec().removeSubcommand(own);
            line.addSubcommand(own, sub);
        }
        return set(CommandLines.like(line, program.out(), program.err()));
    }

    /** What is wrong with a file is said line by line. */
    private CommandLine set(CommandLine line) {
        return line.setExecutionExceptionHandler((e, at, _) -> e instanceof BadExperiment bad ? wrong(bad) : CommandLines.failed(e, at));
    }

    private int wrong(BadExperiment e) {
        e.getMessage().lines().forEach(line -> program.err().println("error: " + line));
        return CommandLines.USAGE;
    }

    /** Without a command. */
    @Override
    public Integer call() {
        spec.commandLine().usage(program.out());
        return 0;
    }

    @Command(name = "check", sortOptions = false, description = "Only says whether files describe experiments.")
    int check(@Parameters(paramLabel = "FILE", arity = "1..*", description = "YAML or JSON, or the name of one of those of 'sim list'")
            List<String> files, @Mixin Described described,
            @Option(names = {"--help", "-h"}, usageHelp = true, description = "this text") boolean asked) throws IOException {
        PolicyLoader policies = program.policies();
        int status = 0;
        for (String name : files) {
            try {
                ExperimentFile file = program.read(name, described, policies);
                program.out().println(name + ": ok: " + file.title() + "; " + file.points(false).size()
                        + " variants, " + file.seeds().size() + " seeds, " + file.expectations().size()
                        + " expectations, " + file.points(true).size() * file.seeds().size() + " runs of a sweep");
                program.tellFixed(file);
            } catch (BadExperiment e) {
                status = wrong(e);
            }
        }
        return status;
    }

    @Command(name = "list", sortOptions = false, description = "The experiments that are here, and the policies.")
    int list(@Option(names = {"--help", "-h"}, usageHelp = true, description = "this text") boolean asked) throws IOException {
        PolicyLoader policies = program.policies();
        PolicyNames names = new LoadedPolicies(policies);
        program.out().println("Experiments, for './mptcp sim run NAME':");
        for (Path path : program.shipped()) {
            ExperimentFile file = ExperimentFile.read(path, Map.of(), names, path.getParent());
            program.out().println(String.format(Locale.ROOT, "  %-20s %s", file.name(), file.title()));
        }
        for (PolicyKind kind : PolicyKind.values()) {
            program.out().println();
            program.out().println("Policies, for '" + kind.label() + ": NAME':");
            for (String name : policies.of(kind)) {
                program.out().println(String.format(Locale.ROOT, "  %-20s %s", name, policies.description(kind, name)));
            }
        }
        return 0;
    }
}
