package mptcp.templates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the comparison claims of this stack, it claims by tests that there are; of others, by sources that it lists. */
class ComparisonTest {
    private static final Pattern NAMED = Pattern.compile("\\b([A-Z]\\w*Test)(?:\\.(\\w+))?");
    private static final Pattern SOURCE = Pattern.compile("\\[([LOFP][0-9])\\]");

    private static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("cnf/build.bnd"))) {
            root = root.getParent();
        }
        return root;
    }

    private static Map<String, List<Path>> tests(Path root) throws IOException {
        try (Stream<Path> projects = Files.list(root)) {
            List<Path> folders = projects.filter(p -> p.getFileName().toString().startsWith("mptcp.")).toList();
            List<Path> files = new ArrayList<>();
            for (Path project : folders) {
                for (String sources : List.of("test", "src")) {
                    if (Files.isDirectory(project.resolve(sources))) {
                        try (Stream<Path> all = Files.walk(project.resolve(sources))) {
                            all.filter(f -> f.toString().endsWith("Test.java")).forEach(files::add);
                        }
                    }
                }
            }
            return files.stream().collect(Collectors.groupingBy(
                    f -> f.getFileName().toString().replace(".java", "")));
        }
    }

    @Test
    void everyTestThatItNamesIsThere() throws IOException {
        Path root = root();
        Map<String, List<Path>> tests = tests(root);
        List<String> missing = new ArrayList<>();
        List<MatchResult> named = NAMED.matcher(Files.readString(root.resolve("docs/comparison.md"))).results()
                .toList();
        for (MatchResult m : named) {
            boolean found = false;
            for (Path file : tests.getOrDefault(m.group(1), List.of())) {
                found |= m.group(2) == null || Files.readString(file).contains("void " + m.group(2) + "(");
            }
            if (!found) {
                missing.add(m.group());
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(named.size() > 15, "tests are named");
    }

    @Test
    void everySourceThatItCitesIsListed() throws IOException {
        String text = Files.readString(root().resolve("docs/comparison.md"));
        String[] parts = text.split("## Sources", 2);
        List<String> cited = SOURCE.matcher(parts[0]).results().map(m -> m.group(1)).distinct().toList();
        List<String> listed = SOURCE.matcher(parts[1]).results().map(m -> m.group(1)).toList();
        assertTrue(listed.containsAll(cited), cited + " and " + listed);
    }
}
