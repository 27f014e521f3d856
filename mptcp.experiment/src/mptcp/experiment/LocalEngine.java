package mptcp.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import mptcp.experiment.Jobs.Result;
import mptcp.experiment.plan.Experiment;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.experiment.result.Outcome;
import mptcp.experiment.sim.Simulation;
import mptcp.policy.loader.PolicyLoader;

/** Runs in this process, one on each thread. */
final class LocalEngine implements RunEngine {
    private final ExperimentFile file;
    private final PolicyLoader policies;
    private final DoneRuns done;
    private final int threads;

    LocalEngine(ExperimentFile file, PolicyLoader policies, DoneRuns done, int threads) {
        this.file = file;
        this.policies = policies;
        this.done = done;
        this.threads = threads;
    }

    @Override
    public List<Result<Outcome>> run(List<Run> runs, Progress progress) throws InterruptedException {
        List<Callable<Outcome>> jobs = new ArrayList<>();
        for (Run run : runs) {
            jobs.add(() -> {
                Experiment experiment = file.at(run.point());
                Outcome outcome = Outcome.of(run.point(), experiment, Simulation.run(experiment, run.seed(), policies));
                done.keep(outcome, experiment);
                return outcome;
            });
        }
        return Jobs.run(jobs, threads, progress);
    }
}
