package mptcp.experiment;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import mptcp.experiment.plan.Experiment;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.policy.loader.PolicyLoader;
import mptcp.experiment.sim.LoadedPolicies;
import mptcp.experiment.sim.RunRecord;
import mptcp.experiment.sim.Simulation;

/** What tests need: the workspace, its policies, short experiments, and the program with its output caught. */
public final class Workspace {
    public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    public static final PolicyLoader POLICIES = policies();
    private static final LoadedPolicies NAMES = new LoadedPolicies(POLICIES);

    /** Two paths and a flow of 2 s; more lines can follow. */
    public static final String SMALL = """
            title: small
            duration: 2s
            sample: 20ms
            paths:
              one: {between: [client, server], link: "rate=8m,delay=5ms,queue=50k"}
              two: {between: [client, server], link: "rate=8m,delay=15ms,queue=50k"}
            """;

    /** What the program said. */
    public record Said(int status, String out, String err) {}

    private Workspace() {}

    private static PolicyLoader policies() {
        try {
            return PolicyLoader.of(Path.of("no-such-folder"), _ -> { });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ExperimentFile parse(String text) {
        return ExperimentFile.parse("test.yaml", text, Map.of(), NAMES);
    }

    public static Experiment experiment(String text) {
        ExperimentFile file = parse(text);
        return file.at(file.points(false).getFirst());
    }

    public static RunRecord run(String text, long seed) {
        return Simulation.run(experiment(text), seed, POLICIES);
    }

    public static Said sim(Object... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Main main = new Main(ROOT, new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        int status = main.run(Stream.of(words).map(Object::toString).toList());
        return new Said(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Hashes of all files of a folder by their relative names. */
    public static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] hash = DoneRuns.sha256().digest(Files.readAllBytes(file));
                contents.put(folder.relativize(file).toString(), HexFormat.of().formatHex(hash));
            }
        }
        return contents;
    }
}
