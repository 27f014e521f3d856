package mptcp.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import mptcp.experiment.Jobs.Result;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.experiment.result.Benefit;
import mptcp.experiment.result.Comparison;
import mptcp.experiment.result.Failure;
import mptcp.experiment.result.Outcome;
import mptcp.experiment.result.Sensitivity;
import mptcp.experiment.result.Sensitivity.Effect;
import mptcp.experiment.result.Summary;
import mptcp.experiment.result.Tables;

/**
 * The runs of a sweep and what is known of them, in a folder. What the results are does not depend on where or in which
 * order the runs were made. One thread.
 */
final class Sweep {
    private final Program program;
    private final ExperimentFile file;
    private final List<Run> runs;
    private final Path folder;
    private final DoneRuns done;
    /** By the place of the run; null of one that is not known. */
    private final Outcome[] outcomes;
    private final List<Failure> failures = new ArrayList<>();

    Sweep(Program program, ExperimentFile file, List<Long> seeds, Path folder) throws IOException {
        this.program = program;
        this.file = file;
        this.folder = folder;
        runs = Run.all(file.points(true), seeds);
        done = new DoneRuns(folder.resolve("done"), program.hash());
        outcomes = new Outcome[runs.size()];
    }

    /** Where the outcomes of its runs are kept. */
    DoneRuns done() {
        return done;
    }

    int size() {
        return runs.size();
    }

    /** Looks up what was done before, here or in the folders of others, of which it takes over what is not here. */
    void recall(List<Path> others) throws IOException {
        List<DoneRuns> theirs = new ArrayList<>();
        for (Path other : others) {
            theirs.add(new DoneRuns(other.resolve("done"), program.hash()));
        }
        for (int i = 0; i < outcomes.length; i++) {
            Run run = runs.get(i);
            var experiment = file.at(run.point());
            outcomes[i] = done.find(run.point(), experiment, run.seed());
            for (int k = 0; k < theirs.size() && outcomes[i] == null; k++) {
                outcomes[i] = theirs.get(k).find(run.point(), experiment, run.seed());
                if (outcomes[i] != null) {
                    done.keep(outcomes[i], experiment);
                }
            }
        }
    }

    /** How many of its runs are known. */
    int known() {
        return (int) Arrays.stream(outcomes).filter(Objects::nonNull).count();
    }

    /** The places of the runs that are not known, of this part of all. */
    List<Integer> missing(Shard shard) {
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] == null && shard.has(i)) {
                missing.add(i);
            }
        }
        return missing;
    }

    /** Makes these runs. @return how many of them failed */
    int make(List<Integer> places, RunEngine engine, Progress progress) throws IOException, InterruptedException {
        List<Result<Outcome>> results = engine.run(places.stream().map(runs::get).toList(), progress);
        int failed = 0;
        for (int i = 0; i < results.size(); i++) {
            Run run = runs.get(places.get(i));
            outcomes[places.get(i)] = results.get(i).value();
            if (results.get(i).failure() != null) {
                failed++;
                failures.add(new Failure(run.point(), run.seed(), results.get(i).failure().toString()));
                program.err().println("error: a run failed: " + results.get(i).failure());
            }
        }
        return failed;
    }

    /** Writes tables and plots of what is known. @param command that gives the same results again */
    void write(List<String> command, boolean plots) throws IOException {
        List<Outcome> all = Benefit.add(file.benefit(), new ArrayList<>(Arrays.stream(outcomes)
                .filter(Objects::nonNull).toList()), file.swept());
        Summary summary = new Summary(all, file.groups());
        Map<String, byte[]> files = ResultFiles.of(file, all, failures, summary,
                all.isEmpty() ? List.of() : summary.differences(file.variants().getFirst(), file.swept()),
                program.made(command));
        List<Effect> effects = Sensitivity.of(all, file.swept());
        if (!effects.isEmpty()) {
            files.put("sensitivity.csv", Tables.effects(effects).getBytes(StandardCharsets.UTF_8));
            tell(effects, file.benefit() != null);
        }
        files.put("sweep.csv", Tables.all(all).getBytes(StandardCharsets.UTF_8));
        if (plots && !all.isEmpty()) {
            try {
                files.putAll(new Comparison(summary, file.swept(), file.name()).draw(all, List.of()));
            } catch (IOException e) {
                program.err().println("warning: no plots: " + e.getMessage());
            }
        }
        for (var each : files.entrySet()) {
            Path fresh = folder.resolve(each.getKey() + ".new");
            Files.createDirectories(fresh.getParent());
            Files.write(fresh, each.getValue());
            Files.move(fresh, folder.resolve(each.getKey()), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        program.out().println(all.size() + " runs in " + folder.resolve("sweep.csv"));
    }

    /** Of the metric that is about all, the parameters by what they explain. */
    private void tell(List<Effect> effects, boolean benefit) {
        effects.stream().filter(e -> e.metric().equals(benefit ? "benefit" : "goodput") && !Double.isNaN(e.explained()))
                .sorted(Comparator.comparing(Effect::variant).thenComparing(Effect::flow)
                        .thenComparing(e -> -e.explained()))
                .forEach(e -> program.out().println(String.format(Locale.ROOT,
                        "%-12s %-10s %s: %-12s explains %3.0f %% of the variance%s", e.variant(), e.flow(), e.metric(),
                        e.parameter(), 100 * e.explained(), Double.isNaN(e.rank()) ? "" // words have no order
                                : String.format(Locale.ROOT, ", rank correlation %+.2f", e.rank()))));
    }
}
