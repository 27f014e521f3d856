package mptcp.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Jazzer in a JVM of its own, on one target. */
final class Fuzzer {
    private static final int LONGEST_INPUT = 2048;
    private static final int MOST_SECONDS_AN_INPUT = 60;

    private final Target target;
    private final Path folder;
    private String classPath = System.getProperty("java.class.path");
    private final List<String> options = new ArrayList<>();

    /** @param folder for what it writes: findings, and its output */
    Fuzzer(Target target, Path folder) {
        this.target = target;
        this.folder = folder;
    }

    /** Other classes than those of this JVM. */
    Fuzzer on(String path) {
        classPath = path;
        return this;
    }

    /** Options of libFuzzer. */
    Fuzzer with(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /**
     * Runs it to its end.
     *
     * @param corpora the first also takes what it finds worth keeping
     * @param log the name of the file that takes all it says
     * @param line gets each line
     * @return its exit status: 0 if it found nothing
     */
    int run(List<Path> corpora, String log, Consumer<String> line) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-ea", "-Xmx1g", "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-cp", classPath, "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.className(), "--instrumentation_includes=mptcp.core.**",
                "--custom_hook_excludes=**", "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/", "-max_len=" + LONGEST_INPUT, "-len_control=0",
                "-timeout=" + MOST_SECONDS_AN_INPUT));
        command.addAll(options);
        corpora.forEach(each -> command.add(each.toString()));
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        Thread end = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        process.getOutputStream().close();
        try (BufferedReader output = process.inputReader(UTF_8);
                PrintWriter copy = new PrintWriter(Files.newBufferedWriter(folder.resolve(log)))) {
            for (String each; (each = output.readLine()) != null;) {
                copy.println(each);
                line.accept(each);
            }
        }
        int status = process.waitFor();
        Runtime.getRuntime().removeShutdownHook(end);
        return status;
    }

    /** Inputs that should not have had the effect that they had. */
    static List<Path> findings(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(f -> f.getFileName().toString().matches("(crash|timeout|oom)-.*")).sorted().toList();
        }
    }
}
