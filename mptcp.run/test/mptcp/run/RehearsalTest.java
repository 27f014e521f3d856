package mptcp.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The trial run of the launcher takes no device and no right, and ends well: else every start of a program would be a slow one. */
class RehearsalTest {
    private static final int WITHIN_S = 120;

    @Test
    void itEndsWellAndSaysNothing() throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "mptcp.run.Main", "--rehearse")
                .redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(WITHIN_S, TimeUnit.SECONDS), said);
        assertEquals("", said);
        assertEquals(0, process.exitValue());
    }
}
