package mptcp.experiment;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import mptcp.experiment.plan.Experiment;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.result.Outcome;
import mptcp.experiment.sim.LoadedPolicies;
import mptcp.experiment.sim.Simulation;
import mptcp.policy.loader.PolicyLoader;

/**
 * Makes runs of an experiment that came in a {@link Parcel}, for a program that knows nothing but {@link Function}. Any
 * thread.
 */
public final class RunServer implements Function<String, String> {
    private final PolicyLoader policies;
    private final ExperimentFile file;
    private final List<Point> points;

    /** @param parcel the folder that it was unpacked in */
    public RunServer(Path parcel) throws IOException {
        policies = PolicyLoader.of(parcel.resolve(Parcel.POLICIES), _ -> { }); // who sent it was told
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(parcel.resolve(Parcel.PARAMETERS))) {
            read.load(in);
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        read.forEach((name, value) -> parameters.put((String) name, (String) value));
        file = ExperimentFile.read(parcel.resolve(VerifyCommand.FILE), parameters, new LoadedPolicies(policies));
        points = file.points(true);
    }

    /**
     * Makes a run.
     *
     * @param run the place of its point, a blank and the seed
     * @return its outcome as {@link OutcomeText}
     * @throws RuntimeException if a stack misbehaves
     */
    @Override
    public String apply(String run) {
        int blank = run.indexOf(' ');
        Point point = points.get(Integer.parseInt(run.substring(0, blank)));
        Experiment experiment = file.at(point);
        return OutcomeText.of(Outcome.of(point, experiment,
                Simulation.run(experiment, Long.parseLong(run.substring(blank + 1)), policies)));
    }
}
