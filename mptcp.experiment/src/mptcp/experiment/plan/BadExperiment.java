package mptcp.experiment.plan;

import java.util.List;

/**
 * A file does not describe an experiment; each line of the message says where, what is wrong, and what would be right.
 */
public final class BadExperiment extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BadExperiment(List<String> problems) {
        super(String.join("\n", problems));
    }
}
