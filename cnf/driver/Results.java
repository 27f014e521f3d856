import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Counts what the tests' XML reports say, keeps the reports and prints the closing line. Any thread may tell of an end. */
final class Results {
    private static final int TRACE_LINES = 12;

    private final Path reports;
    private final boolean ci = "true".equals(System.getenv("CI"));
    private final List<String> skipped = new ArrayList<>();
    private int passed;
    private int failed;

    Results(Path root) {
        reports = root.resolve("reports");
    }

    /** A failure outside any test. */
    synchronized void failure(String message) {
        System.err.println("error: " + message);
        failed++;
    }

    void unitTests(String name, Path files, int status, long tookNs) throws Exception {
        count(name, files, status, tookNs, "the test JVM ended with status " + status);
    }

    void frameworkTests(String name, Path files, int status, long tookNs) throws Exception {
        count(name, files, status, tookNs, "the framework did not start, or timed out (status " + status + ")");
    }

    /** Counts the tests of one JVM; a status other than 0 which no failed test explains is a failure by itself. */
    private synchronized void count(String name, Path files, int status, long tookNs, String problem) throws Exception {
        int passedBefore = passed;
        int failedBefore = failed;
        int skippedBefore = skipped.size();
        for (Path file : Disk.walk(files)) {
            if (file.toString().endsWith(".xml")) {
                read(file);
            }
        }
        Path kept = reports.resolve(name);
        Disk.delete(kept);
        Files.createDirectories(kept.getParent());
        Files.move(files, kept);
        if (status != 0 && failed == failedBefore) {
            failure(name + ": " + problem + "\n" + lastLines(kept.resolve("output.txt")));
        }
        if (failed > failedBefore) {
            System.out.println("          everything it printed: " + kept);
        }
        Log.say("tested", name + "  " + line(passed - passedBefore, failed - failedBefore, skipped.size() - skippedBefore)
                + " in " + tookNs / 1_000_000_000 + " s");
    }

    private static String lastLines(Path file) throws IOException {
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 2 * TRACE_LINES), lines.size()));
    }

    private void read(Path file) throws IOException, ParserConfigurationException, SAXException {
        DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
        parsers.setAttribute("jdk.xml.maxGeneralEntitySizeLimit", "0"); // a failure may tell a long story
        parsers.setAttribute("jdk.xml.totalEntitySizeLimit", "0");
        NodeList cases = parsers.newDocumentBuilder().parse(file.toFile()).getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            Element test = (Element) cases.item(i);
            String name = test.getAttribute("classname") + "." + test.getAttribute("name");
            Element failure = child(test, "failure") != null ? child(test, "failure") : child(test, "error");
            Element skip = child(test, "skipped");
            if (failure != null) {
                failed++;
                System.out.println("FAILED    " + name + "\n" + shortened(failure.getTextContent()));
            } else if (skip != null) {
                String reason = skip.getTextContent().isBlank() ? skip.getAttribute("message") : skip.getTextContent();
                skipped.add(name + ": " + reason.replaceAll("org.opentest4j.TestAbortedException: (Assumption failed: )?", "")
                        .strip().lines().findFirst().orElse("no reason given"));
            } else {
                passed++;
            }
        }
    }

    private static Element child(Element element, String name) {
        return (Element) element.getElementsByTagName(name).item(0);
    }

    private static String shortened(String trace) {
        List<String> lines = trace.strip().lines().filter(l -> !l.matches("\\s*at (org\\.junit|java\\.base/).*")).toList();
        String text = String.join("\n", lines.subList(0, Math.min(TRACE_LINES, lines.size())));
        return (text + (lines.size() > TRACE_LINES ? "\n..." : "")).indent(10).stripTrailing();
    }

    /** Prints the closing line; true if nothing failed. */
    boolean summary(boolean selected) {
        skipped.forEach(each -> System.out.println("SKIPPED   " + each));
        if (ci && !skipped.isEmpty()) {
            failure("in CI every test has to run: the skipped ones count as failed");
            failed += skipped.size() - 1;
            skipped.clear();
        }
        if (selected && passed + failed + skipped.size() == 0) {
            failure("no test class matches");
        }
        System.out.println(line(passed, failed, skipped.size()));
        return failed == 0;
    }

    private static String line(int passed, int failed, int skipped) {
        return passed + " passed, " + failed + " failed" + (skipped > 0 ? ", " + skipped + " skipped" : "");
    }
}
