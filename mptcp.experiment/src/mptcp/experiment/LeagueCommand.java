package mptcp.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import mptcp.api.policy.PolicyKind;
import mptcp.experiment.Jobs.Result;
import mptcp.experiment.plan.Experiment;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.plan.LeagueFile;
import mptcp.experiment.plan.LeagueFile.Scenario;
import mptcp.experiment.plan.Numbers;
import mptcp.experiment.plan.PolicyNames;
import mptcp.experiment.result.League;
import mptcp.experiment.result.LeaguePage;
import mptcp.experiment.result.Outcome;
import mptcp.experiment.sim.LoadedPolicies;
import mptcp.experiment.sim.Simulation;
import mptcp.json.Json;
import mptcp.policy.loader.PolicyLoader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sim league}: every policy over the same scenarios. Runs that are done are kept, as those of sweeps. */
@Command(name = "league", sortOptions = false, description = "Every policy over the same scenarios, ranked by need. Runs that are done"
        + " already are not done again. Without --seeds: 1..5.")
final class LeagueCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    /** A run to do. */
    private record Entry(String kind, String policy, Scenario scenario, long seed) {}

    private final Program program;
    private final Map<List<String>, Integer> failures = new HashMap<>();

    @Option(names = "--only", paramLabel = "LIST", description = "only these policies, beside the reference")
    private String onlyThese;

    @Option(names = "--needs", paramLabel = "LIST", description = "only these needs")
    private String needsAsked;

    @Mixin
    private Target target;

    @Mixin
    private Parallel parallel;

    @Option(names = {"--help", "-h"}, usageHelp = true, description = "this text")
    private boolean help;

    LeagueCommand(Program program) {
        this.program = program;
    }

    /** @return the exit status: 0 if all runs came to their end */
    @Override
    public Integer call() throws IOException, InterruptedException {
        int threads = parallel.jobs();
        PolicyLoader policies = program.policies();
        LeagueFile file = program.league();
        List<Long> seeds = target.seeds(Numbers.seeds("1..5"));
        Path folder = target.folder("league");
        DoneRuns done = new DoneRuns(folder.resolve("done"), program.hash());
        List<Entry> entries = entries(file, policies, seeds);
        List<String> keys = new ArrayList<>(); // the reference is in each kind, and run once
        Map<String, Callable<Outcome>> jobs = new LinkedHashMap<>();
        PolicyNames names = new LoadedPolicies(policies);
        for (Entry e : entries) {
            Experiment experiment = file.at(e.scenario(), Map.of(e.kind(), e.policy()), names);
            String key = done.name(experiment, e.seed());
            keys.add(key);
            jobs.putIfAbsent(key, () -> job(e, experiment, policies, done));
        }
        program.out().println(jobs.size() + " runs");
        List<Result<Outcome>> distinct = Jobs.run(List.copyOf(jobs.values()), threads,
                program.progress(jobs.size()));
        Map<String, Result<Outcome>> results = new HashMap<>();
        int at = 0;
        for (String key : jobs.keySet()) {
            results.put(key, distinct.get(at++));
        }
        List<League.Run> runs = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Entry e = entries.get(i);
            if (results.get(keys.get(i)).failure() == null) {
                runs.add(new League.Run(e.kind(), e.policy(), e.scenario(), e.seed(), results.get(keys.get(i)).value()));
            } else {
                failures.merge(List.of(e.kind(), e.policy()), 1, Integer::sum);
                program.err().println("error: " + e.policy() + ", " + e.scenario().name() + ", seed " + e.seed() + ": "
                        + results.get(keys.get(i)).failure());
            }
        }
        League league = new League(runs, file.reference());
        LeaguePage page = new LeaguePage(league, file, failures, command(), program.made(command()));
        program.out().print(page.text());
        write(folder, "league.csv", page.csv());
        write(folder, "league.html", page.html());
        write(folder, "made.json", Json.of(program.made(command())) + "\n");
        program.out().println("the league in " + folder.resolve("league.html"));
        return failures.isEmpty() ? 0 : FAILED;
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of("./mptcp", "sim", "league"));
        Map<String, String> own = new LinkedHashMap<>();
        own.put("--only", onlyThese);
        own.put("--needs", needsAsked);
        own.put("--seeds", target.written());
        Program.add(command, own);
        return command;
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Every policy that takes part, and the reference in each kind. */
    private List<Entry> entries(LeagueFile file, PolicyLoader policies, List<Long> seeds) {
        Map<String, List<String>> takingPart = new LinkedHashMap<>();
        Set<String> only = onlyThese == null ? Set.of() : Set.of(onlyThese.split(","));
        for (PolicyKind kind : PolicyKind.values()) {
            String reference = file.reference().get(kind.label());
            takingPart.put(kind.label(), policies.of(kind).stream().filter(name -> name.equals(reference)
                    || only.isEmpty() || only.contains(name)).toList());
        }
        for (String name : only) {
            if (takingPart.values().stream().noneMatch(names -> names.contains(name))) {
                String last = name.substring(name.lastIndexOf('.') + 1);
                throw new IllegalArgumentException("there is no policy '" + name + "'; './mptcp sim list' lists them"
                        + (takingPart(policies, last) ? ": '" + last + "' is meant?" : ""));
            }
        }
        Set<String> needs = needsAsked == null ? Set.of() : Set.of(needsAsked.split(","));
        List<Scenario> scenarios = file.scenarios().stream().filter(s -> needs.isEmpty() || needs.contains(s.need()))
                .toList();
        if (scenarios.isEmpty()) {
            throw new IllegalArgumentException("there are no such needs; there are " + String.join(", ",
                    file.scenarios().stream().map(Scenario::need).distinct().toList()));
        }
        List<Entry> entries = new ArrayList<>();
        takingPart.forEach((kind, names) -> names.forEach(name -> {
            boolean reference = name.equals(file.reference().get(kind));
            if (names.size() > 1 || reference) {
                scenarios.forEach(s -> seeds.forEach(seed -> entries.add(new Entry(kind, name, s, seed))));
            }
        }));
        return entries;
    }

    private static boolean takingPart(PolicyLoader policies, String name) {
        return Arrays.stream(PolicyKind.values()).anyMatch(kind -> policies.of(kind).contains(name));
    }

    /** What is done is not done again. */
    private static Outcome job(Entry e, Experiment experiment, PolicyLoader policies, DoneRuns done) throws IOException {
        Point point = new Point("", Map.of());
        Outcome known = done.find(point, experiment, e.seed());
        if (known != null) {
            return known;
        }
        Outcome outcome = Outcome.of(point, experiment, Simulation.run(experiment, e.seed(), policies));
        done.keep(outcome, experiment);
        return outcome;
    }
}
