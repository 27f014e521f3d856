package mptcp.templates;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps of docs/frameworks.md, as they stand there. Needs Maven, unzip and the network. */
@Tag("slow")
class FrameworksTest {
    private static final Duration WITHIN = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    private Process framework;

    @AfterEach
    void end() {
        if (framework != null) {
            framework.descendants().forEach(ProcessHandle::destroyForcibly);
            framework.destroyForcibly();
        }
    }

    private static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("cnf/build.bnd"))) {
            root = root.getParent();
        }
        return root;
    }

    private static boolean has(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(f -> Files.isExecutable(Path.of(f, program)));
    }

    /** What such a framework says, as it comes. */
    private static final class Said {
        private final StringBuilder text = new StringBuilder(); // guarded by itself
        private final CompletableFuture<Void> end;

        Said(BufferedReader from) {
            end = CompletableFuture.runAsync(() -> {
                char[] some = new char[1_000];
                try {
                    for (int n; (n = from.read(some)) >= 0;) {
                        synchronized (text) {
                            text.append(some, 0, n);
                            text.notifyAll();
                        }
                    }
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }, task -> Thread.ofPlatform().daemon().start(task));
        }

        /** Waits until it has said this, for a while. */
        boolean within(String what, Duration time) throws InterruptedException {
            long until = System.nanoTime() + time.toNanos();
            synchronized (text) {
                while (text.indexOf(what) < 0 && System.nanoTime() < until && !end.isDone()) {
                    text.wait(100);
                }
                return text.indexOf(what) >= 0;
            }
        }

        @Override
        public String toString() {
            synchronized (text) {
                return text.toString();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Felix", "Equinox"})
    void theCommandsWorkThere(String name) throws Exception {
        assumeTrue(has("mvn") && has("unzip"), "Maven and unzip are not there");
        String part = Files.readString(root().resolve("docs/frameworks.md")).split("\n## " + name + "\n")[1];
        String steps = part.split("```sh\n")[1].split("```")[0];
        List<String> session = part.split("```\n\n```\n")[1].split("```")[0].lines().map(l -> l.replaceFirst("^g! ", "")).toList();
        assertEquals("mptcp:hosts", session.getFirst());
        assertEquals("exit 0", session.getLast());

        ProcessBuilder builder = new ProcessBuilder("sh", "-ec", steps).directory(folder.toFile()).redirectErrorStream(true);
        Path java = Path.of(System.getProperty("java.home"));
        builder.environment().put("JAVA_HOME", java.toString());
        builder.environment().put("PATH", java.resolve("bin") + File.pathSeparator + System.getenv("PATH"));
        builder.environment().put("MPTCP", root().toString());
        framework = builder.start();
        Said said = new Said(framework.inputReader(UTF_8));
        try (Writer typed = framework.outputWriter(UTF_8)) {
            assertTrue(said.within("g! ", WITHIN), said::toString);
            boolean there = false;
            for (int i = 0; i < 60 && !there; i++) { // the prompt comes before the last bundle has started
                typed.append("mptcp:hosts\n").flush();
                there = said.within("10.2.0.2", Duration.ofSeconds(1));
            }
            assertTrue(there, said::toString);
            for (String line : session.subList(1, session.size())) {
                typed.append(line).append('\n').flush();
            }
            assertTrue(said.within("SHA-256 equal", WITHIN), said::toString);
            assertTrue(framework.waitFor(WITHIN.toSeconds(), TimeUnit.SECONDS), said::toString);
        }
        said.end.join();
        assertEquals(0, framework.exitValue(), said::toString);
        assertTrue(said.toString().contains("scheduler of client: minrtt"), said::toString);
    }
}
