package mptcp.experiment;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mptcp.experiment.plan.BadExperiment;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.plan.LeagueFile;
import mptcp.experiment.sim.LoadedPolicies;
import mptcp.experiment.sim.Simulation;
import mptcp.policy.loader.PolicyLoader;

/** What all commands share: where things are, and the policies. */
final class Program {
    /** Of the points of a sweep; of a larger one, the variants. */
    private static final int MOST_REHEARSED = 300;

    private final Path root;
    private final PrintStream out;
    private final PrintStream err;
    private final BarredOutput terminal;

    /**
     * @param root of the workspace, with the experiments that come with it
     * @param terminal where {@code err} leads to, or null if that is none
     */
    Program(Path root, PrintStream out, PrintStream err, BarredOutput terminal) {
        this.terminal = terminal;
        this.root = root;
        this.out = out;
        this.err = err;
    }

    Path root() {
        return root;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** A folder of policy bundles, as the shell knows it. */
    Path policyFolder() {
        String folder = System.getenv("MPTCP_POLICIES");
        return folder == null || folder.isBlank() ? root.resolve("policies") : Path.of(folder);
    }

    PolicyLoader policies() throws IOException {
        return PolicyLoader.of(policyFolder(), told -> err.println("warning: " + told));
    }

    /** The experiments that come with the program. */
    List<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("experiments"))) {
            return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    /** Reads a file, or one that comes with the program, by its name. */
    ExperimentFile read(String name, Described described, PolicyLoader policies) throws IOException {
        Path file = Path.of(name);
        Path shipped = root.resolve("experiments").resolve(name + ".yaml");
        try {
            Path found = !Files.exists(file) && Files.exists(shipped) ? shipped : file;
            if (Files.isDirectory(found)) {
                throw new IOException(name + ": it is a folder, and no file that describes an experiment");
            }
            Map<String, String> set = described.parameters();
            Path traces = root.resolve("experiments");
            ExperimentFile read = described.payloadFree()
                    ? ExperimentFile.readWithoutPayload(found, set, new LoadedPolicies(policies), traces)
                    : ExperimentFile.read(found, set, new LoadedPolicies(policies), traces);
            rehearse(name, read, policies);
            return read;
        } catch (NoSuchFileException e) {
            throw new IOException(name + ": there is no such file; './mptcp sim list' lists the experiments that are"
                    + " here", e);
        }
    }

    /** What can be read can be run. */
    private static void rehearse(String name, ExperimentFile file, PolicyLoader policies) {
        List<Point> swept = file.points(true);
        for (Point point : swept.size() > MOST_REHEARSED ? file.points(false) : swept) {
            try {
                Simulation.rehearse(file.at(point), policies);
            } catch (BadExperiment e) {
                throw e;
            } catch (RuntimeException e) {
                throw new BadExperiment(List.of(name + (point.variant().isEmpty() ? "" : ": variant " + point.variant())
                        + ": it cannot be run: " + e.getMessage()));
            }
        }
    }

    /** Says which variants a sweep does not vary, since they set its parameters themselves. */
    void tellFixed(ExperimentFile file) {
        file.fixed().forEach((variant, parameters) -> err.println("note: variant '" + variant + "' sets "
                + String.join(", ", parameters) + " itself: the sweep does not vary "
                + (parameters.size() == 1 ? "it" : "them") + " there, and it is compared with others only where they"
                + " have the same"));
    }

    /** The scenarios of the league. */
    LeagueFile league() throws IOException {
        return LeagueFile.read(root.resolve("experiments/league/league.yaml"));
    }

    /** A progress display for so many jobs. */
    Progress progress(int jobs) {
        return new Progress(err, terminal, System::nanoTime, jobs);
    }

    /** With what results are made. */
    Map<String, Object> made(List<String> command) throws IOException {
        return Provenance.of(root, policyFolder(), command, hash());
    }

    /**
     * The command that gives the same results again; where they go and how fast is no part of it.
     *
     * @param own options of the command with their values as they were written, or null
     */
    static List<String> command(String word, String file, Map<String, String> own, Described described) {
        List<String> command = new ArrayList<>(List.of("./mptcp", "sim", word, file));
        add(command, own);
        command.addAll(described.words());
        return command;
    }

    static void add(List<String> command, Map<String, String> options) {
        options.forEach((name, value) -> {
            if (value != null) {
                command.addAll(List.of(name, value));
            }
        });
    }

    /** Of everything that a run's result depends on beside the experiment. */
    byte[] hash() throws IOException {
        MessageDigest hash = DoneRuns.sha256();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            update(hash, Path.of(entry));
        }
        update(hash, policyFolder());
        return hash.digest();
    }

    private static void update(MessageDigest hash, Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    hash.update(Files.readAllBytes(file));
                }
            }
        }
    }
}
