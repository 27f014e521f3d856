package mptcp.experiment;

import static mptcp.experiment.Workspace.sim;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Published experiments: what is expected stands in the files, with tolerances. What does not come out as published is
 * marked there, with the reason.
 */
class ShippedExperimentsTest {
    @TempDir
    Path folder;

    private static Stream<String> fast() {
        return Stream.of("b1", "e2", "t1", "t2a", "t4", "t5", "two-paths", "w2", "x1");
    }

    private static Stream<String> slow() {
        return Stream.of("b2", "choosing", "e1", "e3", "f4", "h1", "k1", "k2", "k3", "l1", "p3", "q1", "r1", "r2", "t5b", "w3", "w5", "w6", "w7", "w8", "w9");
    }

    @ParameterizedTest
    @MethodSource("fast")
    void asExpected(String name) {
        Workspace.Said said = sim("run", name, "--no-plots", "--out", folder.resolve("out"));
        assertEquals(0, said.status(), said.out() + said.err());
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("slow")
    void asExpectedInTheLongRun(String name) {
        asExpected(name);
    }

    @Test
    void allAreTested() throws IOException {
        Set<String> tested = Stream.concat(fast(), slow()).collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> files = Files.list(Workspace.ROOT.resolve("experiments"))) {
            assertEquals(tested, files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".yaml"))
                    .map(f -> f.replace(".yaml", "")).collect(Collectors.toCollection(TreeSet::new)));
        }
    }
}
