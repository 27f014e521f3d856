package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mptcp.lab.Lab;
import mptcp.lab.LabPath;

/** A program in a process of its own, started as {@code ./mptcp run} does: its sockets are a stack's, on the links of a lab. */
final class UnmodifiedProgram implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final Path told;

    private UnmodifiedProgram(Process process, Path told) {
        this.process = process;
        this.told = told;
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** @param options of run, besides links and the report */
    static UnmodifiedProgram start(Lab lab, Path folder, List<String> options, Class<?> program, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-cp", System.getProperty("java.class.path"), "mptcp.run.Main",
                "--report", "--namespace", lab.user().namespace()));
        for (LabPath path : lab.paths()) {
            command.addAll(List.of("--link", path.linkOption()));
        }
        command.addAll(options);
        command.addAll(List.of("-cp", libraries(), program.getName()));
        command.addAll(List.of(arguments));
        Path told = folder.resolve(program.getSimpleName() + ".err");
        return new UnmodifiedProgram(new ProcessBuilder(command).redirectError(told.toFile()).start(), told);
    }

    /** What the program has: its own classes and libraries of others, nothing of this project's bundles. */
    static String libraries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(e -> e.endsWith("bin_test") || e.contains("bin_test") || e.endsWith(".jar") && !e.contains("mptcp.")
                        && !e.contains("junit"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    String line() throws IOException {
        return out.readLine();
    }

    String said() {
        try {
            return Files.readString(told);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Waits for its end, and checks that all went well, over Multipath TCP. */
    UnmodifiedProgram ended() throws InterruptedException {
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), this::said);
        assertEquals(0, process.exitValue(), this::said);
        assertTrue(said().contains("MPTCP v1"), this::said);
        assertTrue(!said().contains("warning") && !said().contains("around the stack"), this::said);
        return this;
    }

    /** Has a server end as at a signal. */
    UnmodifiedProgram stopped() throws InterruptedException {
        process.destroy();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), this::said);
        assertTrue(said().contains("MPTCP v1"), this::said);
        return this;
    }

    /** Each path carried bytes in this direction. @param word "sent" or "received" */
    void usedAllPaths(Lab lab, String word) {
        for (LabPath path : lab.paths()) {
            assertTrue(said().lines().anyMatch(l -> l.matches("mptcp:   " + path.device() + " .*" + word + " [1-9][0-9]{4,}.*")),
                    this::said);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
