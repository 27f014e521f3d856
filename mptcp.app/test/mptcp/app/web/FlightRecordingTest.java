package mptcp.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flight recording of the whole application, inside the framework. */
class FlightRecordingTest {
    @TempDir
    Path folder;

    private static void await(Shell shell, int transfer, String state) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!shell.run("transfers", "--json").replaceAll("[^a-zA-Z0-9:,]", "").matches(".*id:" + transfer + ",[^{]*?state:" + state + ",.*")) {
            assertTrue(System.nanoTime() - deadline < 0, shell.run("transfers"));
        }
    }

    @Test
    void fromTheStartToTheEnd() throws Exception {
        Path file = folder.resolve("shell.jfr");
        try (Shell shell = new Shell(Files.createDirectories(folder.resolve("shell")),
                "-XX:StartFlightRecording=filename=" + file, "-Xlog:jfr*=off", "-Xlog:jfr+startup=off")) {
            shell.run("put", "--bytes", "8M");
            await(shell, 1, "running");
            shell.run("policy", "scheduler", "roundrobin");
            await(shell, 1, "done");
            shell.run("put", "--bytes", "1M"); // hosts that were made since are listened to within a second
            await(shell, 2, "done");
        }
        Process jfr = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/jfr").toString(), "print", "--categories",
                "Multipath TCP", file.toString()).redirectErrorStream(true).start();
        String text = new String(jfr.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, jfr.waitFor(), text);
        for (String expected : new String[] {"mptcp.Connection {", "mptcp.Subflow {", "mptcp.Swap {", "mptcp.Host {",
                "connection = \"client/2\"", "what = \"SF_ESTABLISHED\"", "policy = \"roundrobin\""}) {
            assertTrue(text.contains(expected), expected + " in\n" + text);
        }
    }
}
