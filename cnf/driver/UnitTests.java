import aQute.bnd.build.Project;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs the plain JUnit tests of a project in a JVM of their own. */
final class UnitTests {
    /** A line of the JUnit console's feed: {@code JUnit Jupiter > SeqTest > wraps() :: SUCCESSFUL}. */
    private static final Pattern EVENT = Pattern.compile("JUnit Jupiter > (.*) :: ([A-Z]+)");
    /** The JUnit console's status if no test matches. */
    private static final int NO_TESTS = 2;
    private static final long REPORT_EVERY_NS = 10_000_000_000L;

    private final Path root;
    private final Selection selection;
    private final Results results;

    UnitTests(Path root, Selection selection, Results results) {
        this.root = root;
        this.selection = selection;
        this.results = results;
    }

    /** All that bnd is asked for is asked here: what comes back may run on any thread. Null if there are no tests. */
    TestLanes.Run of(Project project, Snapshot snapshot) throws Exception {
        Path classes = project.getTestOutput().toPath();
        if (Disk.walk(classes).stream().noneMatch(f -> f.toString().endsWith(".class"))) {
            return null;
        }
        List<Path> path = snapshot.of(path(project));
        Path reports = snapshot.folder().resolve("reports").resolve(project.getName());
        Files.createDirectories(reports);

        List<String> command = new ArrayList<>(List.of(Disk.java(), "-ea", "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(words(project.getProperty("test.vmargs", "")));
        command.addAll(List.of("-cp", Disk.join(path) + File.pathSeparator + console() + File.pathSeparator + driver(),
                TestJvm.class.getName(), "execute",
                "--scan-class-path", path.getFirst().toString(), "--disable-banner", "--disable-ansi-colors",
                "--details=testfeed", "--reports-dir", reports.toString()));
        command.addAll(selection.options());
        String name = project.getName();
        File base = project.getBase();
        return () -> run(name, base, command, reports);
    }

    private void run(String name, File base, List<String> command, Path reports) throws Exception {
        Log.say("testing", name);
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command).directory(base).redirectErrorStream(true).start();
        try (BufferedReader output = process.inputReader()) {
            follow(name, output, reports.resolve("output.txt"));
        }
        int status = process.waitFor();
        process.getOutputStream().close(); // until now it told that we are here
        results.unitTests(name, reports, status == NO_TESTS ? 0 : status, System.nanoTime() - start);
    }

    /** What tests of a project run on: their own classes first. */
    static Set<Path> path(Project project) throws Exception {
        Set<Path> path = new LinkedHashSet<>(List.of(project.getTestOutput().toPath(), project.getSrcOutput().toPath()));
        path.addAll(Disk.files(project.getBuildpath()));
        path.addAll(Disk.files(project.getTestpath()));
        return path;
    }

    /** Keeps the output and tells now and then how far the tests are. */
    private static void follow(String name, BufferedReader output, Path file) throws IOException {
        long next = System.nanoTime() + REPORT_EVERY_NS;
        int done = 0;
        try (BufferedWriter copy = Files.newBufferedWriter(file)) {
            for (String line; (line = output.readLine()) != null;) {
                copy.write(line);
                copy.newLine();
                Matcher event = EVENT.matcher(line);
                if (event.matches()) {
                    done += event.group(2).equals("STARTED") ? 0 : 1;
                    if (System.nanoTime() - next > 0) {
                        next = System.nanoTime() + REPORT_EVERY_NS;
                        Log.say("", name + ": " + done + " done, at " + event.group(1));
                    }
                }
            }
        }
    }

    static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    /** Where this class was loaded from. */
    private static String driver() {
        try {
            return Path.of(UnitTests.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String console() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(e -> e.contains("junit-platform-console-standalone"))
                .map(e -> Path.of(e).toAbsolutePath().toString()).findFirst().orElseThrow();
    }
}
