package mptcp.experiment;

import java.nio.file.Path;
import java.util.List;
import mptcp.experiment.plan.Numbers;
import picocli.CommandLine.Option;

/** The options of all commands that write results: of which seeds, and where they go. */
final class Target {
    @Option(names = "--seeds", paramLabel = "LIST", description = "other seeds: 7, or 1..10, or 1,2,5")
    private String seeds;

    @Option(names = "--out", paramLabel = "FOLDER", description = "where the results go (default: in reports/sim)")
    private Path out;

    /** The seeds as they were written, or null. */
    String written() {
        return seeds;
    }

    List<Long> seeds(List<Long> otherwise) {
        return seeds == null ? otherwise : Numbers.seeds(seeds);
    }

    Path folder(String name) {
        return out == null ? Path.of("reports/sim/" + name) : out;
    }
}
