package mptcp.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** So many new inputs of each target in each test run, guided by coverage; always the same ones for the same code. */
class ShortRunTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void nothingIsFound(Target target) throws IOException, InterruptedException {
        List<String> said = new ArrayList<>();
        int inputs = target.shortRuns() + count(target);
        Path found = Files.createDirectories(folder.resolve("corpus"));
        int status = new Fuzzer(target, folder).with("-runs=" + inputs, "-seed=1")
                .run(List.of(found, target.corpus(Path.of("").toAbsolutePath())), "output.txt", said::add);
        assertEquals(0, status, () -> finding() + String.join("\n", said.stream().filter(l -> !l.startsWith("INFO")).toList()));
        assertTrue(said.stream().anyMatch(l -> l.startsWith("Done ")), () -> String.join("\n", said));
    }

    private static int count(Target target) throws IOException {
        try (Stream<Path> all = Files.list(target.corpus(Path.of("").toAbsolutePath()))) {
            return (int) all.count();
        }
    }

    private String finding() {
        try {
            StringBuilder text = new StringBuilder();
            for (Path each : Fuzzer.findings(folder)) {
                text.append("input ").append(HexFormat.of().formatHex(Files.readAllBytes(each))).append('\n');
            }
            return text.toString();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
