package mptcp.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs jcstress, which starts JVMs of its own, on tests of the class path. Short runs have a fraction of a second for each
 * test; long ones share {@code STRESS_MINUTES} among compilers and tests. {@code STRESS_TESTS} is a regular expression that
 * selects among them.
 */
public final class StressRun {
    private static final String MINUTES = "STRESS_MINUTES";
    private static final String TESTS = "STRESS_TESTS";
    private static final long DEFAULT_MINUTES = 10;
    private static final long SHORT_MS = 150;
    /** What a JVM of a test needs beside the time of the test. */
    private static final long START_MS = 500;
    private static final int FORK_HEAP_MB = 256;
    /** A state may have megabytes, outside the heap: of these many times these many states are there at a time. */
    private static final String STRIDE = "8";

    private static final List<String> COMPILERS = List.of("-XX:+TieredCompilation", "-XX:TieredStopAtLevel=1",
            "-XX:-TieredCompilation -XX:+UnlockDiagnosticVMOptions -XX:+StressLCM -XX:+StressGCM -XX:+StressIGVN", "-Xint");

    private static final Pattern LISTED = Pattern.compile("JCTEST(\\d+)S");
    private static final Pattern RESULT = Pattern.compile("\\d+ planned; \\d+ passed, \\d+ failed, \\d+ soft errs, \\d+ hard errs");
    private static final int MOST_TEXT = 8000;

    private final String tests;

    private StressRun(String tests) {
        this.tests = tests;
    }

    /** @param tests a regular expression for names of test classes */
    public static StressRun of(String tests) {
        return new StressRun(tests);
    }

    /**
     * A fraction of a second for each test.
     *
     * @return false if the environment selects none of them
     * @throws AssertionError with what jcstress says, if one failed or did not run
     */
    public boolean run() throws IOException, InterruptedException {
        List<String> names = names();
        if (!names.isEmpty()) {
            run(names, SHORT_MS, COMPILERS.getFirst());
        }
        return !names.isEmpty();
    }

    /** As many minutes as the environment says; else as {@link #run}. */
    public boolean runLong() throws IOException, InterruptedException {
        List<String> names = names();
        if (names.isEmpty()) {
            return false;
        }
        String minutes = System.getenv(MINUTES);
        long totalMs = 60_000 * (minutes == null ? DEFAULT_MINUTES : Long.parseLong(minutes));
        long eachMs = Math.max(SHORT_MS, totalMs / COMPILERS.size() / names.size() - START_MS);
        for (String compiler : COMPILERS) {
            run(names, eachMs, compiler);
        }
        return true;
    }

    /** Tests of the class path, as jcstress lists them there when they are compiled: each line begins with a name's length. */
    private List<String> names() throws IOException {
        Pattern wanted = Pattern.compile(System.getenv().getOrDefault(TESTS, ""));
        List<String> names = new ArrayList<>();
        for (String line : Files.readAllLines(list())) {
            Matcher begin = LISTED.matcher(line);
            if (!begin.lookingAt()) {
                throw new IOException("no test of jcstress: " + line);
            }
            String name = line.substring(begin.end(), begin.end() + Integer.parseInt(begin.group(1)));
            if (name.matches(tests) && wanted.matcher(name).find()) {
                names.add(name);
            }
        }
        return names;
    }

    private static Path list() throws IOException {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path file = Path.of(entry, "META-INF", "TestList");
            if (Files.exists(file)) {
                return file;
            }
        }
        throw new IOException("no tests of jcstress on the class path");
    }

    private void run(List<String> names, long ms, String compiler) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("stress");
        Path output = folder.resolve("output.txt");
        try {
            Process process = new ProcessBuilder(command(names, ms, compiler)).directory(folder.toFile())
                    .redirectErrorStream(true).redirectOutput(output.toFile()).start();
            process.getOutputStream().close();
            int status = process.waitFor();
            String text = Files.readString(output);
            Matcher result = RESULT.matcher(text);
            String last = "";
            while (result.find()) {
                last = result.group();
            }
            String good = names.size() + " planned; " + names.size() + " passed, 0 failed, 0 soft errs, 0 hard errs";
            if (status != 0 || !last.equals(good)) {
                throw new AssertionError("jcstress, with " + compiler + ", of " + names.size() + " tests: " + last
                        + " (status " + status + ")\n" + report(text));
            }
        } finally {
            delete(folder);
        }
    }

    private List<String> command(List<String> names, long ms, String compiler) {
        String each = names.stream().map(Pattern::quote).collect(Collectors.joining("|", "^(", ")$"));
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), "org.openjdk.jcstress.Main",
                "-t", each, "-v", "-af", "NONE", "-sc", "false", "-pth", "false", "-hs", Integer.toString(FORK_HEAP_MB),
                "-f", "1", "-fsm", "1", "-iters", "1", "-time", Long.toString(ms),
                "-strideSize", STRIDE, "-strideCount", STRIDE, "-jvmArgs",
                "--enable-native-access=ALL-UNNAMED -Xmx" + FORK_HEAP_MB + "m -XX:+UseSerialGC " + compiler);
    }

    /** What it says of the tests' results, if it came to that; the end of what it said otherwise. */
    private static String report(String text) {
        int at = text.indexOf("RUN RESULTS");
        String part = at >= 0 ? text.substring(at) : text;
        return part.length() <= MOST_TEXT ? part : part.substring(0, MOST_TEXT) + "\n...";
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
