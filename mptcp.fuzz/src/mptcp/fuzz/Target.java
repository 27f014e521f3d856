package mptcp.fuzz;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can be fuzzed. */
enum Target {
    WIRE(WireTarget.class, 200_000),
    ARRIVAL(ArrivalTarget.class, 400),
    CONNECTION(ConnectionTarget.class, 200);

    private final Class<?> code;
    private final int shortRuns;

    Target(Class<?> code, int shortRuns) {
        this.code = code;
        this.shortRuns = shortRuns;
    }

    /** @throws IllegalArgumentException that names those there are */
    static Target named(String name) {
        return Arrays.stream(values()).filter(t -> t.label().equals(name)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("there is no target '" + name + "'; there are "
                        + Arrays.stream(values()).map(Target::label).collect(Collectors.joining(", "))));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    String className() {
        return code.getName();
    }

    /** How many inputs a test run tries, beside those of the corpus: some seconds' worth. */
    int shortRuns() {
        return shortRuns;
    }

    /** Its inputs in the repository, each of them a test. */
    Path corpus(Path project) {
        return project.resolve("test/mptcp/fuzz/CorpusTestInputs").resolve(label());
    }
}
