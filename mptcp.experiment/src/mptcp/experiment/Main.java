package mptcp.experiment;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import mptcp.api.policy.PolicyKind;
import mptcp.experiment.plan.BadExperiment;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.experiment.sim.Simulation;
import mptcp.policy.loader.PolicyLoader;

/** {@code ./mptcp sim}. */
public final class Main {
    private static final int USAGE = 2;
    private static final int FAILED = 1;
    private static final String HELP = """
            Usage: ./mptcp sim run FILE [option...]     run an experiment: results as JSON, CSV and plots
                   ./mptcp sim sweep FILE [option...]   run it over its grid of parameters and seeds: one CSV
                   ./mptcp sim merge FILE FOLDER...     the results of a sweep whose parts were made elsewhere
                   ./mptcp sim verify FOLDER [option...] run a sample of it again, and compare what happens
                   ./mptcp sim report FOLDER            one page of HTML that needs nothing else, with tables and plots
                   ./mptcp sim league [option...]       every policy over the same scenarios, ranked by need
                   ./mptcp sim check FILE...            only say whether files describe experiments
                   ./mptcp sim list                     the experiments that are here, and the policies
                   ./mptcp sim help                     this text

            An experiment runs real stacks with the policies of the bundles in virtual time: the same file and seed
            give the same bytes of results. FILE is YAML or JSON, or the name of one of those that are here; what
            stands in it is in docs/experiments.md. Bundles in the folder policies/ are there, too.

              --set NAME=VALUE  gives a parameter another value
              --seeds LIST      other seeds than the file's: 7, or 1..10, or 1,2,5
              --payload-free    lengths without bytes: the same numbers, sooner
              --out FOLDER      where the results go (default: reports/sim/NAME)
              --jobs N          runs at a time (default: one per processor)
            run
              --base NAME       what variants are compared with (default: the first)
              --precision SHARE half of a confidence interval that would be enough (default: 5%)
              --variant NAME    only this variant; expectations are not looked at then
              --cost            what each run took, in cost.json, which is another one each time
              --no-plots        no plots; --all-plots: of every seed, not of the first only
            verify
              --runs N          how many of them (default: 3); --all
            league
              --only LIST       only these policies, beside the reference; --needs LIST: only these needs
              --seeds LIST      (default: 1..5); runs that are done are kept
            sweep
              --again           also runs that are done already
              --shard I/N       only the I-th of N parts of the runs, and no tables: merge makes those
              --spark URL       on a cluster of Apache Spark, or local-cluster: workers on this machine (--jobs N of them)
              --spark-conf FILE properties for Spark, such as spark.executor.memory=2g

            MPTCP_LOG: what policies may log: trace, debug, info, warn (default), error.
            Exit status: 0; 1 if something did not come out as the file expects, or failed; 2 for wrong usage or a
            file that does not describe an experiment.""";

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
        String command = words.isEmpty() ? "help" : words.getFirst();
        List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
        if (rest.contains("--help") || rest.contains("-h")) {
            command = "help";
        }
        try {
            return switch (command) {
                case "run" -> new RunCommand(program, rest, Simulation::run).run();
                case "verify" -> new VerifyCommand(program, rest).run();
                case "league" -> new LeagueCommand(program, rest).run();
                case "report" -> new ReportCommand(program, rest).run();
                case "sweep" -> new SweepCommand(program, rest).run();
                case "merge" -> new MergeCommand(program, rest).run();
                case "check" -> check(rest);
                case "list" -> list();
                case "help", "--help", "-h" -> help();
                default -> throw new IllegalArgumentException("there is no 'sim " + command
                        + "'; there are run, sweep, merge, verify, report, league, check, list, help");
            };
        } catch (BadExperiment e) {
            e.getMessage().lines().forEach(line -> program.err().println("error: " + line));
            return USAGE;
        } catch (IllegalArgumentException e) {
            program.err().println("error: " + e.getMessage() + " (./mptcp sim help)");
            return USAGE;
        } catch (IOException | UncheckedIOException e) {
            program.err().println("error: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private int help() {
        program.out().println(HELP);
        return 0;
    }

    private int check(List<String> words) throws IOException {
        Arguments arguments = new Arguments(words, Set.of(Arguments.PAYLOAD_FREE), Set.of("--set"));
        if (arguments.files().isEmpty()) {
            throw new IllegalArgumentException("check needs a file");
        }
        PolicyLoader policies = program.policies();
        int status = 0;
        for (String name : arguments.files()) {
            try {
                ExperimentFile file = program.read(name, arguments, policies);
                program.out().println(name + ": ok: " + file.title() + "; " + file.points(false).size()
                        + " variants, " + file.seeds().size() + " seeds, " + file.expectations().size()
                        + " expectations, " + file.points(true).size() * file.seeds().size() + " runs of a sweep");
                program.tellFixed(file);
            } catch (BadExperiment e) {
                e.getMessage().lines().forEach(line -> program.err().println("error: " + line));
                status = USAGE;
            }
        }
        return status;
    }

    private int list() throws IOException {
        PolicyLoader policies = program.policies();
        program.out().println("Experiments, for './mptcp sim run NAME':");
        for (Path path : program.shipped()) {
            ExperimentFile file = ExperimentFile.read(path, Map.of(), policies::of, path.getParent());
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
