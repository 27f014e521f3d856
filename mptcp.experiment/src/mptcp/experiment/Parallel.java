package mptcp.experiment;

import picocli.CommandLine.Option;

/** The option of all commands that run something. */
final class Parallel {
    @Option(names = "--jobs", paramLabel = "N", description = "runs at a time (default: one per processor)")
    private Integer jobs;

    /** @throws IllegalArgumentException if it is none */
    int jobs() {
        if (jobs != null && jobs < 1) {
            throw new IllegalArgumentException("--jobs needs a number above 0, not '" + jobs + "'");
        }
        return jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
    }
}
