package mptcp.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import mptcp.experiment.Jobs.Result;
import mptcp.experiment.plan.Experiment;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.result.Csv;
import mptcp.experiment.sim.Simulation;
import mptcp.policy.loader.PolicyLoader;

/** {@code sim verify}: runs a sample of what a folder of results says was run, and compares what happened. */
final class VerifyCommand {
    static final String FILE = "experiment.yaml";
    static final String RUNS = "runs.csv";
    private static final int SAMPLE = 3;
    private static final int FAILED = 1;

    private final Program program;
    private final Arguments arguments;

    VerifyCommand(Program program, List<String> words) {
        this.program = program;
        arguments = new Arguments(words, Set.of("--all"), Set.of("--runs", "--jobs"));
    }

    /** @return the exit status: 0 if all of the sample happened again */
    int run() throws IOException, InterruptedException {
        Path folder = Path.of(arguments.file());
        if (!Files.exists(folder.resolve(RUNS)) || !Files.exists(folder.resolve(FILE))) {
            throw new IOException(folder + " holds no results: there is no " + FILE + " or " + RUNS + " in it");
        }
        PolicyLoader policies = program.policies();
        ExperimentFile file = ExperimentFile.read(folder.resolve(FILE), Map.of(), policies::of);
        List<Map<String, String>> all = Csv.read(Files.readString(folder.resolve(RUNS))).stream()
                .filter(row -> !row.get("event_hash").isEmpty()).toList();
        List<Map<String, String>> sample = sample(all);
        List<Callable<String>> jobs = new ArrayList<>();
        for (Map<String, String> row : sample) {
            Map<String, String> parameters = new LinkedHashMap<>();
            file.parameters().forEach(p -> parameters.put(p, row.get(p)));
            Experiment experiment = file.at(new Point(row.get("variant"), parameters));
            jobs.add(() -> Long.toHexString(
                    Simulation.run(experiment, Long.parseLong(row.get("seed")), policies).eventHash()));
        }
        List<Result<String>> results = Jobs.run(jobs, RunCommand.threads(arguments), program.progress(jobs.size()));
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

    /** Evenly from the whole list, the last included. */
    private List<Map<String, String>> sample(List<Map<String, String>> all) {
        int size = arguments.has("--all") ? all.size() : Math.min(all.size(), arguments.number("--runs", SAMPLE));
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
