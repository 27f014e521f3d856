package mptcp.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import mptcp.experiment.Jobs.Result;
import mptcp.experiment.plan.Experiment;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.result.Csv;
import mptcp.experiment.sim.LoadedPolicies;
import mptcp.experiment.sim.Simulation;
import mptcp.policy.loader.PolicyLoader;
import mptcp.program.CommandLines;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sim verify}: runs a sample of what a folder of results says was run, and compares what happened. */
@Command(name = "verify", sortOptions = false, description = "Runs a sample of what is in a folder of results again, and compares what"
        + " happens.")
final class VerifyCommand implements Callable<Integer> {
    static final String FILE = "experiment.yaml";
    static final String RUNS = "runs.csv";
    static final String MADE = "made.json";
    private static final int SAMPLE = 3;
    private static final int FAILED = 1;

    private final Program program;

    @Parameters(paramLabel = "FOLDER", description = "results of 'sim run' or 'sim sweep'")
    private Path folder;

    @Option(names = "--runs", paramLabel = "N", defaultValue = "" + SAMPLE, description = "how many of them (${DEFAULT-VALUE})")
    private int runs;

    @Option(names = "--all", description = "all of them")
    private boolean whole;

    @Mixin
    private Parallel parallel;

    @Option(names = {"--help", "-h"}, usageHelp = true, description = "this text")
    private boolean help;

    VerifyCommand(Program program) {
        this.program = program;
    }

    /** @return the exit status: 0 if all of the sample happened again */
    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLines.between("--runs", runs, 1, Integer.MAX_VALUE);
        int threads = parallel.jobs();
        if (!Files.exists(folder.resolve(RUNS)) || !Files.exists(folder.resolve(FILE))) {
            throw new IOException(folder + " holds no results: there is no " + FILE + " or " + RUNS + " in it");
        }
        tellBuild(folder);
        PolicyLoader policies = program.policies();
        ExperimentFile file = ExperimentFile.read(folder.resolve(FILE), Map.of(), new LoadedPolicies(policies));
        List<Map<String, String>> all = Csv.read(Files.readString(folder.resolve(RUNS))).stream()
                .filter(row -> !row.get("event_hash").isEmpty()).toList();
        List<Map<String, String>> sample = sample(all);
        List<Callable<String>> todo = new ArrayList<>();
        for (Map<String, String> row : sample) {
            Map<String, String> parameters = new LinkedHashMap<>();
            file.parameters().forEach(p -> parameters.put(p, row.get(p)));
            Experiment experiment = file.at(new Point(row.get("variant"), parameters));
            todo.add(() -> Long.toHexString(
                    Simulation.run(experiment, Long.parseLong(row.get("seed")), policies).eventHash()));
        }
        List<Result<String>> results = Jobs.run(todo, threads, program.progress(todo.size()));
        int differing = 0;
        for (int i = 0; i < sample.size(); i++) {
            String now = results.get(i).failure() == null ? results.get(i).value() : "" + results.get(i).failure();
            boolean same = now.equals(sample.get(i).get("event_hash"));
            differing += same ? 0 : 1;
            program.out().println((same ? "same     " : "DIFFERS  ") + label(sample.get(i))
                    + (same ? "" : ": " + sample.get(i).get("event_hash") + " then, " + now + " now"));
        }
        program.out().println(sample.size() - differing + " of " + sample.size() + " runs (of " + all.size()
                + " there) happened again, event by event");
        return differing == 0 && !sample.isEmpty() ? 0 : FAILED;
    }

    /** Says so if the results are of another build than this one: what differs may then be meant. */
    private void tellBuild(Path folder) throws IOException {
        Map<String, Object> now = program.made(List.of());
        if (!Files.exists(folder.resolve(MADE)) || !(new Load(LoadSettings.builder().build()).loadFromString(
                Files.readString(folder.resolve(MADE))) instanceof Map<?, ?> then)
                || now.get("program").equals(then.get("program"))) {
            return;
        }
        program.out().println("these results are of another build: commit " + then.get("commit") + ", Java "
                + then.get("java") + "; this is commit " + now.get("commit") + ", Java " + now.get("java"));
        Map<String, Object> bundles = new TreeMap<>();
        if (then.get("bundles") instanceof Map<?, ?> of) {
            of.forEach((name, hash) -> bundles.put(name.toString(), hash));
        }
        Map<?, ?> ours = (Map<?, ?>) now.get("bundles");
        List<String> others = Stream.concat(bundles.keySet().stream(), ours.keySet().stream().map(Object::toString))
                .distinct().sorted().filter(name -> !Objects.equals(bundles.get(name), ours.get(name))).toList();
        program.out().println("other, or in one of the two only: " + (others.isEmpty()
                ? "files of the folder of policies, no bundle" : String.join(", ", others)));
    }

    /** Evenly from the whole list, the last included. */
    private List<Map<String, String>> sample(List<Map<String, String>> all) {
        int size = whole ? all.size() : Math.min(all.size(), runs);
        List<Map<String, String>> sample = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            sample.add(all.get((int) ((long) i * all.size() / size) - 1));
        }
        return sample;
    }

    private static String label(Map<String, String> row) {
        return (row.get("variant").isEmpty() ? "" : row.get("variant") + ", ") + "seed " + row.get("seed");
    }
}
