package mptcp.experiment;

import java.io.IOException;
import java.util.List;
import mptcp.experiment.Jobs.Result;
import mptcp.experiment.result.Outcome;

/** Where the runs of a sweep are made: here, or on other machines. */
interface RunEngine {
    /**
     * Makes these runs and keeps each when it is done.
     *
     * @return what became of them, in their order; each has failed or not by itself
     * @throws IOException if they cannot go on; what was done is kept
     */
    List<Result<Outcome>> run(List<Run> runs, Progress progress) throws IOException, InterruptedException;
}
