package mptcp.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line: a mistake ends it at once, with status 2 and what to write instead. */
class MainTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private int run(String... words) {
        PrintStream all = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Main.line(Path.of("nowhere"), all, all).execute(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--frob             | error: there is no option '--frob'; there are --help, --jobs, --keep, --minutes, --seeds",
        "--minutes          | error: --minutes needs a value: N",
        "--minutes x        | error: --minutes needs a whole number, not 'x'",
        "--minutes 0        | error: --minutes needs a number from 1 to 100000, not '0'",
        "--jobs -3          | error: --jobs needs a number from 1 to 1000, not '-3'",
        "--keep --seeds     | error: --keep and --seeds are two things to do: one of them",
        "wire frob          | error: there is no target 'frob'; there are wire, arrival, connection"})
    void aMistake(String words, String message) {
        assertEquals(2, run(words.split(" ")));
        assertEquals(message + " (./mptcp fuzz --help)\n", said.toString(StandardCharsets.UTF_8));
    }

    @Test
    void help() {
        assertEquals(0, run("--help"));
        String text = said.toString(StandardCharsets.UTF_8);
        for (Target target : Target.values()) {
            assertTrue(text.contains(target.label() + ": "), text);
        }
    }
}
